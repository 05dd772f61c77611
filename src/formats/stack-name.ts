import type { Plan } from '../core/plan/planned.ts';

/** What the name of a stack depends on. */
export type StackCode = Pick<Plan, 'name' | 'stackName' | 'newVpc' | 'vpcId'>;

/**
 * The name of the stack that deploys generated code: letters, digits and hyphens, starting with a letter, at most 128 characters.
 * Stacks of one name in an account's Region are one stack, so it has the ID of an existing VPC: code for another VPC would turn the
 * first one's stack into its own. Code that has a stack already keeps its name.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
 */
export function stackName({ stackName, name, newVpc, vpcId }: StackCode): string {
  if (stackName !== undefined) return stackName;
  const fitting = name.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
  const stack = /^[A-Za-z]/.test(fitting) ? fitting : `private-ecs-${fitting}`.replace(/-$/, '');
  return newVpc ? stack.slice(0, 128) : `${stack.slice(0, 100)}-${vpcId}`;
}
