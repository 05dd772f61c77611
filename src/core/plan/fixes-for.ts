import { type GatewayService, isGatewayService, isKnownService, type ServiceName } from '../catalogue.ts';
import { byId } from '../network/by-id.ts';
import { cidrsOf, mergedCidrs, parseCidr, rangesOf, subtract } from '../network/cidr.ts';
import { dnsNameOf, namesOf, unreadZonesCall } from '../network/hosted-zones.ts';
import type { Network, NetworkAcl } from '../network/network.ts';
import { aclVerdict, CLOSING_RULE, ENTRIES_PER_ACL } from '../network/network-acl.ts';
import { ANYWHERE, type Peer } from '../network/peer.ts';
import { placement, serviceNameIn } from '../network/placement.ts';
import { layerBucketArn } from '../network/regions.ts';
import {
  isGatewayEndpointRoute,
  namesPrefixList,
  routeTableOf,
  servicePrefixList,
} from '../network/routing.ts';
import {
  admitsHttps,
  cidrPeers,
  HTTPS,
  RULES_PER_GROUP,
  ruleCount,
  rulesOf,
} from '../network/security-group.ts';
import { Problem } from '../problem.ts';
import { compactJson } from '../text/json-text.ts';
import type { Fault } from '../trace/path.ts';
import { policyVerdict } from '../trace/policy.ts';
import type { S3Policy } from '../workload/s3-policy.ts';
import type { Tasks } from '../workload/tasks.ts';
import { type Abilities, isExpressible } from './abilities.ts';
import { taskCidrs } from './apply.ts';
import { type Change, isNewZone, type PolicyDocument, type PolicyStatement } from './change.ts';
import { type AclEntry, ruleNumbers } from './rule-number.ts';

/**
 * What to do if a network ACL has no room for an entry for each CIDR block of a prefix list: leave the path as it is, open the
 * ACL to every address, or exceed AWS's default quota, which the owner can have raised.
 */
export type WithoutRoom = 'leave' | 'widen' | 'exceed';

export interface FixContext {
  /** The network right before the change. */
  readonly network: Network;
  readonly tasks: Tasks;
  readonly s3Policy: S3Policy;
  readonly withoutRoom: WithoutRoom;
  /** The format that makes the change; undefined for AWS CLI commands, which can do anything. */
  readonly format: Abilities | undefined;
  /** The IDs of the endpoints that the format may import. */
  readonly adoptable: ReadonlySet<string>;
  /** The network ACL rules of an earlier run, which keep their numbers. */
  readonly keptEntries?: readonly AclEntry[] | undefined;
  /** The VPCs in which hosted zones answer the names of new endpoints; undefined where private DNS does. */
  readonly zonesIn?: readonly string[] | undefined;
}

/**
 * What fixes one cause: usually one change, or none if nothing that the tool could do is known to help (then the reader must
 * decide). It also returns changes that the format has no resource for. The plan makes them prerequisites.
 */
export function fixesFor(fault: Fault, context: FixContext): Change[] {
  const { network } = context;
  // A participant in a shared VPC can change only their own security groups.
  if (network.vpc.shared && fault.rule !== 'task-security-group-blocks') return [];
  switch (fault.rule) {
    case 'endpoint-missing':
    case 'ecs-endpoints-partial':
      return isGatewayService(fault.service)
        ? createGateway(fault.service, context)
        : createInterface(fault.service, context);
    case 's3-endpoint-missing':
      return createGateway('s3', context);
    case 's3-route-missing':
      return joinGateway('s3', fault.endpointIds, context);
    case 'gateway-route-missing':
      return joinGateway(fault.service, fault.endpointIds, context);
    case 's3-interface-only':
      return fixS3Interface(fault.endpointId, context);
    case 'endpoint-not-available':
      return fixUnavailable(fault, context);
    case 'private-dns-off':
      // A hosted zone may answer instead, as it does if many VPCs share endpoints. AWS rejects a name that is in use.
      return unreadZonesCall(network) !== undefined || context.zonesIn
        ? []
        : [{ kind: 'enable-private-dns', service: fault.service, endpointId: fault.endpointId }];
    case 'vpc-dns-support-off':
      return [{ kind: 'set-vpc-attribute', attribute: 'enableDnsSupport' }];
    case 'vpc-dns-hostnames-off':
      return [{ kind: 'set-vpc-attribute', attribute: 'enableDnsHostnames' }];
    case 'endpoint-security-group-blocks':
      return letTasksIn(fault, context);
    case 'task-security-group-blocks':
      return letTasksOut(fault);
    case 'nacl-blocks':
      return allowInAcl(fault, context);
    case 'endpoint-policy-denies':
      return fault.explicit ? [] : widenPolicy(fault, network);
    case 's3-route-overridden':
    case 'gateway-route-overridden':
      return deleteRoute(fault, network);
    case 'hub-blocks':
      // The zone of a service holds all names under its own, also those of another service.
      return isNewZone(fault.zoneId) ? createInterface(fault.service, context) : [];
    case 'cross-az':
      return spread(fault, context);
    case 'endpoint-not-offered':
    case 'endpoint-ipv6-only':
    case 'hosted-zone-answers':
    case 'shared-vpc':
    case 'custom-dns':
    case 'task-security-groups-unknown':
    case 'endpoint-policy-undecided':
    case 'local-route-overridden':
    case 'ipv6-only-subnet':
    case 'no-public-address':
    case 'not-permitted':
    case 'resource-not-shown':
    case 'value-unknown':
      return [];
  }
}

