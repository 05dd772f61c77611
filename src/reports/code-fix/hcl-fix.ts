import { byId } from '../../core/network/by-id.ts';
import type { Endpoint, Network } from '../../core/network/network.ts';
import type { Peer } from '../../core/network/peer.ts';
import { taskPeers } from '../../core/plan/apply.ts';
import {
  type Change,
  type ChangeOf,
  NEW_SECURITY_GROUP,
  type PolicyDocument,
} from '../../core/plan/change.ts';
import { reusableGroups } from '../../core/plan/command.ts';
import { peerId, ruleDescription } from '../../core/plan/security-group-text.ts';
import type { Tasks } from '../../core/workload/tasks.ts';
import type { Json } from '../../formats/json.ts';
import { hcl } from '../../formats/template.ts';
import { type Hcl, hclList, hclValue } from '../../formats/terraform/hcl-value.ts';
import { peerAttribute } from '../../formats/terraform/rule-views.ts';
import type { Code, Name } from '../../sources/planned/parts.ts';
import { parseAddress } from '../../sources/planned/terraform-address.ts';
import { isAwsList, namesIn } from './aws-parts.ts';
import type { Argument, Block } from './hcl-block.ts';
import { HclScope, pathOf } from './hcl-scope.ts';
import { hclText, type Piece } from './hcl-text.ts';

/** All that the parts of one fix share. */
interface Fixing {
  readonly network: Network;
  readonly tasks: Tasks;
  readonly code: Code;
  readonly scope: HclScope;
  /** The label of the security group that new endpoints get, where none is there for them. */
  readonly newGroup: string;
}

/**
 * Changes as Terraform code: new blocks for the root module, and what the blocks that are there need.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs
 */
export function hclFix(changes: readonly Change[], network: Network, tasks: Tasks, code: Code): string {
  const scope = new HclScope(code, namesIn(network));
  const created = changes.filter((change) => change.kind === 'create-interface-endpoint');
  const newGroup = scope.label('aws_security_group', `${created[0]?.service ?? 'aws'}_endpoints`);
  const fixing = { network, tasks, code, scope, newGroup };
  const pieces = [
    ...interfaces(created, fixing),
    ...withListEntries(changes).flatMap((change) =>
      'kind' in change ? pieceOf(change, fixing) : listEntries(change, fixing),
    ),
  ];
  return hclText([...scope.needed, ...pieces], code);
}

/** Entries for the blocks of one prefix list together, as they are one block of code. */
type ListEntries = readonly ChangeOf<'add-network-acl-entry'>[];

function withListEntries(changes: readonly Change[]): (Change | ListEntries)[] {
  const gathered = new Map<string, ChangeOf<'add-network-acl-entry'>[]>();
  const all: (Change | ListEntries)[] = [];
  for (const change of changes) {
    if (change.kind !== 'add-network-acl-entry' || !isOfAwsList(change)) {
      all.push(change);
      continue;
    }
    const { aclId, egress, fromPort, toPort, prefixListId } = change;
    const key = [aclId, egress, fromPort, toPort, prefixListId].join(' ');
    const entries = gathered.get(key);
    if (entries) entries.push(change);
    else {
      const list = [change];
      gathered.set(key, list);
      all.push(list);
    }
  }
  return all;
}

const isOfAwsList = ({ prefixListId, wide }: ChangeOf<'add-network-acl-entry'>): boolean =>
  prefixListId !== undefined && !wide && isAwsList(prefixListId);

/** The new interface endpoints, one block for all in the same subnets, and their security group. */
function interfaces(created: readonly ChangeOf<'create-interface-endpoint'>[], fixing: Fixing): Piece[] {
  if (created.length === 0) return [];
  const reused = reusableGroups(fixing.network, fixing.tasks);
  const groups = reused && idsOf(reused, '', fixing);
  const made = groups ? [] : newGroup(fixing);
  const alike = new Map<string, ChangeOf<'create-interface-endpoint'>[]>();
  for (const change of created) {
    const key = change.subnetIds.toSorted().join();
    alike.set(key, [...(alike.get(key) ?? []), change]);
  }
  return [
    ...made,
    ...[...alike.values()].map((changes) =>
      interfaceBlock(changes, groups ?? [`aws_security_group.${fixing.newGroup}.id`], made, fixing),
    ),
  ];
}

