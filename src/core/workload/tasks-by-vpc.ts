import type { Unreadable } from '../network/network.ts';
import type { EcsService } from './ecs-service.ts';
import { type EcsWorkload, ecsWorkload } from './ecs-workload.ts';
import type { LaunchType } from './needs.ts';
import { placeDenied } from './place-denied.ts';
import type { TaskDefinition } from './task-definition.ts';

/** All that runs in ECS in one Region of one account. */
export interface RunningTasks {
  readonly region: string;
  readonly definitions: readonly TaskDefinition[];
  readonly services: readonly EcsService[];
  /** Tasks that no service runs, each as a service that runs it alone. */
  readonly standalone: readonly EcsService[];
  /** The calls that were denied when it was read. What they would have told is unknown, of whichever VPC. */
  readonly unreadable: readonly Unreadable[];
}

/** Tasks in one VPC that start alike: what `doctor` is told when it is asked about them. */
export interface VpcTasks {
  /** `shop/web`: the services. */
  readonly services: readonly string[];
  /** `web:3`: the definitions of tasks that no service runs. */
  readonly taskDefinitions: readonly string[];
  /** Undefined where nothing in ECS is known to run. */
  readonly workload: EcsWorkload | undefined;
}

export interface TasksByVpc {
  /** By the ID of the VPC. Tasks on Fargate and on EC2 need different endpoints, so they are kept apart. */
  readonly vpcs: ReadonlyMap<string, readonly VpcTasks[]>;
  /** The services and tasks whose VPC is not known, each with the reason in one sentence. */
  readonly nowhere: readonly string[];
}

/**
 * What runs in ECS, by the VPC that it runs in.
 *
 * @param vpcOf the VPC of each subnet
 */
export function tasksByVpc(running: RunningTasks, vpcOf: ReadonlyMap<string, string>): TasksByVpc {
  const groups = new Map<string, Map<LaunchType | undefined, EcsService[]>>();
  const nowhere: string[] = [];
  for (const service of [...running.services, ...distinct(running.standalone)].sort(byName)) {
    const { launchType } = workloadOf([service], running);
    const parts = partsByVpc(service, launchType, vpcOf);
    if (parts.size === 0)
      nowhere.push([nowhereSentence(service, launchType), ...placeDenied(running.unreadable)].join(' '));
    for (const [vpcId, part] of parts) {
      const inVpc = groups.get(vpcId) ?? new Map<LaunchType | undefined, EcsService[]>();
      groups.set(vpcId, inVpc.set(launchType, [...(inVpc.get(launchType) ?? []), part]));
    }
  }
  const standalone = new Set(running.standalone.map(({ name }) => name));
  const vpcs = [...groups].map(([vpcId, inVpc]): [string, VpcTasks[]] => [
    vpcId,
    LAUNCH_TYPES.flatMap((launchType) => {
      const services = inVpc.get(launchType);
      if (!services) return [];
      const alone = services.filter(({ name }) => standalone.has(name));
      return [
        {
          services: services.flatMap(({ name }) => (standalone.has(name) ? [] : [name])),
          taskDefinitions: [
            ...new Set(alone.flatMap(({ taskDefinitions }) => taskDefinitions.map(shortName))),
          ],
          workload: workloadOf(services, running),
        },
      ];
    }),
  ]);
  return { vpcs: new Map(vpcs), nowhere };
}

const LAUNCH_TYPES = ['fargate', 'ec2', undefined] as const;

const byName = (a: EcsService, b: EcsService): number => (a.name < b.name ? -1 : 1);

/** `web:3` of an ARN. */
const shortName = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

function workloadOf(
  services: readonly EcsService[],
  { definitions, region, unreadable }: RunningTasks,
): EcsWorkload {
  const arns = new Set(services.flatMap(({ taskDefinitions }) => taskDefinitions));
  const theirs = definitions.filter(
    ({ taskDefinitionArn }) => taskDefinitionArn !== undefined && arns.has(taskDefinitionArn),
  );
  return { ...ecsWorkload(theirs, { region, services }), ...(unreadable.length > 0 && { unreadable }) };
}

/** Of tasks that differ in nothing but their name, the first: a job that runs every minute says nothing more a hundred times. */
function distinct(tasks: readonly EcsService[]): EcsService[] {
  const seen = new Map<string, EcsService>();
  for (const task of [...tasks].sort(byName)) {
    const { name: _, ...facts } = task;
    const key = JSON.stringify(facts);
    if (!seen.has(key)) seen.set(key, task);
  }
  return [...seen.values()];
}

/**
 * A service as it is in each VPC. What pulls the images decides: on EC2 the container instances, which can be in several VPCs; where
 * these are not known, the interfaces of the tasks are at least in the same VPC.
 */
function partsByVpc(
  service: EcsService,
  launchType: LaunchType | undefined,
  vpcOf: ReadonlyMap<string, string>,
): Map<string, EcsService> {
  const { instances, subnetIds } = service;
  const ids = launchType === 'ec2' && instances ? instances.map(({ subnetId }) => subnetId) : subnetIds;
  const vpcIds = new Set(ids.flatMap((id) => vpcOf.get(id) ?? []));
  const isIn = (vpcId: string) => (id: string) => vpcOf.get(id) === vpcId;
  return new Map(
    [...vpcIds].map((vpcId): [string, EcsService] => [
      vpcId,
      {
        ...service,
        subnetIds: subnetIds.filter(isIn(vpcId)),
        ...(instances && { instances: instances.filter(({ subnetId }) => isIn(vpcId)(subnetId)) }),
      },
    ]),
  );
}

function nowhereSentence({ name, subnetIds }: EcsService, launchType: LaunchType | undefined): string {
  if (subnetIds.length > 0)
    return `${name}: its subnets ${subnetIds.join(', ')} are not shown to this account.`;
  if (launchType === 'ec2')
    return `${name}: no container instance of its cluster is known, so its VPC isn't either.`;
  return `${name}: it has no network configuration, so its VPC is unknown.`;
}
