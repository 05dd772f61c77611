import { URL_SUFFIX } from '../../core/network/regions.ts';
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
import type { GeneratedFile } from '../format.ts';
import { type How, readme, type Step } from '../readme.ts';
import { stackName } from '../stack-name.ts';
import { fitsInline } from './fits-inline.ts';

/** The README of the template and its parameters. Without a template it says that there is nothing to deploy. */
export function cloudFormationReadme(plan: Plan, files: readonly GeneratedFile[]): string {
  const template = files.find(({ path }) => path === 'template.yaml');
  const parameters = hasParameters(files);
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
          { path: IMPORT_TEMPLATE, holds: 'the existing endpoints as they are now, for the import' },
          { path: RESOURCES_TO_IMPORT, holds: 'the endpoint ID of each resource to import' },
        ]
      : []),
    { path: 'template.yaml', holds: 'the resources, with the reason for each endpoint' },
    ...(parameters ? [{ path: 'parameters.json', holds: parametersHold(plan) }] : []),
  ];
  return readme(plan, {
    format: 'CloudFormation',
    files: described,
    deploy: [
      ...nameIsFree(plan),
      ...(adopts ? importSteps(plan, files) : []),
      deployStep(plan, files),
      ...(plan.newVpc ? [closeDefaultGroup(plan.region, printOutput(plan, 'DefaultSecurityGroupId'))] : []),
    ],
    check: [
      {
        text: 'The IDs of what the stack created:',
        command: `aws cloudformation describe-stacks ${target} \\\n  --query 'Stacks[0].Outputs[].[OutputKey,OutputValue]' --output table`,
      },
    ],
    undo: [
      ...undoAdoption(plan),
      {
        text: 'Delete the stack and everything it created:',
        command: `aws cloudformation delete-stack ${target}\naws cloudformation wait stack-delete-complete ${target}`,
      },
    ],
    ...(parameters && sharedIds(plan) ? { share: SHARE } : {}),
    ...(plan.newVpc ? { printVpcId: printOutput(plan, 'VpcId') } : {}),
  });
}

/** The template used only for the import, and the list of resources to import. */
export const IMPORT_TEMPLATE = 'import.yaml';
export const RESOURCES_TO_IMPORT = 'resources-to-import.json';

/**
 * What comes before the deployment if endpoints are adopted. A change set that imports can do nothing else.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-manually.html
 */
function importSteps(plan: Plan, files: readonly GeneratedFile[]): Step[] {
  const changeSet = `${stackTarget(plan)} --change-set-name adopt`;
  const large = isLarge(files, IMPORT_TEMPLATE);
  return [
    {
      text: [
        'Run these steps in this folder, in this order: without the import, the stack would create the endpoints a second time.',
        `First import them into a new stack. CloudFormation sets them to what ${IMPORT_TEMPLATE} says, so rerun the generator if`,
        "one of them has changed since. Don't set tags on the stack, because these endpoints would get them too.",
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
        'CloudFormation compares imported resources with the template only when asked. Repeat the second command until it ' +
        'prints `DETECTION_COMPLETE`. It must then also print `IN_SYNC`. If it does not, run `aws cloudformation ' +
        'describe-stack-resource-drifts` to see what differs, and change template.yaml to match before you go on.',
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
    : 'the IDs of existing resources; the CIDR blocks in the template belong to them';

const SHARE: Step = {
  text:
    'Another environment can share the template: copy `parameters.json`, put its IDs there, and deploy with that file and ' +
    `another stack name or Region. ${sharedLimit('the template')}`,
};

function deployStep(plan: Plan, files: readonly GeneratedFile[]): Step {
  return {
    text: [
      plan.adopted.length > 0 ? afterImport(plan) : 'In this folder.',
      'To review the changes first, add `--no-execute-changeset`.',
      ...(hasParameters(files) ? [ALL_PARAMETERS] : []),
      ...(isLarge(files) ? [NEEDS_BUCKET] : []),
    ].join(' '),
    command: deployWords(plan, files).join(' \\\n  '),
  };
}

/** The command that deploys the rendered files from their folder, on one line. */
export const cloudFormationDeploy = (plan: Plan, files: readonly GeneratedFile[]): string =>
  deployWords(plan, files).join(' ');

function deployWords(plan: Plan, files: readonly GeneratedFile[]): string[] {
  return [
    `aws cloudformation deploy ${stackTarget(plan)}`,
    '--template-file template.yaml',
    ...(hasParameters(files) ? ['--parameter-overrides file://parameters.json'] : []),
    ...(isLarge(files) ? ['--s3-bucket BUCKET'] : []),
  ];
}

const hasParameters = (files: readonly GeneratedFile[]): boolean =>
  files.some(({ path }) => path === 'parameters.json');

/** @see https://docs.aws.amazon.com/cli/latest/reference/cloudformation/deploy/ */
const ALL_PARAMETERS =
  'Always pass `parameters.json`: without it, an update silently keeps the values of the deployment before.';

const NEEDS_BUCKET =
  'The template is too large to send without an S3 bucket: replace BUCKET with the name of one of yours.';

const isLarge = (files: readonly GeneratedFile[], template = 'template.yaml'): boolean =>
  files.some(({ path, contents }) => path === template && !fitsInline(contents));

const stackTarget = (plan: Plan): string => `--region ${plan.region} --stack-name ${stackName(plan)}`;