function interfaceBlock(
  changes: readonly ChangeOf<'create-interface-endpoint'>[],
  groups: readonly Hcl[],
  first: readonly Piece[],
  fixing: Fixing,
): Piece {
  const [change, ...others] = changes;
  const { network, scope } = fixing;
  const vpc = scope.id(network.vpc.id, '');
  const subnets = idsOf(change?.subnetIds ?? [], '', fixing);
  if (!change || vpc === undefined || subnets === undefined)
    return outOfReach([network.vpc.id, ...(change?.subnetIds ?? [])]);
  const names = changes.map(({ serviceName }) => hcl(serviceName));
  const rules = first.flatMap((piece) => ('block' in piece ? [piece.block.words.slice(1).join('.')] : []));
  return added({
    words: [
      'resource',
      'aws_vpc_endpoint',
      scope.label('aws_vpc_endpoint', others.length > 0 ? `${change.service}_and_others` : change.service),
    ],
    groups: [
      others.length > 0 ? [['for_each', `toset(${hclList(names, 2)})`]] : [],
      [
        ['vpc_id', vpc],
        ['vpc_endpoint_type', hcl('Interface')],
        ['service_name', others.length > 0 ? 'each.key' : hcl(change.serviceName)],
        ['subnet_ids', hclList(subnets, 2)],
        ['security_group_ids', hclList(groups, 2)],
        ['private_dns_enabled', 'true'],
      ],
      // Private DNS redirects the whole VPC as soon as the endpoint exists.
      rules.length > 1 ? [['depends_on', hclList(rules.slice(1), 2)]] : [],
    ],
  });
}

/** A security group that lets in the tasks, and nothing else. */
function newGroup({ network, tasks, scope, newGroup: label }: Fixing): Piece[] {
  const vpc = scope.id(network.vpc.id, '');
  if (vpc === undefined) return [outOfReach([network.vpc.id])];
  const group: Block = {
    words: ['resource', 'aws_security_group', label],
    groups: [
      [
        ['name_prefix', hcl('vpc-endpoints-for-tasks-')],
        ['description', hcl('HTTPS from the tasks to the VPC endpoints')],
        ['vpc_id', vpc],
      ],
    ],
  };
  return [
    added(group),
    ...taskPeers(network, tasks).map((source) =>
      ruleBlock(
        {
          direction: 'ingress',
          group: `aws_security_group.${label}.id`,
          name: label,
          peer: source,
          description: 'HTTPS from the tasks',
        },
        scope,
      ),
    ),
  ];
}

interface Rule {
  readonly direction: 'ingress' | 'egress';
  /** The group's ID as an expression, and its name for the label. */
  readonly group: Hcl;
  readonly name: string;
  readonly peer: Peer;
  readonly description: string;
}

function ruleBlock({ direction, group, name, peer, description }: Rule, scope: HclScope): Piece {
  const type = `aws_vpc_security_group_${direction}_rule`;
  const other = peer.kind === 'cidr' ? hcl(peer.cidr) : scope.id(peerId(peer), '');
  if (other === undefined) return outOfReach([peerId(peer)]);
  return added({
    words: [
      'resource',
      type,
      scope.label(
        type,
        `${shortName(name)}_${direction === 'ingress' ? 'from' : 'to'}_${shortName(peerId(peer))}`,
      ),
    ],
    groups: [
      [
        ['security_group_id', group],
        ['description', hcl(description)],
        [peerAttribute(peer), other],
        ['ip_protocol', hcl('tcp')],
        ['from_port', '443'],
        ['to_port', '443'],
      ],
    ],
  });
}

/** A name without what all names have in common. */
const shortName = (name: Name): string => {
  const address = parseAddress(name);
  return address
    ? [...address.modules.map((step) => step.name), address.label, address.index].join('_')
    : name.replace(/^(?:com|cn\.com)\.amazonaws\.[^.]+\./, '');
};

