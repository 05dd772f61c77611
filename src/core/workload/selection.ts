import { Problem } from '../problem.ts';
import { shortened } from '../text/visible.ts';

/** A service as `--service` names it. */
export interface ServiceAddress {
  readonly cluster: string;
  readonly service: string;
}

/** ECS names of families, clusters and services are letters, digits, hyphens and underscores. */
const NAME = '[\\w-]{1,255}';

/**
 * Whether `--task-definition` names one in ECS (`family`, `family:revision` or an ARN) or a file. A family has neither
 * a dot nor a slash, so that `./web` is a file.
 */
export function taskDefinitionSource(text: string): 'ecs' | 'file' {
  return text.startsWith('arn:') || new RegExp(`^${NAME}(:\\d+)?$`).test(text) ? 'ecs' : 'file';
}

/** Whether `text` has the form of a service's name or ARN. */
export const isServiceAddress = (text: string): boolean =>
  new RegExp(`^(arn:[^:]+:ecs:[^:]+:\\d{12}:service/)?${NAME}/${NAME}$`).test(text);

/** Whether `text` has the form of a cluster's name or ARN. */
export const isClusterAddress = (text: string): boolean =>
  new RegExp(`^(arn:[^:]+:ecs:[^:]+:\\d{12}:cluster/)?${NAME}$`).test(text);

/**
 * Reads `cluster/service`, or the ARN of a service, which names its cluster too.
 *
 * @throws Problem when it is neither, or the ARN is of another Region
 */
export function parseServiceName(text: string, region: string): ServiceAddress {
  const name = withoutArn(text, region, 'service');
  const [, cluster, service] = new RegExp(`^(${NAME})/(${NAME})$`).exec(name) ?? [];
  if (cluster !== undefined && service !== undefined) return { cluster, service };
  throw new Problem(`--service ${shortened(text)}: give it as cluster/service, e.g. shop/web.`);
}

/**
 * Reads a cluster's name or ARN.
 *
 * @throws Problem when it is neither, or the ARN is of another Region
 */
export function parseClusterName(text: string, region: string): string {
  const name = withoutArn(text, region, 'cluster');
  if (new RegExp(`^${NAME}$`).test(name)) return name;
  throw new Problem(`--cluster ${shortened(text)}: that is not the name of an ECS cluster.`);
}

/**
 * @returns the part of an ARN after its kind, or `text` when it is no ARN
 * @throws Problem when an ARN is of another kind or Region: its resource is not in the network asked about
 */
function withoutArn(text: string, region: string, kind: 'service' | 'cluster' | 'task-definition'): string {
  if (!text.startsWith('arn:')) return text;
  const [, inRegion, resource] = new RegExp(`^arn:[^:]+:ecs:([^:]+):\\d{12}:${kind}/(.+)$`).exec(text) ?? [];
  if (inRegion === undefined || resource === undefined) {
    throw new Problem(
      `--${kind} ${shortened(text)}: that is not the ARN of an ECS ${kind.replace('-', ' ')}.`,
    );
  }
  if (inRegion !== region) {
    throw new Problem(
      `--${kind} ${shortened(text)} is in ${shortened(inRegion)}, not in ${region}. Name one of ${region}, or pass --region ${shortened(inRegion)}.`,
    );
  }
  return resource;
}

/**
 * Checks an ARN of a task definition; names pass.
 *
 * @throws Problem when it is an ARN of something else, or of another Region
 */
export function assertTaskDefinitionName(text: string, region: string): void {
  withoutArn(text, region, 'task-definition');
}
