import type { Step } from '../../readme.ts';
import type { Place } from '../fleet.ts';

/** @param stacks each with its name */
export function deploySteps(stacks: readonly (Place & { readonly stack: string })[]): Step[] {
  const places = [...new Set(stacks.map(({ accountId, region }) => `aws://${accountId}/${region}`))];
  const first = stacks[0]?.stack ?? 'STACK';
  return [
    {
      text: 'In this folder, with Node.js 20 or later (no AWS account needed; the last command prints the names of the stacks):',
      command: 'npm install\nnpm run build\nnpx cdk list',
    },
    {
      text:
        'Every account and Region must be bootstrapped. To deploy all of them with the credentials of one account, bootstrap the others with ' +
        '`--trust` and the ID of that account ([how](https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html)). What is ' +
        'missing:',
      command: places.map((place) => `npx cdk bootstrap ${place}`).join('\n'),
    },
    {
      text: 'Deploy one stack first, after you read what it changes:',
      command: `npx cdk diff ${first}\nnpx cdk deploy ${first}`,
    },
    {
      text:
        'Check it, as “Check” says. Then deploy the rest, one stack after the other. The first failure ends it; run it again after you removed ' +
        'the cause. `--concurrency 5` deploys five at a time.',
      command: 'npx cdk deploy --all --concurrency 1',
    },
  ];
}

/** @param stacks their names */
export const undoSteps = (stacks: readonly string[]): Step[] => [
  {
    text:
      'Ctrl-C starts no further stack, and CloudFormation goes on with the one that it has begun. If it fails, it goes back by itself. To go back in one VPC, destroy its ' +
      'stack. Tasks then use NAT again, if there is one. In subnets without NAT they can no longer start:',
    command: `npx cdk destroy ${stacks[0] ?? 'STACK'}`,
  },
  {
    text: 'To go back everywhere, destroy all stacks. To undo the manual steps, run the undo command shown after each of them.',
    command: 'npx cdk destroy --all',
  },
];