/** What one change is; new interface endpoints are made together, before. */
function pieceOf(change: Change, fixing: Fixing): Piece[] {
  const { network, scope, code } = fixing;
  switch (change.kind) {
    case 'create-interface-endpoint':
      return [];
    case 'create-gateway-endpoint': {
      const vpc = scope.id(network.vpc.id, '');
      const tables = idsOf(change.routeTableIds, '', fixing);
      if (vpc === undefined || tables === undefined)
        return [outOfReach([network.vpc.id, ...change.routeTableIds])];
      return [
        added({
          words: ['resource', 'aws_vpc_endpoint', scope.label('aws_vpc_endpoint', change.service)],
          groups: [
            [
              ['vpc_id', vpc],
              ['vpc_endpoint_type', hcl('Gateway')],
              ['service_name', hcl(change.serviceName)],
              ['route_table_ids', hclList(tables, 2)],
            ],
            change.policy ? [['policy', policyText(change.policy)]] : [],
          ],
        }),
      ];
    }
    case 'add-route-tables':
      return members(change, change.routeTableIds, TABLES, fixing);
    case 'add-subnets':
      return members(change, change.subnetIds, SUBNETS, fixing);
    case 'enable-private-dns':
      return [
        edited(change.endpointId, [['private_dns_enabled', 'true']]) ??
          ofEndpoint(
            'aws_vpc_endpoint_private_dns',
            change.endpointId,
            [['private_dns_enabled', 'true']],
            scope,
          ),
      ];
    case 'set-endpoint-policy': {
      const policy: Argument = ['policy', policyText(change.policy)];
      return [
        (code.sets?.(change.endpointId, 'policy') === false
          ? undefined
          : edited(change.endpointId, [policy])) ??
          ofEndpoint('aws_vpc_endpoint_policy', change.endpointId, [policy], scope),
      ];
    }
    case 'limit-s3-private-dns':
      return [
        edited(
          change.endpointId,
          [],
          [
            {
              words: ['dns_options'],
              groups: [[['private_dns_only_for_inbound_resolver_endpoint', 'true']]],
            },
          ],
        ) ?? outside(change.endpointId, 'set PrivateDnsOnlyForInboundResolverEndpoint'),
      ];
    case 'set-vpc-attribute':
      return [
        edited(network.vpc.id, [[VPC_ARGUMENTS[change.attribute], 'true']]) ??
          outside(network.vpc.id, `turn on ${change.attribute}`),
      ];
    case 'authorize-ingress':
      return [rulePiece(change, change.source, fixing)];
    case 'authorize-egress':
      return [rulePiece(change, change.destination, fixing)];
    case 'add-network-acl-entry':
      return [entryPiece(change, fixing)];
    case 'delete-route':
      return [
        {
          comment:
            `Remove the route of ${change.routeTableId} to ${change.destination} through ${change.target.id}: ` +
            'a route block of the table, or an aws_route.',
        },
      ];
  }
}

const VPC_ARGUMENTS = {
  enableDnsSupport: 'enable_dns_support',
  enableDnsHostnames: 'enable_dns_hostnames',
} as const;

/** What an endpoint is in: the argument of the endpoint, the resource of its own, and that one's argument. */
interface Membership {
  readonly argument: string;
  readonly type: string;
  readonly member: string;
  readonly now: (endpoint: Endpoint) => readonly Name[];
}

const TABLES: Membership = {
  argument: 'route_table_ids',
  type: 'aws_vpc_endpoint_route_table_association',
  member: 'route_table_id',
  now: ({ routeTableIds }) => routeTableIds,
};

const SUBNETS: Membership = {
  argument: 'subnet_ids',
  type: 'aws_vpc_endpoint_subnet_association',
  member: 'subnet_id',
  now: ({ subnetIds }) => subnetIds,
};

