import { AGENT_SERVICES, type GatewayService, type ServiceName } from '../catalogue.ts';
import type { Network } from '../network/network.ts';
import { NEW_VPC } from '../network/network.ts';
import { ENTRIES_PER_ACL } from '../network/network-acl.ts';
import { offeredAzs } from '../network/placement.ts';
import { demandsAgentEndpoints } from '../network/regions.ts';
import { closedSubnets } from '../trace/closed-subnets.ts';
import type { Change } from './change.ts';
import { type Note, notesOf } from './note.ts';
import type { ExistingChange, PlanInput } from './planned.ts';
import { quotaNotes } from './quotas.ts';

/** What the reader of a plan must know before deploying it. */
export function notes(input: PlanInput, changes: readonly Change[]): Note[] {
  return [
    ...notesOf('assumed', input.network.assumptions),
    ...notesOf(
      'not-permitted',
      input.network.unreadable.map(({ action, reason }) => `${action}: ${reason}`),
    ),
    ...sideEffects(input.network, changes),
    ...notesOf('restart-agent', agentNotes(input, changes)),
    ...notesOf('instance-security-groups', instanceNotes(input, changes)),
    ...notesOf('endpoint-replaced', deadEndpointNotes(input, changes)),
    ...notesOf('hosted-zones-unread', zoneNotes(input, changes)),
    ...notesOf('az-not-offered', azNotes(input, changes)),
    ...notesOf('azs-picked', pickedAzNotes(input)),
    ...isolationNotes(input),
    ...notesOf('agent-endpoints-undocumented', regionNotes(input)),
    ...policyNotes(input, changes),
    ...quotaNotes(input.network, input.tasks, changes),
  ];
}

/** What is left out because it opens more than it must, and what there is to do about it. */
export function withheldNotes(withheld: readonly ExistingChange[]): Note[] {
  const messages = [...new Set(withheld.map(({ resourceId }) => resourceId))].map((id) => {
    const services = new Set(withheld.flatMap((change) => (change.resourceId === id ? change.services : [])));
    const names = [...services].join(' and ');
    return (
      `Network ACL ${id} has no room for a rule for each CIDR block of ${names}: AWS's default quota is ` +
      `${ENTRIES_PER_ACL} rules in each direction. Tasks behind it can't reach ${names}. Have AWS raise the quota and add the ` +
      'rules, or pass --allow-wide-rules to open the ACL to every address on these ports.'
    );
  });
  return notesOf('network-acl-full', messages);
}

/** What changes to an existing VPC do besides what they are made for: said before anyone makes them. */
export function sideEffects(network: Network, changes: readonly Change[]): Note[] {
  if (network.vpc.id === NEW_VPC) return [];
  return [
    ...routeEffects(network, changes),
    ...notesOf('private-dns-vpc-wide', privateDnsEffects(changes)),
    ...notesOf('prefix-list-copied', prefixListEffects(changes)),
  ];
}

const GATEWAYS: Readonly<Record<GatewayService, string>> = {
  s3: 'S3',
  dynamodb: 'DynamoDB',
  s3express: 'S3 Express',
};

/** @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-setting-up-s3-gateway */
function routeEffects({ routeTables }: Network, changes: readonly Change[]): Note[] {
  const routed = changes.filter((change) => 'routeTableIds' in change);
  if (routed.length === 0) return [];
  const services = [...new Set(routed.map(({ service }) => GATEWAYS[service as GatewayService]))].join(
    ' and ',
  );
  const touched = new Set(routed.flatMap(({ routeTableIds }) => routeTableIds));
  return [
    ...notesOf('gateway-route-interrupts', [
      `Adding the gateway route may briefly interrupt open ${services} connections from subnets that use these route tables.`,
    ]),
    ...notesOf(
      'main-route-table',
      (routeTables ?? [])
        .filter(({ id, main }) => main && touched.has(id))
        .map(
          ({ id }) =>
            `${id} is the VPC's main route table, so this route affects every subnet without an explicit association.`,
        ),
    ),
  ];
}

function privateDnsEffects(changes: readonly Change[]): string[] {
  const zones = changes.filter((change) => change.kind === 'create-hosted-zone');
  const [hub, ...spokes] = [...new Set(zones.flatMap(({ vpcIds }) => vpcIds))];
  if (hub !== undefined)
    return [
      `A hosted zone applies to a whole VPC at once: once deployed, every workload in ${[hub, ...spokes].join(', ')} uses the ` +
        `endpoints in ${hub}. Workloads that the endpoints' security groups don't allow lose access to these services.`,
    ];
  return changes.some(({ kind }) => kind === 'create-interface-endpoint' || kind === 'enable-private-dns')
    ? [
        'Private DNS applies VPC-wide: once deployed, every workload in the VPC uses these endpoints. Workloads that the ' +
          "endpoints' security groups don't allow lose access to these services.",
      ]
    : [];
}

/** A security group's rule names a prefix list and follows it; an entry of a network ACL is a block and stays as it is. */
function prefixListEffects(changes: readonly Change[]): string[] {
  const entries = changes.filter((change) => change.kind === 'add-network-acl-entry');
  const lists = new Set(entries.flatMap(({ prefixListId, wide }) => (wide ? [] : (prefixListId ?? []))));
  const acls = (list: string) =>
    [...new Set(entries.filter(({ prefixListId }) => prefixListId === list).map(({ aclId }) => aclId))].join(
      ', ',
    );
  return [...lists].map(
    (list) =>
      `Network ACL ${acls(list)} gets the addresses that are in prefix list ${list} today. AWS may add addresses to the list ` +
      "later, and a network ACL's rules don't follow it: run doctor from time to time.",
  );
}

