import type { Command } from '../../ask/command.ts';
import { PROGRAM } from '../../ask/program.ts';
import type { QuestionKey } from '../../ask/questions.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'Show which way the bytes go',
  usage: [`${PROGRAM} doctor [options]`],
  what:
    "Shows, for each subnet and each AWS service a task's start needs, whether the bytes go through an endpoint, " +
    'by NAT, by the internet or nowhere, and what to change. Only reads.',
  examples: [
    ['Answer a few questions', `npx ${PROGRAM} doctor`],
    [
      'As a gate in CI',
      `npx ${PROGRAM} doctor --region eu-west-1 \\\n  --vpc vpc-0a1b2c3d --launch-type fargate --fail-on warning`,
    ],
    [
      'For a colleague without access to the account',
      `npx ${PROGRAM} doctor --snapshot vpc.json --launch-type ec2`,
    ],
  ],
  questions: new Set<QuestionKey>([
    'region',
    'vpc',
    'subnets',
    'profile',
    'taskDefinition',
    'service',
    'cluster',
    'launchType',
    'services',
    'serviceConnect',
    'taskSecurityGroups',
    'snapshot',
    'saveSnapshot',
    'redact',
    'report',
    'failOn',
    'explain',
    'config',
    'yes',
    'json',
    'force',
    'debug',
  ]),
};
