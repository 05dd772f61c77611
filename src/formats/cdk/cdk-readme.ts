import type { Plan } from '../../core/plan/planned.ts';
import { readme, type Step } from '../readme.ts';
import { afterImport, closeDefaultGroup, printOutput, undoAdoption } from '../stack.ts';

/** The README beside the app; without an app it says that there is nothing to deploy. */
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
        holds: 'the resources, each endpoint with the reason why it is there',
      },
      {
        path: 'test/private-ecs-network-stack.test.ts',
        holds: 'what must stay so when the stack is changed',
      },
      { path: 'bin/app.ts', holds: 'the app: the name, the Region and the tags of the stack' },
      ...(adopts
        ? [{ path: RESOURCE_MAPPING, holds: 'which endpoint each adopted one is, for the import' }]
        : []),
      { path: 'cdk.json', holds: 'how the CDK command line runs the app' },
      { path: 'package.json', holds: 'a CDK library and a CDK command line that fit each other' },
    ],
    deploy: [
      {
        text: 'In this folder, with Node.js 20 or later. This needs no AWS account; the last command shows the template:',
        command: 'npm install\nnpm test\nnpx cdk synth',
      },
      { text: 'Once for an account and Region in which CDK was never used:', command: 'npx cdk bootstrap' },
      ...(adopts ? importSteps(plan) : []),
      {
        text: adopts ? afterImport(plan) : 'With credentials of the account:',
        command: adopts ? 'npx cdk diff\nnpx cdk deploy' : 'npx cdk deploy',
      },
      ...(plan.newVpc
        ? [closeDefaultGroup(plan.region, printOutput(plan, 'DefaultSecurityGroupId')), FLOW_LOG]
        : []),
    ],
    check: [{ text: 'What is deployed is what the code says:', command: 'npx cdk diff' }],
    undo: [
      ...undoAdoption(plan),
      { text: 'Delete the stack and all that it created:', command: 'npx cdk destroy' },
    ],
    ...(plan.newVpc ? { printVpcId: printOutput(plan, 'VpcId') } : {}),
  });
}

/** Which adopted endpoint each logical id is. */
export const RESOURCE_MAPPING = 'resource-mapping.json';

/** @see https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-import.html */
const importSteps = ({ adopted: { length }, changes }: Plan): Step[] => [
  {
    text:
      'With credentials of the account, and in this order: without the import, the stack would make the endpoints a second ' +
      'time. First they are taken into a new stack, as they were found. CloudFormation sets them to that, so run the generator ' +
      'again if one was changed since. Give the stack no tags of its own; these endpoints would get them too. The import must ' +
      `name ${length === 1 ? 'one endpoint' : `${length} endpoints`} and skip none:`,
    command: `npx cdk import${importing(changes)} --resource-mapping ${RESOURCE_MAPPING}`,
  },
  {
    text:
      'CloudFormation compares what it imports with the template only when asked. If it finds drift, state what differs in ' +
      'the stack as it is, before you go on.',
    command: `npx cdk drift${importing(changes)} --fail`,
  },
];

/** Where nothing is changed, the stack is the same before and after. */
const importing = (changes: Plan['changes']): string => (changes.length > 0 ? ' -c importing=true' : '');

/** The stack reads this context: the bucket must be the user's own, so there is no default. */
const FLOW_LOG = {
  text:
    'For a flow log of the VPC, put `"flowLogBucketArn": "arn:…"` with the ARN of an S3 bucket of yours into the context ' +
    'of `cdk.json`, and deploy again.',
};
