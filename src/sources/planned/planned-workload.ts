import type { Network } from '../../core/network/network.ts';
import { Problem } from '../../core/problem.ts';
import { type EcsWorkload, ecsWorkload } from '../../core/workload/ecs-workload.ts';
import { type TaskDefinition, taskDefinitionsIn } from '../../core/workload/task-definition.ts';
import type { Planned, ServicePart, TaskDefinitionPart } from './parts.ts';

/**
 * What the ECS services of the code that run in a VPC need, as `--service` tells it of running ones; without any service, what the
 * task definitions of the code need. Undefined where the code has neither.
 */
export function plannedWorkload(network: Network, { after }: Planned): EcsWorkload | undefined {
  const { region } = network;
  const own = new Set(network.subnets.map(({ id }) => id));
  const services = after.services.filter(
    ({ service }) => service.subnetIds.length === 0 || service.subnetIds.some((id) => own.has(id)),
  );
  const run = new Set(services.flatMap(({ service }) => service.taskDefinitions));
  const parts = after.taskDefinitions.filter(({ name }) => after.services.length === 0 || run.has(name));
  const read = parts.flatMap((part) => definitionsOf(part, region));
  const known = new Set(read.flatMap(({ taskDefinitionArn }) => taskDefinitionArn ?? []));
  const definitions = [...read, ...services.flatMap((part) => unknownDefinition(part, known, region))];
  if (services.length + definitions.length === 0) return undefined;
  return ecsWorkload(definitions, { region, services: services.map((part) => serviceOf(part, own)) });
}

/** Stands for the definition of a service that is not in the code: its image may be in ECR. */
const unknownDefinition = (
  { name, service }: ServicePart,
  known: ReadonlySet<string>,
  region: string,
): readonly TaskDefinition[] =>
  service.taskDefinitions.some((each) => known.has(each))
    ? []
    : taskDefinitionsIn([someContainer(`${name}.task_definition`)], name, region);

/** A container of which nothing is settled. */
const someContainer = (what: string) => ({ name: 'container', image: `\${${what}}` });

/** What services in a VPC leave open, a sentence each. */
export function openServices(network: Network, { after }: Planned): string[] {
  const own = new Set(network.subnets.map(({ id }) => id));
  return after.services.flatMap(({ name, service, unknown }) => {
    const isElsewhere = service.subnetIds.length > 0 && !service.subnetIds.some((id) => own.has(id));
    if (isElsewhere || unknown.length === 0) return [];
    return [`${name} leaves open until it is deployed: ${unknown.map((each) => each.unknown).join(', ')}.`];
  });
}

/** A service in this VPC. Groups add up, so where one may be open, none is taken for all. */
function serviceOf({ service, unknown }: ServicePart, own: ReadonlySet<string>): ServicePart['service'] {
  return {
    ...service,
    subnetIds: service.subnetIds.filter((id) => own.has(id)),
    securityGroupIds: unknown.length > 0 ? [] : service.securityGroupIds,
  };
}

/** A definition that can't be read tells nothing; its service does. */
function definitionsOf(part: TaskDefinitionPart, region: string): TaskDefinition[] {
  try {
    return readDefinitions(part, region);
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}

/** @throws Problem when it is none that ECS takes */
const readDefinitions = ({ name, definition }: TaskDefinitionPart, region: string): TaskDefinition[] =>
  taskDefinitionsIn(withContainers(definition, name), name, region).map((each) => ({
    ...each,
    taskDefinitionArn: name,
  }));

/** A definition with a container in the place of each that is not settled, and of all if the list is not. */
function withContainers(definition: unknown, name: string): unknown {
  if (typeof definition !== 'object' || definition === null) return definition;
  const some = someContainer(`${name}.container_definitions`);
  return Object.fromEntries(
    Object.entries(definition).map(([key, value]) => {
      if (!/^containerDefinitions$/i.test(key)) return [key, value];
      if (typeof value === 'string') return [key, [some]];
      return [
        key,
        Array.isArray(value) ? value.map((each) => (typeof each === 'string' ? some : each)) : value,
      ];
    }),
  );
}

/**
 * The task definitions of a Terraform plan or state.
 *
 * @throws Problem when there is none, or one is none that ECS takes
 */
export function definitionsInPlan({ after }: Planned, file: string, region: string): TaskDefinition[] {
  if (after.taskDefinitions.length === 0)
    throw new Problem(`${file} is a plan or state of Terraform without an aws_ecs_task_definition.`);
  return after.taskDefinitions.flatMap((part) => readDefinitions(part, region));
}