function createInterface(service: ServiceName, { network, tasks, zonesIn }: FixContext): Change[] {
  const subnetIds = placement(network, service, tasks.subnetIds);
  if (subnetIds.length === 0) return [];
  const serviceName = serviceNameIn(network, service);
  const endpoint: Change = { kind: 'create-interface-endpoint', service, serviceName, subnetIds };
  if (!zonesIn) return [endpoint];
  // Only of a service that is known its DNS name is known, too.
  if (!isKnownService(service)) return [];
  return [
    { ...endpoint, privateDns: false },
    {
      kind: 'create-hosted-zone',
      service,
      name: dnsNameOf(service, network),
      records: namesOf(service, network),
      vpcIds: zonesIn,
    },
  ];
}

function createGateway(service: GatewayService, context: FixContext): Change[] {
  const routeTableIds = uncoveredTables(service, context);
  if (routeTableIds.length === 0) return [];
  const { network, s3Policy } = context;
  const policy = service === 's3' && s3Policy === 'ecr-only' ? layersOnly(network.region) : undefined;
  return [
    {
      kind: 'create-gateway-endpoint',
      service,
      serviceName: serviceNameIn(network, service),
      routeTableIds,
      policy,
    },
  ];
}

/** Adds the tables to an existing gateway endpoint or, if the format can't, creates a second one for them. */
function joinGateway(service: ServiceName, endpointIds: readonly string[], context: FixContext): Change[] {
  if (!isGatewayService(service)) return [];
  const { network, format, adoptable } = context;
  const routeTableIds = uncoveredTables(service, context);
  if (routeTableIds.length === 0) return [];
  const open = (id: string) =>
    policyVerdict(byId(network.endpoints, id)?.policy, service, network.region, false).permits === 'yes';
  // From then on it carries everything the tasks send to the service, so prefer an endpoint whose policy allows everything.
  const join = [...endpointIds.filter(open), ...endpointIds.filter((id) => !open(id))]
    .map((endpointId): Change => ({ kind: 'add-route-tables', service, endpointId, routeTableIds }))
    .find((change) => format === undefined || isExpressible(change, format, adoptable));
  return join ? [join] : createGateway(service, context);
}

/** The tasks' effective route tables that have no gateway route for the service, each once. */
function uncoveredTables(service: GatewayService, { network, tasks }: FixContext): string[] {
  const list = servicePrefixList(network, service);
  const gateways = new Set(
    network.endpoints
      ?.filter((endpoint) => endpoint.service === service && endpoint.kind === 'gateway')
      .map(({ id }) => id),
  );
  const tables = tasks.subnetIds.flatMap((id) => {
    const subnet = byId(network.subnets, id);
    const table = subnet && routeTableOf(network, subnet);
    const covered = table?.routes.some(
      ({ destination, target }) => gateways.has(target.id) && (list === undefined || destination === list.id),
    );
    return table && !covered ? [table.id] : [];
  });
  return [...new Set(tables)];
}

function fixS3Interface(endpointId: string, context: FixContext): Change[] {
  const { network } = context;
  const gateways = network.endpoints?.filter(
    ({ service, kind, state }) => service === 's3' && kind === 'gateway' && state === 'available',
  );
  const joined = gateways?.length
    ? joinGateway(
        's3',
        gateways.map(({ id }) => id),
        context,
      )
    : createGateway('s3', context);
  const endpoint = byId(network.endpoints, endpointId);
  const captures = endpoint?.state === 'available' && endpoint.privateDns && !endpoint.inboundResolverOnly;
  return captures ? [...joined, { kind: 'limit-s3-private-dns', endpointId }] : joined;
}

function fixUnavailable(
  fault: Extract<Fault, { rule: 'endpoint-not-available' }>,
  context: FixContext,
): Change[] {
  const { service, endpointId, state } = fault;
  if (state.startsWith('pending')) return [];
  if (state === 'without-subnets') {
    const subnetIds = placement(context.network, service, context.tasks.subnetIds);
    return subnetIds.length > 0 ? [{ kind: 'add-subnets', service, endpointId, subnetIds }] : [];
  }
  return isGatewayService(service) ? createGateway(service, context) : createInterface(service, context);
}

