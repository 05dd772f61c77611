import type { EcsTask } from '../workload/ecs-task.ts';
import { type FailureKind, isEndpointFailure } from './failure.ts';
import { readStopReason, type StopMessage } from './read-stop-reason.ts';

/** Kinds that say that a task ended, and not why. */
const SAYS_LITTLE: ReadonlySet<FailureKind> = new Set(['container', 'ended', 'unrecognized']);

/**
 * The message of a stopped task that says most: ECS puts the cause into the reason of the task or into that of a container.
 * Undefined for a task that hasn't stopped, and where no reason is given.
 */
export function messageOfTask(task: EcsTask, region: string): StopMessage | undefined {
  const { stoppedReason, stopCode, containers } = task;
  const texts = [stoppedReason, ...containers.map(({ reason }) => reason), stopCode].filter(
    (text) => text !== undefined,
  );
  if (stoppedReason === undefined && stopCode === undefined) return undefined;
  const messages = texts.map((text) => readStopReason(text, region));
  return [...messages].sort((a, b) => rank(a) - rank(b))[0];
}

const rank = ({ kind, services }: StopMessage): number => {
  if (isEndpointFailure(kind)) return kind !== 'not-told' && services.length === 1 ? 0 : 2;
  if (!SAYS_LITTLE.has(kind)) return 1;
  return kind === 'unrecognized' ? 4 : 3;
};

/** Task, status and stop code in a sentence. */
export function statusText({ name, status, stopCode, containers }: EcsTask): string {
  const codes = containers.flatMap(({ name: container, exitCode }) =>
    exitCode === undefined || exitCode === 0 ? [] : `${container} ended with ${exitCode}`,
  );
  const details = [stopCode, ...codes].filter((detail) => detail !== undefined).join(', ');
  return `Task ${name} is ${status}${details === '' ? '' : ` (${details})`}.`;
}
