import type { Plan } from '../core/plan/plan.ts';
import { type How, readme, type Step } from './readme.ts';
import type { GeneratedFile } from './render.ts';
import { closeDefaultGroup, printOutput, stackName } from './stack.ts';

/** The README beside the template and its parameters; without a template it says that there is nothing to deploy. */
export function cloudFormationReadme(plan: Plan, files: readonly GeneratedFile[]): string {
  const template = files.find(({ path }) => path === 'template.yaml');
  const parameters = files.find(({ path }) => path === 'parameters.json');
  if (!template) {
    return readme(plan, {
      format: 'CloudFormation',
      files: [],
      deploy: [{ text: 'There is nothing to deploy.' }],
      undo: [],
    });
  }

  const target = stackTarget(plan);
  const described: How['files'] = [
    { path: 'template.yaml', holds: 'the resources, each endpoint with the reason why it is there' },
    ...(parameters ? [{ path: 'parameters.json', holds: parametersHold(plan) }] : []),
  ];
  return readme(plan, {
    format: 'CloudFormation',
    files: described,
    deploy: [
      deployStep(plan, files),
      ...(plan.newVpc ? [closeDefaultGroup(plan.region, printOutput(plan, 'DefaultSecurityGroupId'))] : []),
    ],
    check: [
      {
        text: 'The ids of what the stack created:',
        command: `aws cloudformation describe-stacks ${target} \\\n  --query 'Stacks[0].Outputs[].[OutputKey,OutputValue]' --output table`,
      },
    ],
    undo: [
      {
        text: 'Delete the stack and all that it created:',
        command: `aws cloudformation delete-stack ${target}\naws cloudformation wait stack-delete-complete ${target}`,
      },
    ],
    ...(plan.newVpc ? { printVpcId: printOutput(plan, 'VpcId') } : {}),
  });
}

const parametersHold = ({ newVpc }: Plan): string =>
  newVpc
    ? 'the Availability Zones of the subnets'
    : 'the ids of what exists already; the CIDR blocks in the template belong to them';

/** The largest template that CloudFormation takes without an S3 bucket, in bytes. */
const INLINE_LIMIT = 51_200;

function deployStep(plan: Plan, files: readonly GeneratedFile[]): Step {
  return {
    text: [
      'In this folder. Add `--no-execute-changeset` to only look at the changes first.',
      ...(isLarge(files)
        ? ['The template is too large to send without a bucket: put one of yours for BUCKET.']
        : []),
    ].join(' '),
    command: deployWords(plan, files).join(' \\\n  '),
  };
}

/** The command that deploys the rendered files from their folder, on one line. */
export const cloudFormationDeploy = (plan: Plan, files: readonly GeneratedFile[]): string =>
  deployWords(plan, files).join(' ');

function deployWords(plan: Plan, files: readonly GeneratedFile[]): string[] {
  const parameters = files.some(({ path }) => path === 'parameters.json');
  return [
    `aws cloudformation deploy ${stackTarget(plan)}`,
    '--template-file template.yaml',
    ...(parameters ? ['--parameter-overrides file://parameters.json'] : []),
    ...(isLarge(files) ? ['--s3-bucket BUCKET'] : []),
  ];
}

const isLarge = (files: readonly GeneratedFile[]): boolean =>
  files.some(
    ({ path, contents }) =>
      path === 'template.yaml' && new TextEncoder().encode(contents).length > INLINE_LIMIT,
  );

const stackTarget = ({ region, name }: Plan): string => `--region ${region} --stack-name ${stackName(name)}`;