/** Allows inbound all the tasks' subnets that the groups block, not only the fault's, so that very many can share rules. */
function letTasksIn(
  { groupIds, source }: Extract<Fault, { rule: 'endpoint-security-group-blocks' }>,
  { network, tasks }: FixContext,
): Change[] {
  const [groupId] = groupIds;
  if (groupId === undefined) return [];
  const authorize = (peer: Peer): Change => ({ kind: 'authorize-ingress', groupId, source: peer });
  if (source.kind !== 'cidr') return [authorize(source)];
  const { rules } = rulesOf(network.securityGroups, groupIds, 'ingress');
  const isShutOut = (cidr: string) =>
    admitsHttps(rules, { ranges: rangesOf([cidr]), groupIds: undefined }, network.prefixLists).passes ===
    'no';
  // With many subnets, fixing the first fault usually fixes the others.
  if (!isShutOut(source.cidr)) return [];
  const shut = taskCidrs(network, tasks).filter(isShutOut);
  const own = byId(network.securityGroups, groupId)?.ingress ?? [];
  return cidrPeers(shut, RULES_PER_GROUP - ruleCount(own)).map(authorize);
}

function letTasksOut({
  groupIds: [groupId],
  destination,
}: Extract<Fault, { rule: 'task-security-group-blocks' }>): Change[] {
  // Which addresses these are is not known.
  const open = destination.kind === 'cidr' && destination.cidr === ANYWHERE.cidr;
  return groupId === undefined || open ? [] : [{ kind: 'authorize-egress', groupId, destination }];
}

/** Entries before the one that denies: with the numbers that they had in an earlier run, else with free ones. */
function allowInAcl(fault: AclFault, context: FixContext): Change[] {
  const { aclId, egress, peer, fromPort, toPort } = fault;
  const acl = byId(context.network.networkAcls, aclId);
  if (!acl) return [];
  const entries = acl.entries.filter((entry) => entry.egress === egress);
  const room = ENTRIES_PER_ACL - entries.filter(({ ruleNumber }) => ruleNumber < CLOSING_RULE).length;
  const allowed =
    peer?.kind === 'prefix-list'
      ? blocksOfList(acl, fault, room, context)
      : blocksOfVpc(acl, fault, room, context);
  const numberOf = ruleNumbers(acl, egress, context.keptEntries ?? []);
  return allowed.flatMap(({ cidr, before, wide }): Change[] => {
    const ruleNumber = numberOf({ cidr, fromPort, toPort, before });
    return ruleNumber === undefined
      ? []
      : [
          {
            kind: 'add-network-acl-entry',
            aclId,
            ruleNumber,
            egress,
            cidr,
            fromPort,
            toPort,
            ...(peer?.kind === 'prefix-list' && { prefixListId: peer.prefixListId }),
            ...(wide && { wide }),
          },
        ];
  });
}

type AclFault = Extract<Fault, { rule: 'nacl-blocks' }>;

/** A CIDR block to allow, by an entry that comes before another. */
interface AllowedBlock {
  readonly cidr: string;
  readonly before: number;
  readonly wide?: true;
}

/**
 * The fault's own CIDR block. If an endpoint's network ACL blocks so many of the tasks' subnets that it has no room for an entry
 * each, the merged blocks of all of them.
 */
function blocksOfVpc(
  acl: NetworkAcl,
  fault: AclFault,
  room: number,
  { network, tasks }: FixContext,
): AllowedBlock[] {
  const shut = atEndpoint(fault) ? shutOut(acl, fault, network, tasks) : [];
  const own = fault.peer?.kind === 'cidr' ? [fault.peer.cidr] : [];
  return (shut.length > room ? mergedCidrs(shut) : own).map((cidr) => ({ cidr, before: fault.ruleNumber }));
}

/** The denied addresses of a prefix list, in as few CIDR blocks as cover exactly these. */
function blocksOfList(
  acl: NetworkAcl,
  { egress, peer, fromPort, toPort, ruleNumber }: AclFault,
  room: number,
  { network, withoutRoom }: FixContext,
): AllowedBlock[] {
  const list = peer?.kind === 'prefix-list' ? byId(network.prefixLists, peer.prefixListId) : undefined;
  const ports = { from: fromPort, to: toPort };
  const blocks = cidrsOf(rangesOf(list?.cidrs ?? [])).flatMap((cidr): AllowedBlock[] => {
    const { deniedBy } = aclVerdict(acl, egress, rangesOf([cidr]), ports);
    return deniedBy === undefined ? [] : [{ cidr, before: deniedBy }];
  });
  if (list?.standIn) return [];
  if (blocks.length <= room || withoutRoom === 'exceed') return blocks;
  return withoutRoom === 'widen' ? [{ cidr: ANYWHERE.cidr, before: ruleNumber, wide: true }] : [];
}

