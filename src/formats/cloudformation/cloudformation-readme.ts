import { URL_SUFFIX } from '../../core/network/regions.ts';
import type { Plan } from '../../core/plan/planned.ts';
import type { GeneratedFile } from '../format.ts';
import { type How, readme, type Step } from '../readme.ts';
import { afterImport, closeDefaultGroup, printOutput, stackName, undoAdoption } from '../stack.ts';

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
  const adopts = plan.adopted.length > 0;
  const described: How['files'] = [
    ...(adopts
      ? [
          { path: IMPORT_TEMPLATE, holds: 'the existing endpoints as they are, for the import' },
          { path: RESOURCES_TO_IMPORT, holds: 'which endpoint each of its resources is' },
        ]
      : []),
    { path: 'template.yaml', holds: 'the resources, each endpoint with the reason why it is there' },
    ...(parameters ? [{ path: 'parameters.json', holds: parametersHold(plan) }] : []),
  ];
  return readme(plan, {
    format: 'CloudFormation',
    files: described,
    deploy: [
      ...(adopts ? importSteps(plan, files) : []),
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
      ...undoAdoption(plan),
      {
        text: 'Delete the stack and all that it created:',
        command: `aws cloudformation delete-stack ${target}\naws cloudformation wait stack-delete-complete ${target}`,
      },
    ],
    ...(plan.newVpc ? { printVpcId: printOutput(plan, 'VpcId') } : {}),
  });
}

/** The template of the import alone, and what it is called with. */
export const IMPORT_TEMPLATE = 'import.yaml';
export const RESOURCES_TO_IMPORT = 'resources-to-import.json';

/**
 * What comes before the deployment where endpoints are adopted. A change set that imports can do nothing else.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-manually.html
 */
function importSteps(plan: Plan, files: readonly GeneratedFile[]): Step[] {
  const changeSet = `${stackTarget(plan)} --change-set-name adopt`;
  const large = isLarge(files, IMPORT_TEMPLATE);
  return [
    {
      text: [
        'In this folder, in this order: without the import, the stack would make the endpoints a second time. First they are',
        `taken into a new stack, as ${IMPORT_TEMPLATE} says that they are. CloudFormation sets them to that, so run the generator`,
        'again if one was changed since. Give the stack no tags of its own; these endpoints would get them too.',
        ...(large ? [NEEDS_BUCKET] : []),
      ].join(' '),
      command: [
        ...(large ? [`aws s3 cp ${IMPORT_TEMPLATE} s3://BUCKET/${IMPORT_TEMPLATE}`] : []),
        [
          `aws cloudformation create-change-set ${changeSet}`,
          '--change-set-type IMPORT',
          large
            ? `--template-url https://BUCKET.s3.${plan.region}.${URL_SUFFIX[plan.partition]}/${IMPORT_TEMPLATE}`
            : `--template-body file://${IMPORT_TEMPLATE}`,
          `--resources-to-import file://${RESOURCES_TO_IMPORT}`,
        ].join(' \\\n  '),
        `aws cloudformation wait change-set-create-complete ${changeSet}`,
        [
          `aws cloudformation describe-change-set ${changeSet}`,
          "--query 'Changes[].ResourceChange.[Action,LogicalResourceId,PhysicalResourceId]' --output table",
        ].join(' \\\n  '),
      ].join('\n'),
    },
    {
      text: `It must list \`Import\` ${plan.adopted.length === 1 ? 'once' : `${plan.adopted.length} times`} and nothing else. Then:`,
      command: [
        `aws cloudformation execute-change-set ${changeSet}`,
        `aws cloudformation wait stack-import-complete ${stackTarget(plan)}`,
      ].join('\n'),
    },
    {
      text:
        'CloudFormation compares what it imports with the template only when asked. Look again until the first word is ' +
        '`DETECTION_COMPLETE`; the second must then be `IN_SYNC`. If it is not, `aws cloudformation ' +
        'describe-stack-resource-drifts` shows what differs: state it in template.yaml as it is, before you go on.',
      command: [
        `DRIFT="$(aws cloudformation detect-stack-drift ${stackTarget(plan)} --query StackDriftDetectionId --output text)"`,
        [
          `aws cloudformation describe-stack-drift-detection-status --region ${plan.region} --stack-drift-detection-id "$DRIFT"`,
          "--query '[DetectionStatus,StackDriftStatus]' --output text",
        ].join(' \\\n  '),
      ].join('\n'),
    },
  ];
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
      plan.adopted.length > 0 ? afterImport(plan) : 'In this folder.',
      'Add `--no-execute-changeset` to only look at the changes first.',
      ...(isLarge(files) ? [NEEDS_BUCKET] : []),
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

const NEEDS_BUCKET = 'The template is too large to send without a bucket: put one of yours for BUCKET.';

const isLarge = (files: readonly GeneratedFile[], template = 'template.yaml'): boolean =>
  files.some(
    ({ path, contents }) => path === template && new TextEncoder().encode(contents).length > INLINE_LIMIT,
  );

const stackTarget = ({ region, name }: Plan): string => `--region ${region} --stack-name ${stackName(name)}`;
