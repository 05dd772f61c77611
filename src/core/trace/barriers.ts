import type { ServiceName } from '../catalogue.ts';
import { byId } from '../network/by-id.ts';
import { cidrsOf, type Range, rangesOf } from '../network/cidr.ts';
import type { Endpoint, Network, NetworkAcl, SecurityGroupRule, Subnet } from '../network/network.ts';
import { aclVerdict } from '../network/network-acl.ts';
import { once } from '../network/once.ts';
import type { AclPeer, Peer } from '../network/peer.ts';
import { admitsHttps, HTTPS, rulesOf } from '../network/security-group.ts';
import type { Hop } from '../network/way.ts';
import { pullsLayers } from '../workload/needs.ts';
import { type Departure, lackingOutcome, type Outcome, unsettledOutcome } from './outcome.ts';
import type { Fault, Lacking } from './path.ts';
import { policyVerdict } from './policy.ts';

// What can block traffic whose route is right. Each returns `endpoint` if it allows the traffic.

export const HTTPS_PORT: Range = { from: HTTPS, to: HTTPS };

interface AclQuestion {
  readonly egress: boolean;
  readonly addresses: readonly Range[];
  readonly ports: Range;
  /** What an entry that fixes it would allow; undefined if the address is not known. */
  readonly peer: AclPeer | undefined;
  /** False if the real address is somewhere in `addresses`, so that denying a part of them decides nothing. */
  readonly exact: boolean;
}

/** Whether the network ACL of a subnet allows the traffic: `endpoint` means yes. */
export function aclOutcome(
  { network }: Departure,
  subnet: Subnet,
  { egress, addresses, ports, peer, exact }: AclQuestion,
): Outcome {
  const acl = aclOf(network, subnet);
  if (!acl) {
    return lackingOutcome(network, network.networkAcls, {
      resource: 'network-acl',
      id: undefined,
      namedBy: subnet.id,
      call: 'DescribeNetworkAcls',
    });
  }
  const { passes, deniedBy, undecided } = aclVerdict(acl, egress, addresses, ports);
  if (undecided) return partOf(network, 'network-acl-entry', acl.id, 'DescribeNetworkAcls');
  if (deniedBy === undefined) return { via: 'endpoint' };
  const hop: Hop = {
    kind: 'network-acl',
    id: acl.id,
    detail: `${egress ? 'outbound' : 'inbound'} rule ${deniedBy} denies ${ports.from === ports.to ? `port ${ports.from}` : `ports ${ports.from}-${ports.to}`}`,
  };
  const fault: Fault = {
    rule: 'nacl-blocks',
    aclId: acl.id,
    subnetId: subnet.id,
    egress,
    peer,
    fromPort: ports.from,
    toPort: ports.to,
    ruleNumber: deniedBy,
  };
  return { via: passes === 'some' && !exact ? 'unknown' : 'blocked', hops: [hop], faults: [fault] };
}

const aclsBySubnet = once(
  (acls: readonly NetworkAcl[]): ReadonlyMap<string, NetworkAcl> =>
    new Map(acls.toReversed().flatMap((acl) => acl.subnetIds.map((id) => [id, acl] as const))),
);

const aclOf = ({ networkAcls }: Network, subnet: Subnet): NetworkAcl | undefined =>
  networkAcls && aclsBySubnet(networkAcls).get(subnet.id);

/** Whether the endpoint's groups allow the tasks inbound. Not decidable for an interface endpoint without a known group. */
export function endpointGroups({ network, subnet, tasks }: Departure, endpoint: Endpoint): Outcome {
  const { securityGroupIds: groupIds, id: endpointId } = endpoint;
  const { rules, missing } = rulesOf(network.securityGroups, groupIds, 'ingress');
  const told = tasks.securityGroupIds.length > 0;
  const cidr = subnet.cidr ?? '';
  const { passes, admitted } = admitsHttps(
    rules,
    { ranges: rangesOf([cidr]), groupIds: told ? tasks.securityGroupIds : undefined },
    network.prefixLists,
  );
  if (passes !== 'yes' && endpoint.unsettled?.includes('security groups'))
    return unsettledOutcome(network, endpointId, 'the security groups');
  if (passes !== 'yes' && (missing.length > 0 || groupIds.length === 0))
    return noSecurityGroup(network, missing[0], endpointId);
  const hops = groupIds.map((id): Hop => ({ kind: 'security-group', id, detail: `443/tcp in: ${passes}` }));
  if (passes === 'yes') return { via: 'endpoint', hops };
  if (passes === 'unknown') {
    return admitted.length > 0
      ? {
          via: 'unknown',
          hops,
          faults: [{ rule: 'task-security-groups-unknown', endpointId, groupIds, admitted }],
        }
      : { ...whyUndecided(network, rules, groupIds), hops };
  }
  const [taskGroup] = tasks.securityGroupIds;
  const source: Peer =
    taskGroup === undefined ? { kind: 'cidr', cidr } : { kind: 'group', groupId: taskGroup };
  return {
    via: 'blocked',
    hops,
    faults: [{ rule: 'endpoint-security-group-blocks', endpointId, groupIds, source }],
  };
}