/** Whether a network ACL denies on the endpoint's side: inbound requests, or outbound responses. */
const atEndpoint = ({ egress, fromPort }: AclFault): boolean => egress === (fromPort !== HTTPS);

function shutOut(
  acl: NetworkAcl,
  { subnetId, egress, fromPort, toPort }: AclFault,
  network: Network,
  tasks: Tasks,
): string[] {
  // Network ACLs don't apply within a subnet.
  const others = { ...tasks, subnetIds: tasks.subnetIds.filter((id) => id !== subnetId) };
  const ports = { from: fromPort, to: toPort };
  return taskCidrs(network, others).filter(
    (cidr) => aclVerdict(acl, egress, rangesOf([cidr]), ports).passes !== 'all',
  );
}

/** The policy as it is, including its version and ID, with one more statement that allows what task startup needs. */
function widenPolicy(fault: Extract<Fault, { rule: 'endpoint-policy-denies' }>, network: Network): Change[] {
  const { service, endpointId, actions } = fault;
  const previous = byId(network.endpoints, endpointId)?.policy;
  const document = previous === undefined ? undefined : readDocument(previous);
  const layers = service === 's3' && !actions.includes('*');
  const resource = layers ? layerBucketArn(network.region) : '*';
  if (previous === undefined || !document || resource === undefined) return [];
  const allowed: PolicyStatement = {
    Effect: 'Allow',
    Principal: '*',
    Action: [...actions],
    Resource: resource,
  };
  const policy: PolicyDocument = { ...document, Statement: [...document.Statement, allowed] };
  // EC2 keeps spaces as they were written, so a deployment that sets the same policy may change them.
  return [{ kind: 'set-endpoint-policy', service, endpointId, policy, previous: compactJson(previous) }];
}

function readDocument(policy: string): PolicyDocument | undefined {
  try {
    const document = JSON.parse(policy) as Partial<Omit<PolicyDocument, 'Statement'>> & {
      readonly Statement?: PolicyStatement | PolicyStatement[];
    };
    const { Statement } = document;
    return Statement === undefined ? undefined : { ...document, Statement: [Statement].flat() };
  } catch {
    return undefined;
  }
}

/**
 * A route can be deleted only if it is the table's own, its target isn't local, and it carries nothing but the service's
 * addresses. Any other traffic on it would lose its route; with a default route, that is everything.
 */
function deleteRoute(fault: OverriddenRoute, network: Network): Change[] {
  const { routeTableId, destination, targetId } = fault;
  const service = fault.rule === 's3-route-overridden' ? 's3' : fault.service;
  const route = byId(network.routeTables, routeTableId)?.routes.find(
    (r) => r.destination === destination && r.target.id === targetId && !r.propagated,
  );
  if (!route || route.target.kind === 'local' || isGatewayEndpointRoute(network, route) !== false) return [];
  const carried = namesPrefixList(destination)
    ? byId(network.prefixLists, destination)?.cidrs
    : [destination];
  const own = rangesOf(servicePrefixList(network, service)?.cidrs ?? []);
  const others = carried && subtract(rangesOf(carried), own);
  return others?.length === 0 && carried?.every((block) => parseCidr(block) !== undefined)
    ? [{ kind: 'delete-route', routeTableId, destination, target: route.target }]
    : [];
}

type OverriddenRoute = Extract<Fault, { rule: 's3-route-overridden' | 'gateway-route-overridden' }>;

function spread(
  { service, endpointId, az }: Extract<Fault, { rule: 'cross-az' }>,
  { network, tasks }: FixContext,
): Change[] {
  const there = tasks.subnetIds.filter((id) =>
    network.subnets.some((subnet) => subnet.id === id && subnet.az === az),
  );
  const subnetIds = placement(network, service, there);
  return subnetIds.length > 0 ? [{ kind: 'add-subnets', service, endpointId, subnetIds }] : [];
}

/**
 * A policy that allows only ECR's layer bucket.
 *
 * @throws Problem if AWS doesn't document the bucket's name.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms
 */
export function layersOnly(region: string): PolicyDocument {
  const resource = layerBucketArn(region);
  if (resource === undefined) {
    throw new Problem(
      `--s3-policy ecr-only can't be used in ${region}: AWS doesn't document the name of the bucket that holds ECR's image ` +
        'layers there. Use --s3-policy full.',
    );
  }
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'ImageLayers', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: resource },
    ],
  };
}
