import type { Plan } from '../core/plan/plan.ts';
import { readme } from './readme.ts';
import { closeDefaultGroup, printOutput } from './stack.ts';

/** The README beside the app; without an app it says that there is nothing to deploy. */
export function cdkReadme(plan: Plan): string {
  if (!plan.newVpc && plan.changes.length === 0) {
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
      { path: 'cdk.json', holds: 'how the CDK command line runs the app' },
      { path: 'package.json', holds: 'a CDK library and a CDK command line that fit each other' },
    ],
    deploy: [
      {
        text: 'In this folder, with Node.js 20 or later. This needs no AWS account; the last command shows the template:',
        command: 'npm install\nnpm test\nnpx cdk synth',
      },
      { text: 'Once for an account and Region in which CDK was never used:', command: 'npx cdk bootstrap' },
      {
        text: 'With credentials of the account:',
        command: 'npx cdk deploy',
      },
      ...(plan.newVpc
        ? [closeDefaultGroup(plan.region, printOutput(plan, 'DefaultSecurityGroupId')), FLOW_LOG]
        : []),
    ],
    check: [{ text: 'What is deployed is what the code says:', command: 'npx cdk diff' }],
    undo: [{ text: 'Delete the stack and all that it created:', command: 'npx cdk destroy' }],
    ...(plan.newVpc ? { printVpcId: printOutput(plan, 'VpcId') } : {}),
  });
}

/** The stack reads this context: the bucket must be the user's own, so there is no default. */
const FLOW_LOG = {
  text:
    'For a flow log of the VPC, put `"flowLogBucketArn": "arn:…"` with the ARN of an S3 bucket of yours into the context ' +
    'of `cdk.json`, and deploy again.',
};