/** What must be done on running instances. */
function agentNotes({ network }: PlanInput, changes: readonly Change[]): string[] {
  if (network.vpc.id === NEW_VPC) return [];
  const agent = changes.some(
    (change) => 'service' in change && AGENT_SERVICES.some((name) => name === change.service),
  );
  return [
    ...(agent
      ? [
          'Running container instances keep their existing connections. Restart the ECS agent on them after deploying.',
        ]
      : []),
  ];
}

/** On EC2 it is the instances that pull the images and run the agent, with groups that need not be the tasks' own. */
function instanceNotes({ launchType, tasks }: PlanInput, changes: readonly Change[]): string[] {
  return launchType === 'ec2' &&
    tasks.securityGroupIds.length > 0 &&
    changes.some(({ kind }) => kind === 'create-interface-endpoint')
    ? [
        'On EC2 the container instances pull the images and run the ECS agent. Pass their security groups with ' +
          "--task-security-groups too, or the new endpoints don't allow them.",
      ]
    : [];
}

/** An endpoint that failed stays until somebody deletes it, and what makes another one can run into its name or its routes. */
function deadEndpointNotes({ network }: PlanInput, changes: readonly Change[]): string[] {
  const created = new Set(
    changes.flatMap((change) =>
      change.kind === 'create-interface-endpoint' || change.kind === 'create-gateway-endpoint'
        ? [change.serviceName]
        : [],
    ),
  );
  const dead = network.endpoints?.filter(
    ({ serviceName, state }) =>
      created.has(serviceName) && state !== 'available' && !state.startsWith('pending'),
  );
  return (dead ?? []).map(
    ({ id, service, state }) =>
      `Endpoint ${id} (${service}) is ${state}, so another one is created. ${
        state === 'deleting'
          ? 'Deploy when it is gone.'
          : `If deployment reports a conflict, delete it first: aws ec2 delete-vpc-endpoints --region ${network.region} --vpc-endpoint-ids ${id}`
      }`,
  );
}

/** AWS refuses private DNS for a name that a hosted zone has, as where many VPCs share the endpoints of one. */
function zoneNotes({ network }: PlanInput, changes: readonly Change[]): string[] {
  return network.hostedZones === undefined && changes.some(({ kind }) => kind === 'create-interface-endpoint')
    ? [
        'Private hosted zones were not read. If deployment reports a conflicting DNS domain, one of them already answers that ' +
          'name. Leave that endpoint out, or dissociate the zone from the VPC first.',
      ]
    : [];
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
      `AWS doesn't offer ${change.serviceName} in ${missing.join(', ')}. Tasks there reach it in another Availability Zone.`,
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

function isolationNotes({ network, needs, tasks, workload }: PlanInput): Note[] {
  const isolated = closedSubnets(network, tasks, ['--services']).filter(({ byIpv6 }) => !byIpv6);
  if (isolated.length === 0) return [];
  const all = isolated.length === tasks.subnetIds.length;
  const which = all ? 'The subnets' : isolated.map(({ id }) => id).join(', ');
  const absent = Object.entries(COMMON_NEEDS).filter(
    ([name]) => !needs.some(({ service }) => service === name),
  );
  const list = absent.map(([name, use]) => `${name} for ${use}`).join(', ');
  return [
    ...notesOf('no-internet-access', [
      `${which} ${all || isolated.length > 1 ? 'have' : 'has'} no internet access${isolated.every(({ why }) => why === 'address') ? ' for tasks without public addresses' : ''}: images from Docker Hub, public.ecr.aws and other registries on the internet can't be pulled there. Nor can images from ECR in another Region, unless the VPC has endpoints for that Region.`,
    ]),
    // What the tasks use is known where their definitions were read.
    ...(absent.length > 0 && workload === undefined
      ? notesOf('services-without-endpoint', [
          `Tasks that use a service without an endpoint won't start there. If yours use any of these, add them with --services: ${list}.`,
        ])
      : []),
  ];
}

/** Where AZs are picked at deployment, CloudFormation takes the first ones and cannot ask which offer the endpoints. */
function pickedAzNotes({ network, tasks, format }: PlanInput): string[] {
  const picked = network.subnets.some(({ id, az }) => az === undefined && tasks.subnetIds.includes(id));
  return picked && format.newVpc?.picksOfferedAzs === false
    ? [
        "The account's first Availability Zones are used. If deployment says that one doesn't offer an endpoint service, pass others with --azs.",
      ]
    : [];
}

function regionNotes({ network, launchType, needs }: PlanInput): string[] {
  if (launchType === 'ec2' || !demandsAgentEndpoints(network.region)) return [];
  if (AGENT_SERVICES.every((name) => needs.some(({ service }) => service === name))) return [];
  return [
    `AWS says that Regions as new as ${network.region} must have the ecs, ecs-agent and ecs-telemetry endpoints, but not whether that applies to Fargate. If tasks fail to start, add them with --services ecs,ecs-agent,ecs-telemetry.`,
  ];
}

function policyNotes({ s3Policy }: PlanInput, changes: readonly Change[]): Note[] {
  if (s3Policy === 'full') return [];
  const created = changes.some(
    (change) => change.kind === 'create-gateway-endpoint' && change.service === 's3',
  );
  return created
    ? notesOf('s3-policy-denies-others', [
        "The S3 policy allows only ECR image layers. All other S3 access from these subnets is denied, including the tasks' own buckets.",
      ])
    : notesOf('s3-policy-unused', [
        "--s3-policy ecr-only has no effect: no S3 gateway endpoint is created, and the existing one's policy stays.",
      ]);
}
