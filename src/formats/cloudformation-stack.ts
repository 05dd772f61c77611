import type { Plan } from '../core/plan/planned.ts';
import { Problem } from '../core/problem.ts';
import type { Step } from './readme.ts';
import { DYNAMIC_REFERENCE } from './stack-abilities.ts';
import { stackName } from './stack-name.ts';

/** A user-chosen text that ends up in a template. */
interface UserText {
  /** What it is, as the start of a sentence. */
  readonly what: string;
  readonly text: string;
}

/** Every user-chosen text in a plan that ends up in a template. */
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
 * @throws {Problem} when a name or tag contains a dynamic reference, which CloudFormation can't escape.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export function refuseDynamicReferences(plan: Plan): void {
  for (const { what, text } of userTexts(plan)) {
    if (DYNAMIC_REFERENCE.test(text)) {
      throw new Problem(
        `${what} is "${text}", but CloudFormation replaces "{{resolve:…}}" anywhere in a template. Choose another text.`,
      );
    }
  }
}

/** The shell command that prints one output of a deployed stack. */
export const printOutput = (plan: Plan, output: string): string =>
  `aws cloudformation describe-stacks --region ${plan.region} --stack-name ${stackName(plan)} \\\n` +
  `  --query "Stacks[0].Outputs[?OutputKey=='${output}'].OutputValue" --output text`;

/**
 * The step that locks down a new VPC's default security group. CloudFormation can add rules to that group but can't remove
 * its two default rules.
 *
 * @param printGroupId The shell command that prints the group's ID after the stack is deployed.
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2
 */
export function closeDefaultGroup(region: string, printGroupId: string): Step {
  const revoke = (direction: 'ingress' | 'egress', permission: string) =>
    `aws ec2 revoke-security-group-${direction} --region ${region} --group-id "$GROUP_ID" \\\n  --ip-permissions "${permission}"`;
  return {
    text:
      "CloudFormation can't remove the default rules of the VPC's default security group. Nothing here uses that group. " +
      'Lock it down, so that whatever is launched without a security group has no network access:',
    command: [
      `GROUP_ID="$(${printGroupId})"`,
      revoke('ingress', 'IpProtocol=-1,UserIdGroupPairs=[{GroupId=$GROUP_ID}]'),
      revoke('egress', 'IpProtocol=-1,IpRanges=[{CidrIp=0.0.0.0/0}]'),
    ].join('\n'),
  };
}

/**
 * The step that shows whether the stack's name is taken, for a new VPC: deploying to a stack of somebody else would delete what it has,
 * and nothing that the generator reads shows stacks. For an existing VPC the name is the VPC's own.
 */
export const nameIsFree = (plan: Plan): Step[] =>
  plan.newVpc
    ? [
        {
          text:
            'Before the first deployment, check that the account has no stack of this name in this Region: deployment would turn it ' +
            'into this one, and delete what it has. If this prints something, run the generator in a new directory with another `--name`:',
          command:
            `aws cloudformation describe-stacks --region ${plan.region} \\\n` +
            `  --query "Stacks[?StackName=='${stackName(plan)}'].StackStatus" --output text`,
        },
      ]
    : [];

/** Whether another environment can use the same code with other IDs. An adopted endpoint exists only once. */
export const sharedIds = ({ newVpc, adopted }: Plan): boolean => !newVpc && adopted.length === 0;

/**
 * What another environment can't choose.
 *
 * @param code what holds it
 */
export const sharedLimit = (code: string): string =>
  `Only the IDs are different there: the endpoints, the rules and their CIDR blocks in ${code} were planned for this network. ` +
  'For a network that differs in more, run the generator in a directory of its own.';

/** What to do instead of deploying. Without the import, the stack would create the endpoints a second time. */
export const IMPORT_FIRST = 'then follow the steps in README.md: import first, then deploy';

/** What the deployment after an import does. */
export const afterImport = ({ changes }: Plan): string =>
  changes.length > 0
    ? 'Now deploy the new resources and the fixes. The only adopted endpoints that may change are those marked as extended ' +
      'above, and nothing may be replaced.'
    : 'Now deploy the rest of the template. It changes none of these endpoints.';

/** First undoes the changes to adopted endpoints: these endpoints outlive the stack and what it created for them. */
export const undoAdoption = ({ adopted }: Plan): Step[] => {
  const commands = adopted.flatMap(({ undo }) => (undo === '' ? [] : [undo]));
  const stay = 'Deleting the stack does not delete the adopted endpoints';
  if (adopted.length === 0) return [];
  return commands.length === 0
    ? [{ text: `${stay}. They stay as they are.` }]
    : [{ text: `${stay}. First undo the changes to them:`, command: commands.join('\n') }];
};