/** Subnets or route tables more for an endpoint: in its list, which is the whole list then, or each as a resource. */
function members(
  { service, endpointId }: ChangeOf<'add-route-tables' | 'add-subnets'>,
  more: readonly Name[],
  { argument, type, member, now }: Membership,
  fixing: Fixing,
): Piece[] {
  const { network, code, scope } = fixing;
  const endpoint = byId(network.endpoints, endpointId);
  const module = moduleOf(endpointId);
  if (endpoint && module !== undefined && code.sets?.(endpointId, argument) !== false) {
    const all = [...new Set([...now(endpoint), ...more])];
    const ids = idsOf(all, module, fixing);
    return [ids ? (edited(endpointId, [[argument, hclList(ids, 2)]]) ?? outOfReach(all)) : outOfReach(all)];
  }
  const id = scope.id(endpointId, '');
  return more.map((name) => {
    const other = scope.id(name, '');
    if (id === undefined || other === undefined) return outOfReach([endpointId, name]);
    return added({
      words: ['resource', type, scope.label(type, `${service}_${shortName(name)}`)],
      groups: [
        [
          ['vpc_endpoint_id', id],
          [member, other],
        ],
      ],
    });
  });
}

/** A resource of its own that changes an endpoint. */
function ofEndpoint(type: string, endpointId: Name, groups: readonly Argument[], scope: HclScope): Piece {
  const id = scope.id(endpointId, '');
  if (id === undefined) return outOfReach([endpointId]);
  const argument: Argument = ['vpc_endpoint_id', id];
  return added({
    words: ['resource', type, scope.label(type, shortName(endpointId))],
    groups: [[argument, ...groups]],
  });
}

function rulePiece(
  change: ChangeOf<'authorize-ingress' | 'authorize-egress'>,
  peer: Peer,
  { code, scope, newGroup: label }: Fixing,
): Piece {
  const direction = change.kind === 'authorize-ingress' ? 'ingress' : 'egress';
  const module = moduleOf(change.groupId);
  const known: Peer =
    peer.kind === 'group' && peer.groupId === NEW_SECURITY_GROUP
      ? { kind: 'group', groupId: `aws_security_group.${label}` }
      : peer;
  if (module !== undefined && setsRules(change.groupId, direction, code)) {
    const other = known.kind === 'cidr' ? hcl(known.cidr) : scope.id(peerId(known), module);
    if (other === undefined) return outOfReach([change.groupId, peerId(known)]);
    const block: Block = {
      words: [direction],
      groups: [
        [
          ['description', hcl(ruleDescription(change))],
          [INLINE_PEERS[peerAttribute(known)], `[${other}]`],
          ['protocol', hcl('tcp')],
          ['from_port', '443'],
          ['to_port', '443'],
        ],
      ],
    };
    return edited(change.groupId, [], [block]) ?? outOfReach([change.groupId]);
  }
  const group = scope.id(change.groupId, '');
  if (group === undefined) return outOfReach([change.groupId]);
  return ruleBlock(
    { direction, group, name: change.groupId, peer: known, description: ruleDescription(change) },
    scope,
  );
}

/** The default group is what its block says, even where that says nothing. */
const setsRules = (group: Name, direction: string, { sets }: Code): boolean =>
  sets?.(group, direction) ?? parseAddress(group)?.type === 'aws_default_security_group';

const INLINE_PEERS = {
  cidr_ipv4: 'cidr_blocks',
  cidr_ipv6: 'ipv6_cidr_blocks',
  referenced_security_group_id: 'security_groups',
  prefix_list_id: 'prefix_list_ids',
} as const;

function entryPiece(change: ChangeOf<'add-network-acl-entry'>, { code, scope }: Fixing): Piece {
  const { aclId, egress, ruleNumber, cidr, fromPort, toPort } = change;
  const direction = egress ? 'egress' : 'ingress';
  const block = cidr.includes(':') ? 'ipv6_cidr_block' : 'cidr_block';
  if (moduleOf(aclId) !== undefined && setsEntries(aclId, direction, code)) {
    const entry: Block = {
      words: [direction],
      groups: [
        [
          ['rule_no', String(ruleNumber)],
          ['action', hcl('allow')],
          ['protocol', hcl('tcp')],
          [block, hcl(cidr)],
          ['from_port', String(fromPort)],
          ['to_port', String(toPort)],
        ],
      ],
    };
    return edited(aclId, [], [entry]) ?? outOfReach([aclId]);
  }
  const id = scope.id(aclId, '');
  if (id === undefined) return outOfReach([aclId]);
  return added({
    words: [
      'resource',
      'aws_network_acl_rule',
      scope.label('aws_network_acl_rule', `${shortName(aclId)}_${direction}_${ruleNumber}`),
    ],
    groups: [
      entryArguments({
        id,
        ruleNumber: String(ruleNumber),
        egress,
        block: [block, hcl(cidr)],
        fromPort,
        toPort,
      }),
    ],
  });
}

