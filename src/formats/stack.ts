import type { Plan } from '../core/plan/planned.ts';
import { Problem } from '../core/problem.ts';
import type { Step } from './readme.ts';
import { DYNAMIC_REFERENCE } from './stack-abilities.ts';

/**
 * A name as a stack's: letters, digits and hyphens, a letter first, at most 128.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
 */
export function stackName(name: string): string {
  const fitting = name.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
  return (/^[A-Za-z]/.test(fitting) ? fitting : `private-ecs-${fitting}`.replace(/-$/, '')).slice(0, 128);
}

/** A text that the user chose and that ends up in a template. */
interface UserText {
  /** What it is, as the start of a sentence. */
  readonly what: string;
  readonly text: string;
}

/** Every text in a plan that the user chose and that ends up in a template. */
export function userTexts({ name, tags, securityGroup }: Plan): UserText[] {
  return [
    { what: 'The name', text: name },
    ...Object.entries(tags).flatMap(([key, value]) => [
      { what: 'The tag key', text: key },
      { what: `The value of the tag ${key}`, text: value },
    ]),
    ...[securityGroup, ...(securityGroup?.sources ?? [])].flatMap((described) =>
      described ? [{ what: 'The security group description', text: described.description }] : [],
    ),
  ];
}

/**
 * @throws {Problem} when a name or tag holds a dynamic reference: CloudFormation has no way to write that as plain text.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export function refuseDynamicReferences(plan: Plan): void {
  for (const { what, text } of userTexts(plan)) {
    if (DYNAMIC_REFERENCE.test(text)) {
      throw new Problem(
        `${what} is "${text}", but CloudFormation replaces "{{resolve:…}}" wherever it stands. Choose another text.`,
      );
    }
  }
}

/** The shell command that prints one output of a deployed stack. */
export const printOutput = (plan: Plan, output: string): string =>
  `aws cloudformation describe-stacks --region ${plan.region} --stack-name ${stackName(plan.name)} \\\n` +
  `  --query "Stacks[0].Outputs[?OutputKey=='${output}'].OutputValue" --output text`;

/**
 * The step that closes a new VPC's default security group: CloudFormation can add rules to it but has no resource that
 * takes its own two away.
 *
 * @param printGroupId The shell command that prints the group's id once the stack is deployed.
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2
 */
export function closeDefaultGroup(region: string, printGroupId: string): Step {
  const revoke = (direction: 'ingress' | 'egress', permission: string) =>
    `aws ec2 revoke-security-group-${direction} --region ${region} --group-id "$GROUP_ID" \\\n  --ip-permissions "${permission}"`;
  return {
    text:
      "CloudFormation cannot take away the rules that the VPC's default security group is born with. Nothing here uses " +
      'that group; close it, so that nothing launched without a group of its own is reachable:',
    command: [
      `GROUP_ID="$(${printGroupId})"`,
      revoke('ingress', 'IpProtocol=-1,UserIdGroupPairs=[{GroupId=$GROUP_ID}]'),
      revoke('egress', 'IpProtocol=-1,IpRanges=[{CidrIp=0.0.0.0/0}]'),
    ].join('\n'),
  };
}

/** What to do in place of deploying: deployed without the import, the stack would make the endpoints a second time. */
export const IMPORT_FIRST = 'then step by step as README.md says: the import comes before the deployment';

/** What the deployment does that follows an import. */
export const afterImport = ({ changes }: Plan): string =>
  changes.length > 0
    ? 'Now what is new and what fixes: adopted endpoints may change only where it is said above that they are extended, and ' +
      'nothing may be replaced.'
    : 'Now the rest of the template, which changes none of these endpoints.';

/** Takes back first what was changed on adopted endpoints: it would outlive what the stack made for it. */
export const undoAdoption = ({ adopted }: Plan): Step[] => {
  const commands = adopted.flatMap(({ undo }) => (undo === '' ? [] : [undo]));
  const stay = 'The adopted endpoints were there before. They stay when the stack goes';
  if (adopted.length === 0) return [];
  return commands.length === 0
    ? [{ text: `${stay}, as they are.` }]
    : [{ text: `${stay}; first make them again as they were:`, command: commands.join('\n') }];
};