interface Destination {
  /** What a rule that fixes it would refer to; undefined if it can only list the addresses. */
  readonly peer: Peer | undefined;
  /** Undefined if code doesn't settle them. */
  readonly groupIds: readonly string[] | undefined;
  readonly exact: boolean;
  /** Why the address is not known exactly. */
  readonly untold?: Outcome | undefined;
}

/** Whether the tasks' groups allow outbound 443/tcp. If no groups were specified, egress is assumed to be open, AWS's default. */
export function taskGroups(
  { network, tasks, subnet }: Departure,
  addresses: readonly Range[],
  { peer, groupIds, exact, untold }: Destination,
): Outcome {
  const ids = tasks.securityGroupIds;
  if (ids.length === 0) return { via: 'endpoint' };
  const { rules, missing } = rulesOf(network.securityGroups, ids, 'egress');
  const { passes } = admitsHttps(rules, { ranges: addresses, groupIds }, network.prefixLists, exact);
  if (passes === 'yes') return { via: 'endpoint' };
  if (missing.length > 0) return noSecurityGroup(network, missing[0], subnet.id);
  if (passes === 'unknown') return whyUndecided(network, rules, ids, untold);
  const destinations: Peer[] = peer ? [peer] : cidrsOf(addresses).map((cidr) => ({ kind: 'cidr', cidr }));
  return {
    via: 'blocked',
    faults: destinations.map((destination) => ({
      rule: 'task-security-group-blocks',
      groupIds: ids,
      destination,
    })),
  };
}

const noSecurityGroup = (network: Network, id: string | undefined, namedBy: string): Outcome =>
  lackingOutcome(network, network.securityGroups, {
    resource: 'security-group',
    id,
    namedBy,
    call: 'DescribeSecurityGroups',
  });

/** Why a complete list of rules decides nothing: a prefix list, else the address, else a rule that was not understood. */
const whyUndecided = (
  network: Network,
  rules: readonly SecurityGroupRule[],
  groupIds: readonly string[],
  untold?: Outcome,
): Outcome =>
  noPrefixList(network, rules, groupIds[0]) ??
  (rules.some(({ unread }) => unread) ? undefined : untold) ??
  partOf(network, 'security-group-rule', groupIds.join(', '), 'DescribeSecurityGroups');

/** The outcome if a rule that was not understood decides. */
function partOf(network: Network, resource: Lacking['resource'], namedBy: string, call: string): Outcome {
  const open = namedBy.split(', ').find((name) => network.unsettled?.some(({ of }) => of === name));
  if (open !== undefined) return unsettledOutcome(network, open, 'the rules');
  return {
    via: 'unknown',
    hops: [],
    faults: [{ rule: 'resource-not-shown', resource, id: undefined, namedBy, call }],
  };
}

/** Why it is not known whether rules with prefix lists allow the traffic; undefined if all these lists are known. */
function noPrefixList(
  network: Network,
  rules: readonly SecurityGroupRule[],
  groupId: string | undefined,
): Outcome | undefined {
  const id = rules
    .flatMap(({ prefixListIds }) => prefixListIds)
    .find((each) => byId(network.prefixLists, each)?.cidrs === undefined);
  if (id === undefined) return undefined;
  return lackingOutcome(network, network.prefixLists, {
    resource: 'prefix-list',
    id,
    namedBy: groupId ?? '',
    call: 'GetManagedPrefixListEntries',
  });
}

export function endpointPolicy(
  { network, needs }: Departure,
  service: ServiceName,
  { id, policy }: Endpoint,
): Outcome {
  const verdict = policyVerdict(policy, service, network.region, pullsLayers(needs));
  if (verdict.permits === 'yes') return { via: 'endpoint' };
  const { actions } = verdict;
  return verdict.permits === 'no'
    ? {
        via: 'blocked',
        faults: [
          { rule: 'endpoint-policy-denies', service, endpointId: id, actions, explicit: verdict.explicit },
        ],
      }
    : { via: 'unknown', faults: [{ rule: 'endpoint-policy-undecided', service, endpointId: id, actions }] };
}
