import type { ECSClient } from '@aws-sdk/client-ecs';
import type { Reading, Unreadable } from '../../core/network/network.ts';
import { Problem } from '../../core/problem.ts';
import type { AwsTarget } from './aws-client.ts';
import { awsErrorCode, awsProblem, whyUnreadable } from './aws-problem.ts';

/** A client, and what it reads. */
export interface Ecs {
  readonly client: ECSClient;
  readonly target: AwsTarget;
  /** Gets the calls that were denied, and without whose answers the reading goes on. */
  readonly unreadable: Unreadable[];
}

/** ECS's codes for a name that it does not know; a task definition's has the same code as a malformed request. */
const NOT_FOUND = new Set(['ClusterNotFoundException', 'ClientException', 'InvalidParameterException']);

/** That ECS has no such thing, where its error says so. */
export const notFound =
  (what: string, { region }: AwsTarget) =>
  (error: unknown): Problem | undefined =>
    NOT_FOUND.has(awsErrorCode(error))
      ? new Problem(`ECS in ${region} has no ${what}.`, { cause: error })
      : undefined;

/** @throws Problem as `absent` says it, else as for any failed call */
export async function attempt<T>(
  action: string,
  target: AwsTarget,
  absent: (error: unknown) => Problem | undefined,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw absent(error) ?? awsProblem(error, { action, ...target });
  }
}

/** Undefined when the call is denied. */
export async function attemptOptional<T>(
  action: string,
  { target, unreadable }: Pick<Ecs, 'target' | 'unreadable'>,
  call: () => Promise<T>,
): Promise<Reading<T>> {
  try {
    return await call();
  } catch (error) {
    const reason = whyUnreadable(error, { action, ...target });
    if (reason === undefined) throw awsProblem(error, { action, ...target });
    // It is denied for each cluster.
    if (unreadable.every((other) => other.action !== action))
      unreadable.push({ call: action.slice(action.indexOf(':') + 1), action, reason });
    return undefined;
  }
}
