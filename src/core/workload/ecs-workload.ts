import type { Unreadable } from '../network/network.ts';
import type { EcsService } from './ecs-service.ts';
import type { LaunchType, Need } from './needs.ts';
import { onlyOnEc2 } from './only-on-ec2.ts';
import { isOpen } from './placeholders.ts';
import { withoutPublicAddress } from './public-address.ts';
import { platformOf, readDefinition } from './read-definition.ts';
import { readService } from './read-service.ts';
import { type S3Use, Said } from './said.ts';
import type { TaskDefinition } from './task-definition.ts';
import type { WithoutPublicAddress } from './tasks.ts';
import type { WorkloadFinding } from './workload-finding.ts';

/** What task definitions, and the services that run them, tell about a workload. */
export interface EcsWorkload {
  /** Undefined when nothing decides it: then it has to be asked. With both kinds it is `ec2`, which needs more. */
  readonly launchType: LaunchType | undefined;
  /** What decides it: `shop/web (launchType)`, `web (requiresCompatibilities)`, … Empty when nothing does. */
  readonly launchTypeOrigin: readonly string[];
  /** In the catalogue's order. The ECS agent's own on EC2 come with the launch type, from `needs`. */
  readonly needs: readonly Need[];
  /** Warnings before notes. */
  readonly findings: readonly WorkloadFinding[];
  /** Services that only an image's name suggests, none of them among `needs`: to be offered, never added unasked. */
  readonly inferred: readonly Need[];
  readonly windows: boolean;
  /** What S3 is used for beside image layers, each with who uses it. A policy for only the layers would break these. */
  readonly otherS3: readonly S3Use[];
  /** Where services run their tasks; empty when no service was read. */
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** The services that tell these: `shop/web (networkConfiguration)`. */
  readonly networkOrigin: readonly string[];
  /** Where the container instances are that pull the images; undefined where services tell no or not only those. */
  readonly instances?: WorkloadInstances | undefined;
  /** The calls that were denied when it was read. What they would have told is unknown. */
  readonly unreadable?: readonly Unreadable[];
  /** Whose tasks are known to have no public address, by subnet. */
  readonly withoutPublicAddress: readonly WithoutPublicAddress[];
}

/** The subnets and security groups of container instances. */
export interface WorkloadInstances {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** `shop/web (container instances)`. */
  readonly origin: readonly string[];
}

/**
 * Exactly what the start of these tasks needs, as far as their definitions tell, united over all of them. Images in
 * private ECR of `region` need the pull path and others do not; an image whose registry is not known is taken to be
 * there. Another container, definition or service never takes a need away.
 *
 * @param services services that run the definitions; ECS Exec, Service Connect and the network are theirs to tell
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 */
export function ecsWorkload(
  definitions: readonly TaskDefinition[],
  { region, services }: { readonly region: string; readonly services: readonly EcsService[] },
): EcsWorkload {
  const said = new Said(region);
  for (const definition of definitions) readDefinition(definition, said);
  const onWindows = services.filter((service) => isOnWindows(service, definitions));
  for (const service of services) readService(service, onWindows.includes(service), said);
  const { launchType, launchTypeOrigin } = launchTypeOf(definitions, services, said);
  if (launchType === 'ec2') {
    const withSubnets = services.filter(
      ({ subnetIds, instances }) => subnetIds.length > 0 && instances === undefined,
    );
    for (const { name } of withSubnets) said.find({ kind: 'instances-pull' }, name);
  }
  const run = new Set(services.flatMap(({ taskDefinitions }) => taskDefinitions));
  for (const { label, taskDefinitionArn } of definitions) {
    const serviceKnown = taskDefinitionArn !== undefined && run.has(taskDefinitionArn);
    said.find({ kind: 'not-in-definition', serviceKnown }, label);
  }

  const withNetwork = services.filter(({ assignPublicIp }) => assignPublicIp !== undefined);
  return {
    launchType,
    launchTypeOrigin,
    needs: said.needs(),
    findings: said.findings(),
    inferred: said.inferred(),
    windows: definitions.some((definition) => platformOf(definition) === 'windows') || onWindows.length > 0,
    otherS3: said.otherS3,
    subnetIds: [...new Set(services.flatMap(({ subnetIds }) => subnetIds))],
    securityGroupIds: [...new Set(services.flatMap(({ securityGroupIds }) => securityGroupIds))],
    networkOrigin: withNetwork.map(({ name }) => `${name} (networkConfiguration)`),
    ...(launchType === 'ec2' && { instances: instancesOf(services) }),
    withoutPublicAddress: withoutPublicAddress(definitions, services),
  };
}

