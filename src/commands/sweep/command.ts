import type { Command } from '../../ask/command.ts';
import { PROGRAM } from '../../ask/program.ts';
import type { QuestionKey } from '../../ask/questions.ts';

export const sweep: Command = {
  name: 'sweep',
  summary: 'Check every VPC where ECS tasks run, in many accounts and Regions',
  usage: [`${PROGRAM} sweep [options]`],
  what:
    'Finds the VPCs where ECS tasks run, in one account or many, and says of each what doctor says of it. ' +
    'An account or Region that cannot be read is reported with the reason. Read-only.',
  examples: [
    ["The profile's account and Region", `npx ${PROGRAM} sweep`],
    ['Two accounts, every Region', `npx ${PROGRAM} sweep --profiles shop,pay --regions all`],
    [
      'A whole organization, for later',
      `npx ${PROGRAM} sweep --organization --role audit \\\n  --regions eu-west-1,us-east-1 --save fleet`,
    ],
    [
      'Code for all of them',
      `npx ${PROGRAM} sweep --profiles shop,pay \\\n  --create fleet --iac cloudformation`,
    ],
    ['What was saved, without AWS', `npx ${PROGRAM} sweep --from fleet --report markdown`],
  ],
  questions: new Set<QuestionKey>([
    'profiles',
    'accounts',
    'organization',
    'ou',
    'role',
    'externalId',
    'roleSessionName',
    'regions',
    'profile',
    'vpcs',
    'launchType',
    'services',
    'report',
    'failOn',
    'save',
    'from',
    'create',
    'iac',
    'name',
    'tags',
    's3Policy',
    'allowWideRules',
    'concurrency',
    'timeout',
    'config',
    'yes',
    'dryRun',
    'json',
    'force',
    'allowRemoval',
    'check',
    'debug',
  ]),
};
