import {
  DescribeCapacityProvidersCommand,
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  paginateListServices,
} from '@aws-sdk/client-ecs';
import * as v from 'valibot';
import type { Reading, Unreadable } from '../../core/network/network.ts';
import { Problem } from '../../core/problem.ts';
import {
  CAPACITY_PROVIDER_REPLY,
  type CapacityProviderReply,
  CLUSTER_REPLY,
  type ClusterReply,
  type EcsService,
  ownCapacityProviders,
  SERVICE_REPLY,
  type ServiceReply,
  toEcsService,
} from '../../core/workload/ecs-service.ts';
import {
  assertTaskDefinitionName,
  parseClusterName,
  parseServiceName,
} from '../../core/workload/selection.ts';
import { type TaskDefinition, taskDefinitionsIn } from '../../core/workload/task-definition.ts';
import { allItems } from './all-items.ts';
import { type AwsTarget, withEcs } from './aws-client.ts';
import { ForeignReply } from './aws-problem.ts';
import { batches } from './batches.ts';
import { attempt, attemptOptional, type Ecs, notFound } from './ecs-call.ts';
import { type ContainerInstance, readInstances } from './read-instances.ts';
import { asAwsSends, ecsArn } from './reply-schema.ts';

/** What to read from ECS, as the flags name it. */
export interface EcsSelection {
  /** `family`, `family:revision` or ARNs. */
  readonly taskDefinitions: readonly string[];
  /** `cluster/service` or ARNs. */
  readonly services: readonly string[];
  /** All services of these clusters. */
  readonly clusters: readonly string[];
}

export interface EcsReading {
  /** Those named and those that the services run; several names can mean one. */
  readonly definitions: readonly TaskDefinition[];
  readonly services: readonly EcsService[];
  /** The calls that were denied. What they would have told is unknown in the services. */
  readonly unreadable: readonly Unreadable[];
}

/** DescribeServices takes no more at a time. */
const SERVICES_A_CALL = 10;

/** How many task definitions are asked for at a time: each is a call, and ECS limits their rate. */
const CALLS_AT_ONCE = 10;

/**
 * Reads task definitions and services from ECS, with calls that only read. Loads the ECS client, so import this file
 * only when something is to be read. How a cluster sets up ECS Exec and what a capacity provider is are asked only where
 * that decides; when such a call is denied the answer stays unknown.
 *
 * @throws Problem when something named does not exist, may not be read, or AWS cannot be reached
 */
export async function readEcs(target: AwsTarget, selection: EcsSelection): Promise<EcsReading> {
  const { region } = target;
  for (const name of selection.taskDefinitions) assertTaskDefinitionName(name, region);
  const named = selection.services.map((name) => parseServiceName(name, region));
  const clusters = selection.clusters.map((name) => parseClusterName(name, region));

  return withEcs(target, async (client) => {
    const ecs: Ecs = { client, target, unreadable: [] };
    const wanted = new Map<string, Set<string>>();
    const want = (cluster: string, service: string) =>
      wanted.set(cluster, (wanted.get(cluster) ?? new Set()).add(service));
    for (const { cluster, service } of named) want(cluster, service);
    for (const cluster of clusters) {
      for (const service of await servicesOf(cluster, ecs)) want(cluster, service);
    }

    const services: EcsService[] = [];
    for (const [cluster, names] of wanted) services.push(...(await readServices(cluster, [...names], ecs)));
    const definitions = await readDefinitions(
      [...selection.taskDefinitions, ...services.flatMap(({ taskDefinitions }) => taskDefinitions)],
      ecs,
    );
    return { definitions, services, unreadable: ecs.unreadable };
  });
}

async function servicesOf(cluster: string, { client, target }: Ecs): Promise<string[]> {
  const arns = await attempt('ecs:ListServices', target, notFound(`cluster "${cluster}"`, target), () =>
    allItems(
      paginateListServices({ client, pageSize: 100 }, { cluster }),
      (page) => page.serviceArns,
      ecsArn,
    ),
  );
  if (arns.length > 0) return arns.map((arn) => arn.slice(arn.lastIndexOf('/') + 1));
  throw new Problem(
    `The ECS cluster "${cluster}" in ${target.region} runs no services. Use --task-definition.`,
  );
}

