import type { Plan } from '../../core/plan/planned.ts';
import {
  afterImport,
  closeDefaultGroup,
  nameIsFree,
  printOutput,
  sharedIds,
  sharedLimit,
  undoAdoption,
} from '../cloudformation-stack.ts';
import { readme, type Step } from '../readme.ts';

/** The README of the app. Without an app it says that there is nothing to deploy. */
export function cdkReadme(plan: Plan): string {
  const adopts = plan.adopted.length > 0;
  if (!plan.newVpc && plan.changes.length === 0 && !adopts) {
    return readme(plan, {
      format: 'CDK',
      files: [],
      deploy: [{ text: 'There is nothing to deploy.' }],
      undo: [],
    });
  }
  return readme(plan, {
    format: 'CDK',
    files: [
      {
        path: 'lib/private-ecs-network-stack.ts',
        holds: 'the resources, with the reason for each endpoint',
      },
      {
        path: 'test/private-ecs-network-stack.test.ts',
        holds: 'tests of what must stay true when you change the stack',
      },
      { path: 'bin/app.ts', holds: 'the app: the name, the Region and the tags of the stack' },
      ...(plan.newVpc
        ? []
        : [{ path: NETWORK, holds: 'the IDs of existing resources, as properties of the stack' }]),
      ...(adopts
        ? [{ path: RESOURCE_MAPPING, holds: 'the endpoint ID of each adopted endpoint, for the import' }]
        : []),
      { path: 'cdk.json', holds: 'how the CDK CLI runs the app' },
      { path: 'package.json', holds: 'matching versions of the CDK library and the CDK CLI' },
    ],
    deploy: [
      {
        text: 'In this folder, with Node.js 20 or later (no AWS account needed; the last command prints the template):',
        command: 'npm install\nnpm test\nnpx cdk synth',
      },
      {
        text: 'Once per account and Region, if CDK has never been used there:',
        command: 'npx cdk bootstrap',
      },
      ...nameIsFree(plan),
      ...(adopts ? importSteps(plan) : []),
      {
        text: adopts ? afterImport(plan) : 'With credentials for the target account:',
        command: adopts ? 'npx cdk diff\nnpx cdk deploy' : 'npx cdk deploy',
      },
      ...(plan.newVpc
        ? [closeDefaultGroup(plan.region, printOutput(plan, 'DefaultSecurityGroupId')), FLOW_LOG]
        : []),
    ],
    check: [{ text: 'The deployed stack must match the code:', command: 'npx cdk diff' }],
    undo: [
      ...undoAdoption(plan),
      { text: 'Delete the stack and everything it created:', command: 'npx cdk destroy' },
    ],
    ...(sharedIds(plan) ? { share: SHARE } : {}),
    ...(plan.newVpc ? { printVpcId: printOutput(plan, 'VpcId') } : {}),
  });
}

/** The existing network, for the app and the tests. */
export const NETWORK = 'bin/network.ts';

const SHARE: Step = {
  text:
    'Another environment can share the stack: write a file like `bin/network.ts` for it, and add a second ' +
    '`new PrivateEcsNetworkStack(…)` with its name, its Region and that file to `bin/app.ts`. ' +
    sharedLimit('the code'),
};

/** Maps each logical ID to its adopted endpoint. */
export const RESOURCE_MAPPING = 'resource-mapping.json';

/** @see https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-import.html */
const importSteps = ({ adopted: { length }, changes }: Plan): Step[] => [
  {
    text:
      'Run these steps with credentials for the target account, in this order: without the import, the stack would create the ' +
      'endpoints a second time. First import them into a new stack. CloudFormation sets them to how they were found, so rerun ' +
      "the generator if one of them has changed since. Don't set tags on the stack, because these endpoints would get them " +
      `too. The import must list ${length === 1 ? 'one endpoint' : `${length} endpoints`} and skip none:`,
    command: `npx cdk import${importing(changes)} --resource-mapping ${RESOURCE_MAPPING}`,
  },
  {
    text:
      'CloudFormation compares imported resources with the template only when asked. If it finds drift, change the stack code ' +
      'to match before you go on.',
    command: `npx cdk drift${importing(changes)} --fail`,
  },
];

/** If nothing is changed, the stack is the same for the import and the deployment. */
const importing = (changes: Plan['changes']): string => (changes.length > 0 ? ' -c importing=true' : '');

/** The stack reads this context. There is no default, because the bucket must be the user's own. */
const FLOW_LOG = {
  text:
    'To turn on a flow log for the VPC, add `"flowLogBucketArn": "arn:…"` with the ARN of one of your S3 buckets to the ' +
    'context in `cdk.json` and deploy again.',
};
