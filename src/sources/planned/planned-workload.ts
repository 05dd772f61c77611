import { Problem } from '../../core/problem.ts';
import { type EcsWorkload, ecsWorkload } from '../../core/workload/ecs-workload.ts';
import { type TaskDefinition, taskDefinitionsIn } from '../../core/workload/task-definition.ts';
import type { Planned, ServicePart, TaskDefinitionPart } from './parts.ts';
import type { PlannedVpc } from './read-planned.ts';

/**
 * What the ECS services of the code that run in a VPC need, as `--service` tells it of running ones; without any service, what the
 * task definitions of the code need. Undefined where the code has neither.
 */
export function plannedWorkload({ network, planned: { after } }: PlannedVpc): EcsWorkload | undefined {
  const own = new Set(network.subnets.map(({ id }) => id));
  const services = after.services.filter(
    ({ service }) => service.subnetIds.length === 0 || service.subnetIds.some((id) => own.has(id)),
  );
  const run = new Set(services.flatMap(({ service }) => service.taskDefinitions));
  const parts = after.taskDefinitions.filter(({ name }) => after.services.length === 0 || run.has(name));
  const definitions = parts.flatMap((part) => definitionsOf(part, network.region));
  if (services.length + definitions.length === 0) return undefined;
  const { region } = network;
  return ecsWorkload(definitions, { region, services: services.map((part) => serviceOf(part, own)) });
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
  taskDefinitionsIn(definition, name, region).map((each) => ({ ...each, taskDefinitionArn: name }));

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
