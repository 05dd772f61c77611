import { Problem } from '../problem.ts';
import { shortened } from '../text/visible.ts';

/** A task as `--task` names it. */
export interface TaskAddress {
  readonly cluster: string;
  readonly id: string;
  /** Where it is named by its ARN. */
  readonly region: string | undefined;
}

const NAME = '[\\w-]{1,255}';
/** 32 hexadecimal digits, or a UUID in accounts that keep the old format. */
const ADDRESS = new RegExp(`^(?:arn:[^:]+:ecs:([^:]+):\\d{12}:task/)?(${NAME})/([0-9a-f-]{32,36})$`);

/** Reads `cluster/task-id` or a task's ARN; undefined for anything else, such as an ARN of the old format without its cluster. */
export function taskAddress(text: string): TaskAddress | undefined {
  const [, region, cluster, id] = ADDRESS.exec(text) ?? [];
  return cluster === undefined || id === undefined ? undefined : { cluster, id, region };
}

/**
 * The same, in this Region.
 *
 * @throws Problem when it is in another one, or no task's name
 */
export function parseTaskAddress(text: string, region: string): TaskAddress {
  const found = taskAddress(text);
  if (!found)
    throw new Problem(`--task ${shortened(text)}: give it as cluster/task-id, or as the ARN of a task.`);
  if (found.region !== undefined && found.region !== region)
    throw new Problem(
      `--task ${shortened(text)} is in ${shortened(found.region)}, not in ${region}. Pass --region ${shortened(found.region)}, or name a task of ${region}.`,
    );
  return found;
}
