import type { Command } from '../../ask/command.ts';
import { PROGRAM } from '../../ask/program.ts';
import type { QuestionKey } from '../../ask/questions.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'Show how task startup traffic is routed',
  usage: [`${PROGRAM} doctor [directory] [options]`],
  what:
    'Shows, per subnet and AWS service, whether task startup traffic goes through a VPC endpoint, NAT or ' +
    'the internet, or is blocked, and how to fix it. Read-only.',
  examples: [
    ['Answer a few questions', `npx ${PROGRAM} doctor`],
    [
      'As a gate in CI',
      `npx ${PROGRAM} doctor --region eu-west-1 \\\n  --vpc vpc-0a1b2c3d --launch-type fargate --fail-on warning`,
    ],
    ['Before it is deployed', `npx ${PROGRAM} doctor --terraform-plan plan.json`],
    [
      'For a colleague without access to the account',
      `npx ${PROGRAM} doctor --snapshot vpc.json --launch-type ec2`,
    ],
  ],
  questions: new Set<QuestionKey>([
    'directory',
    'region',
    'vpc',
    'subnets',
    'profile',
    'taskDefinition',
    'service',
    'cluster',
    'task',
    'stoppedReason',
    'exec',
    'traffic',
    'since',
    'flowLogs',
    'launchType',
    'services',
    'serviceConnect',
    'taskSecurityGroups',
    'snapshot',
    'terraformPlan',
    'template',
    'parameters',
    'parameterFile',
    'source',
    'live',
    'saveSnapshot',
    'redact',
    'report',
    'failOn',
    'cost',
    'gbPerMonth',
    'explain',
    'config',
    'yes',
    'json',
    'force',
    'debug',
  ]),
};