/** Only where the instances of every service are known: with those of a few, subnets would be left out. */
function instancesOf(services: readonly EcsService[]): WorkloadInstances | undefined {
  const known = services.flatMap(({ instances }) => instances ?? []);
  if (known.length === 0 || services.some(({ instances }) => instances === undefined)) return undefined;
  return {
    subnetIds: [...new Set(known.map(({ subnetId }) => subnetId))].sort(),
    securityGroupIds: [...new Set(known.flatMap(({ securityGroupIds }) => securityGroupIds))].sort(),
    origin: services.map(({ name }) => `${name} (container instances)`),
  };
}

/** The definition's own word holds; a service tells the platform of those that say nothing of it. */
function isOnWindows(service: EcsService, definitions: readonly TaskDefinition[]): boolean {
  const said = definitions.flatMap((definition) => {
    const { taskDefinitionArn } = definition;
    const runs = taskDefinitionArn !== undefined && service.taskDefinitions.includes(taskDefinitionArn);
    return runs ? (platformOf(definition) ?? []) : [];
  });
  return said.length > 0 ? said.includes('windows') : service.windows;
}

/** A service decides for its definitions; a definition that none decides for says it by its compatibilities. */
function launchTypeOf(
  definitions: readonly TaskDefinition[],
  services: readonly EcsService[],
  said: Said,
): Pick<EcsWorkload, 'launchType' | 'launchTypeOrigin'> {
  const deciding = services.filter(({ capacities }) => capacities.length > 0);
  const run = new Set(deciding.flatMap(({ taskDefinitions }) => taskDefinitions));
  const found = [
    ...deciding.flatMap(({ name, capacities, capacityField }) =>
      capacities.map((type) => ({ type, origin: `${name} (${capacityField})` })),
    ),
    ...definitions
      .filter(({ taskDefinitionArn }) => taskDefinitionArn === undefined || !run.has(taskDefinitionArn))
      .map((definition) => {
        const { type, field } = capacityOf(definition, said);
        return { type, origin: `${definition.label} (${field})` };
      }),
  ];
  const decide = (launchType: LaunchType) => ({
    launchType,
    launchTypeOrigin: [
      ...new Set(found.flatMap(({ type, origin }) => (type === launchType ? [origin] : []))),
    ],
  });
  if (found.some(({ type }) => type === 'ec2')) return decide('ec2');
  if (found.length > 0 && found.every(({ type }) => type === 'fargate')) return decide('fargate');
  return { launchType: undefined, launchTypeOrigin: [] };
}

/**
 * Compatibilities that name one launch type decide. Where they name both, or none, the fields that only one of them takes do.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
function capacityOf(
  definition: TaskDefinition,
  said: Said,
): { readonly type: LaunchType | 'unknown'; readonly field: string } {
  const required = definition.requiresCompatibilities.filter((type) => !isOpen(type));
  const field = 'requiresCompatibilities';
  if (required.includes('MANAGED_INSTANCES')) {
    said.find({ kind: 'managed-instances' }, `${definition.label} (${field})`);
  }
  if (required.includes('EXTERNAL')) said.find({ kind: 'ecs-anywhere' }, `${definition.label} (${field})`);
  const only = new Set(required).size === 1 && required.length === definition.requiresCompatibilities.length;
  if (only && required[0] === 'FARGATE') return { type: 'fargate', field };
  if (only && required[0] === 'EC2') return { type: 'ec2', field };
  if (required.some((type) => type !== 'FARGATE' && type !== 'EC2')) return { type: 'unknown', field };
  const decides = onlyOnEc2(definition);
  return decides === undefined ? { type: 'unknown', field } : { type: 'ec2', field: decides };
}
