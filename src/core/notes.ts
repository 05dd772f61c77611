import { AGENT_SERVICES, type ServiceName } from './catalogue.ts';
import type { Change } from './change.ts';
import { NEW_VPC } from './declare.ts';
import type { Network } from './network.ts';
import { offeredAzs } from './placement.ts';
import type { PlanInput } from './plan.ts';
import { REGIONS_THAT_DEMAND_AGENT_ENDPOINTS } from './regions.ts';
import { wayOut } from './way-out.ts';

/** Sentences that the reader of a plan must know before deploying it. */
export function notes(input: PlanInput, changes: readonly Change[]): string[] {
  return [
    ...input.network.assumptions,
    ...input.network.unreadable.map(({ action, reason }) => `${action}: ${reason}`),
    ...sideEffects(input.network, changes),
    ...azNotes(input, changes),
    ...pickedAzNotes(input),
    ...isolationNotes(input),
    ...regionNotes(input),
    ...policyNotes(input, changes),
    ...quotaNotes(input, changes),
  ];
}

/** What changes do besides what they are made for: said before anyone makes them. */
export function sideEffects(network: Network, changes: readonly Change[]): string[] {
  const touched = new Set(
    changes.flatMap((change) => ('routeTableIds' in change ? change.routeTableIds : [])),
  );
  if (network.vpc.id === NEW_VPC || touched.size === 0) return [];
  return [
    'Adding the gateway route may briefly drop open S3 connections of the subnets that use these route tables.',
    ...(network.routeTables ?? [])
      .filter(({ id, main }) => main && touched.has(id))
      .map(
        ({ id }) =>
          `Route table ${id} is the VPC's main table: the route reaches every subnet without a table of its own.`,
      ),
  ];
}

/** Endpoints that cannot stand in every AZ of the tasks. */
function azNotes({ network, tasks }: PlanInput, changes: readonly Change[]): string[] {
  const azs = new Set(
    network.subnets.flatMap(({ id, az }) => (tasks.subnetIds.includes(id) && az !== undefined ? [az] : [])),
  );
  return changes.flatMap((change) => {
    const offered =
      change.kind === 'create-interface-endpoint' ? offeredAzs(network, change.service) : undefined;
    const missing = offered ? [...azs].filter((az) => !offered.includes(az)) : [];
    if (change.kind !== 'create-interface-endpoint' || missing.length === 0) return [];
    return [
      `AWS does not offer ${change.serviceName} in ${missing.join(', ')}: tasks there reach it in another zone.`,
    ];
  });
}

/** What tasks commonly need besides their image, and when; without another way to it they do not start. */
const COMMON_NEEDS: Readonly<Partial<Record<ServiceName, string>>> = {
  logs: 'the awslogs driver ("failed to validate logger args")',
  secretsmanager: 'secrets from Secrets Manager',
  ssm: 'secrets from Parameter Store',
  ssmmessages: 'ECS Exec',
};

function isolationNotes({ network, needs, tasks }: PlanInput): string[] {
  const isolated = network.subnets.filter(
    (subnet) => tasks.subnetIds.includes(subnet.id) && wayOut(network, subnet).via === 'blocked',
  );
  if (isolated.length === 0) return [];
  const all = isolated.length === tasks.subnetIds.length;
  const which = all ? 'The subnets' : isolated.map(({ id }) => id).join(', ');
  const absent = Object.entries(COMMON_NEEDS).filter(
    ([name]) => !needs.some(({ service }) => service === name),
  );
  const list = absent.map(([name, use]) => `\`${name}\` for ${use}`).join(', ');
  return [
    `${which} ${all || isolated.length > 1 ? 'have' : 'has'} no way out: images from Docker Hub, public.ecr.aws or another Region cannot be pulled there.`,
    ...(absent.length > 0
      ? [
          `Tasks there fail to start if they use what has no endpoint; if they do, add to --services: ${list}.`,
        ]
      : []),
  ];
}

/** Where AZs are picked at deployment, CloudFormation takes the first ones and cannot ask which offer the endpoints. */
function pickedAzNotes({ network, tasks, iac }: PlanInput): string[] {
  const picked = network.subnets.some(({ id, az }) => az === undefined && tasks.subnetIds.includes(id));
  return picked && iac !== 'terraform'
    ? [
        'The first Availability Zones of the account are taken. If deployment says that one does not offer an endpoint service, name others with --azs.',
      ]
    : [];
}

function regionNotes({ network, launchType, needs }: PlanInput): string[] {
  if (launchType === 'ec2' || !REGIONS_THAT_DEMAND_AGENT_ENDPOINTS.includes(network.region)) return [];
  if (AGENT_SERVICES.every((name) => needs.some(({ service }) => service === name))) return [];
  return [
    `AWS says that Regions as new as ${network.region} must have the ecs, ecs-agent and ecs-telemetry endpoints, and not whether that holds for Fargate. If tasks fail to start, add them: --services ecs,ecs-agent,ecs-telemetry.`,
  ];
}

function policyNotes({ s3Policy }: PlanInput, changes: readonly Change[]): string[] {
  if (s3Policy === 'full') return [];
  const created = changes.some(
    (change) => change.kind === 'create-gateway-endpoint' && change.service === 's3',
  );
  return created
    ? [
        'The S3 policy lets only ECR image layers through: every other S3 access from these subnets is denied, the tasks’ own buckets included.',
      ]
    : [
        '--s3-policy ecr-only has no effect: no S3 gateway endpoint is created, and the policy of the existing one stays.',
      ];
}

/** @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html */
const INTERFACE_ENDPOINTS_PER_VPC = 50;

function quotaNotes({ network }: PlanInput, changes: readonly Change[]): string[] {
  const existing = network.endpoints?.filter(({ kind }) => kind === 'interface').length ?? 0;
  const created = changes.filter(({ kind }) => kind === 'create-interface-endpoint').length;
  return existing + created > INTERFACE_ENDPOINTS_PER_VPC
    ? [
        `The VPC would have ${existing + created} interface endpoints; AWS's default quota is ${INTERFACE_ENDPOINTS_PER_VPC}.`,
      ]
    : [];
}