export async function readServices(
  cluster: string,
  names: readonly string[],
  ecs: Ecs,
): Promise<EcsService[]> {
  const { client, target } = ecs;
  const replies: ServiceReply[] = [];
  for (const batch of batches(names, SERVICES_A_CALL)) {
    const found = await attempt(
      'ecs:DescribeServices',
      target,
      notFound(`cluster "${cluster}"`, target),
      async () => {
        const reply = await client.send(new DescribeServicesCommand({ cluster, services: [...batch] }));
        return asAwsSends(v.array(SERVICE_REPLY), reply.services);
      },
    );
    for (const name of batch) {
      const service = found.find(({ serviceName }) => serviceName === name);
      // A deleted service can be described for a while.
      if (!service || service.status === 'INACTIVE') {
        throw new Problem(`The ECS cluster "${cluster}" in ${target.region} has no service "${name}".`);
      }
      replies.push(service);
    }
  }

  const withExec = replies.some(({ enableExecuteCommand }) => enableExecuteCommand === true);
  const configuration = withExec ? await readCluster(cluster, ecs) : undefined;
  const own = [...new Set(replies.flatMap((service) => ownCapacityProviders(service)))];
  const providers = own.length > 0 ? await readCapacityProviders(own, ecs) : [];
  const services = replies.map((reply) => ({
    reply,
    service: toEcsService(reply, cluster, configuration, providers, target.region),
  }));
  const instances = services.some(({ service }) => runsOnInstances(service))
    ? await readInstances(cluster, ecs)
    : undefined;
  return services.map(({ reply, service }) =>
    instances && runsOnInstances(service)
      ? { ...service, instances: instancesFor(reply, service, instances) }
      : service,
  );
}

const runsOnInstances = ({ capacities }: EcsService): boolean =>
  capacities.length > 0 && capacities.every((capacity) => capacity === 'ec2');

/** Those that its capacity providers started, or all of the cluster with a launch type; undefined where there are none now. */
function instancesFor(
  reply: ServiceReply,
  { capacityField }: EcsService,
  instances: readonly ContainerInstance[],
): EcsService['instances'] {
  const providers = new Set(ownCapacityProviders(reply));
  const own = instances.filter(
    ({ capacityProvider }) =>
      capacityField === 'launchType' || (capacityProvider !== undefined && providers.has(capacityProvider)),
  );
  return own.length === 0
    ? undefined
    : own.map(({ subnetId, securityGroupIds }) => ({ subnetId, securityGroupIds }));
}

/** How a cluster is set up; undefined when that is denied. */
export async function readCluster(cluster: string, ecs: Ecs): Promise<Reading<ClusterReply>> {
  const clusters = await attemptOptional('ecs:DescribeClusters', ecs, async () => {
    const reply = await ecs.client.send(
      new DescribeClustersCommand({ clusters: [cluster], include: ['CONFIGURATIONS'] }),
    );
    return asAwsSends(v.array(CLUSTER_REPLY), reply.clusters);
  });
  return clusters?.[0];
}

async function readCapacityProviders(
  names: readonly string[],
  ecs: Ecs,
): Promise<readonly CapacityProviderReply[]> {
  const providers = await attemptOptional('ecs:DescribeCapacityProviders', ecs, async () => {
    const items = await allItems(
      pagesOfCapacityProviders(ecs.client, names),
      (page) => page.capacityProviders,
      CAPACITY_PROVIDER_REPLY,
    );
    return asAwsSends(v.array(CAPACITY_PROVIDER_REPLY), items);
  });
  return providers ?? [];
}

/** The SDK has no paginator for this one, which gives ten at a time. */
async function* pagesOfCapacityProviders(client: ECSClient, names: readonly string[]) {
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new DescribeCapacityProvidersCommand({ capacityProviders: [...names], nextToken }),
    );
    yield page;
    nextToken = page.nextToken;
  } while (nextToken);
}

export async function readDefinitions(
  names: readonly string[],
  { client, target }: Ecs,
): Promise<TaskDefinition[]> {
  const definitions: TaskDefinition[] = [];
  for (const batch of batches([...new Set(names)], CALLS_AT_ONCE)) {
    const read = batch.map((name) =>
      attempt(
        'ecs:DescribeTaskDefinition',
        target,
        notFound(`task definition "${name}"`, target),
        async () => {
          const reply = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: name }));
          return definitionsIn(reply, name, target.region);
        },
      ),
    );
    definitions.push(...(await Promise.all(read)).flat());
  }
  return definitions;
}

/** @throws ForeignReply for what ECS would not have registered */
function definitionsIn(reply: unknown, name: string, region: string): readonly TaskDefinition[] {
  asAwsSends(v.object({ taskDefinition: v.object({ taskDefinitionArn: v.string() }) }), reply);
  try {
    return taskDefinitionsIn(reply, `The task definition "${name}"`, region);
  } catch (error) {
    throw new ForeignReply(`the task definition "${name}" is none`, { cause: error });
  }
}