/** A default network ACL has no entries but those in its block. */
const setsEntries = (acl: Name, direction: string, { sets }: Code): boolean =>
  parseAddress(acl)?.type === 'aws_default_network_acl' || sets?.(acl, direction) === true;

/** One entry for each block that a prefix list has when the code is applied: addresses that a plan doesn't know are not written down. */
function listEntries(changes: ListEntries, { scope, code }: Fixing): Piece[] {
  const [first] = changes;
  if (!first) return [];
  const { aclId, egress, fromPort, toPort, prefixListId = '' } = first;
  const direction = egress ? 'egress' : 'ingress';
  const id = scope.id(aclId, '');
  if (id === undefined) return [outOfReach([aclId])];
  if (moduleOf(aclId) !== undefined && setsEntries(aclId, direction, code))
    return [
      {
        comment: `Add to ${aclId} an ${direction} block that allows ${fromPort}-${toPort}/tcp for each block of ${prefixListId}.`,
      },
    ];
  const blocks = `${scope.list(prefixListId, '')}.cidr_blocks`;
  const number = Math.min(...changes.map(({ ruleNumber }) => ruleNumber));
  return [
    added({
      words: [
        'resource',
        'aws_network_acl_rule',
        scope.label('aws_network_acl_rule', `${shortName(aclId)}_${direction}_${shortName(prefixListId)}`),
      ],
      groups: [
        [['count', `length(${blocks})`]],
        entryArguments({
          id,
          ruleNumber: `${number} + count.index`,
          egress,
          block: ['cidr_block', `${blocks}[count.index]`],
          fromPort,
          toPort,
        }),
      ],
    }),
  ];
}

interface Entry {
  readonly id: Hcl;
  readonly ruleNumber: Hcl;
  readonly egress: boolean;
  readonly block: Argument;
  readonly fromPort: number;
  readonly toPort: number;
}

const entryArguments = ({ id, ruleNumber, egress, block, fromPort, toPort }: Entry): Argument[] => [
  ['network_acl_id', id],
  ['rule_number', ruleNumber],
  ['egress', String(egress)],
  ['rule_action', hcl('allow')],
  ['protocol', hcl('tcp')],
  block,
  ['from_port', String(fromPort)],
  ['to_port', String(toPort)],
];

/** The document is plain JSON, though not all of it is typed as such. */
const policyText = (policy: PolicyDocument): Hcl =>
  `jsonencode(${hclValue(JSON.parse(JSON.stringify(policy)) as Json, 2)})`;

const idsOf = (names: readonly Name[], module: string, { scope }: Fixing): Hcl[] | undefined => {
  const ids = names.flatMap((name) => scope.id(name, module) ?? []);
  return ids.length === names.length ? ids : undefined;
};

/** The module of a resource that the code has a block for; undefined for what exists outside, and for what it only reads. */
function moduleOf(name: Name): string | undefined {
  const address = parseAddress(name);
  return address?.mode === 'resource' ? pathOf(address.modules) : undefined;
}

const added = (block: Block): Piece => ({ module: '', block, edits: undefined });

/** What the block of a resource gets; undefined where the code has none. */
function edited(name: Name, group: readonly Argument[], blocks: readonly Block[] = []): Piece | undefined {
  const address = parseAddress(name);
  if (address?.mode !== 'resource') return undefined;
  return {
    module: pathOf(address.modules),
    block: { words: ['resource', address.type, address.label], groups: [group], blocks },
    edits: name,
  };
}

const outOfReach = (names: readonly Name[]): Piece => ({
  comment: `This can't be written as code here, because the code has no way to refer to all of ${names.join(', ')}.`,
});

const outside = (name: Name, what: string): Piece => ({
  comment: `${name} is not in this code: ${what} where it is managed.`,
});
