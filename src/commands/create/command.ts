import type { Command } from '../../ask/command.ts';
import { PROGRAM } from '../../ask/program.ts';
import type { QuestionKey } from '../../ask/questions.ts';

export const create: Command = {
  name: 'create',
  summary: 'Generate the VPC endpoints your tasks need',
  usage: [`${PROGRAM} [directory] [options]`],
  what:
    'Generates the VPC endpoints private ECS tasks need, as Terraform, CDK or CloudFormation. ' +
    "Prompts for anything you don't pass. Reads your AWS account; never changes it. " +
    'doctor shows where each byte of task startup goes; see "doctor --help".',
  examples: [
    ['Answer a few questions', `npx ${PROGRAM}`],
    [
      'A whole private network from nothing, without an AWS account',
      `npx ${PROGRAM} my-network --region eu-west-1 \\\n  --vpc new --launch-type fargate --iac terraform --yes`,
    ],
    [
      'The endpoints for two subnets that exist, for tasks that log and read secrets',
      `npx ${PROGRAM} endpoints --vpc vpc-0a1b2c3d \\\n  --subnets subnet-0aaa1111,subnet-0bbb2222 --launch-type ec2 \\\n  --services logs,secretsmanager --iac cloudformation --yes`,
    ],
  ],
  questions: new Set<QuestionKey>([
    'directory',
    'region',
    'vpc',
    'subnets',
    'vpcCidr',
    'azCount',
    'profile',
    'taskDefinition',
    'service',
    'cluster',
    'launchType',
    'services',
    'serviceConnect',
    'taskSecurityGroups',
    'iac',
    'terraformLayout',
    'name',
    'tags',
    's3Policy',
    'adopt',
    'central',
    'spokes',
    'spokeSubnets',
    'allowWideRules',
    'offline',
    'azs',
    'subnetCidrs',
    'routeTables',
    'snapshot',
    'cost',
    'gbPerMonth',
    'config',
    'yes',
    'dryRun',
    'json',
    'force',
    'allowRemoval',
    'forget',
    'check',
    'debug',
  ]),
};
