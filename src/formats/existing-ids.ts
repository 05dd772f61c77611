import type { ServiceName } from '../core/catalogue.ts';
import { NEW_SECURITY_GROUP } from '../core/plan/change.ts';
import type { Plan } from '../core/plan/planned.ts';
import { pascal } from './pascal.ts';

/**
 * The IDs of existing resources that a stack refers to, each with a name. A template has a parameter of that name for each, a
 * CDK stack a property, so that another environment can have other IDs.
 */

export type ExistingKind = keyof typeof WORDS;

/** An existing resource that rules or network ACL entries refer to. */
export interface ExistingId {
  readonly kind: ExistingKind;
  readonly id: string;
  /** In Pascal case, numbered if there are several of its kind. */
  readonly name: string;
  readonly label: string;
  /** A phrase. */
  readonly description: string;
}

const WORDS = {
  'network-acl': {
    name: 'NetworkAclId',
    label: 'Network ACL',
    description: 'A network ACL that gets rules so that the tasks can reach the endpoints',
  },
  'task-group': {
    name: 'TaskSecurityGroupId',
    label: 'Security group of the tasks',
    description: 'A security group of the tasks',
  },
  'endpoint-group': {
    name: 'ExistingEndpointSecurityGroupId',
    label: 'Security group of existing endpoints',
    description: 'A security group of existing endpoints',
  },
  'prefix-list': {
    name: 'PrefixListId',
    label: 'Prefix list',
    description: 'The prefix list of an AWS service that the tasks may reach',
  },
} as const satisfies Readonly<Record<string, Pick<ExistingId, 'name' | 'label' | 'description'>>>;

/** Everything that the rules and network ACL entries of a plan refer to, each ID once. */
export function existingIds(plan: Plan): ExistingId[] {
  const { taskGroups, endpointGroups, prefixListIds, aclIds } = mentioned(plan);
  return [
    ...numbered('network-acl', aclIds),
    ...numbered('task-group', taskGroups),
    ...numbered('endpoint-group', endpointGroups),
    ...numbered('prefix-list', prefixListIds),
  ];
}

function mentioned({ changes, securityGroup }: Plan) {
  const taskGroups = new Set<string>();
  const endpointGroups = new Set<string>();
  const prefixListIds = new Set<string>();
  const aclIds = new Set<string>();
  for (const { peer } of securityGroup?.sources ?? []) {
    if (peer.kind === 'group') taskGroups.add(peer.groupId);
    if (peer.kind === 'prefix-list') prefixListIds.add(peer.prefixListId);
  }
  for (const change of changes) {
    if (change.kind === 'authorize-ingress') {
      endpointGroups.add(change.groupId);
      if (change.source.kind === 'group') taskGroups.add(change.source.groupId);
      if (change.source.kind === 'prefix-list') prefixListIds.add(change.source.prefixListId);
    }
    if (change.kind === 'authorize-egress') {
      taskGroups.add(change.groupId);
      if (change.destination.kind === 'group') endpointGroups.add(change.destination.groupId);
      if (change.destination.kind === 'prefix-list') prefixListIds.add(change.destination.prefixListId);
    }
    if (change.kind === 'add-network-acl-entry') aclIds.add(change.aclId);
  }
  // A group can be both; one name stands for it.
  for (const id of [NEW_SECURITY_GROUP, ...taskGroups]) endpointGroups.delete(id);
  taskGroups.delete(NEW_SECURITY_GROUP);
  return { taskGroups, endpointGroups, prefixListIds, aclIds };
}

function numbered(kind: ExistingKind, ids: ReadonlySet<string>): ExistingId[] {
  const { name, label, description } = WORDS[kind];
  return [...ids].map((id, index) => {
    const number = ids.size > 1 ? `${index + 1}` : '';
    return { kind, id, name: `${name}${number}`, label: `${label} ${number}`.trim(), description };
  });
}

/** The list of an endpoint: its subnets, or what gets a route to it. */
export interface Using {
  readonly service: ServiceName;
  readonly ids: readonly string[];
}

/** A list that one or more endpoints have. */
export interface ExistingList {
  readonly ids: readonly string[];
  /** In Pascal case. */
  readonly name: string;
  /** Whose list it is; undefined for the most used one, which needs no such words. */
  readonly services: readonly ServiceName[] | undefined;
  /** The same in a phrase: `the endpoint for logs`. */
  readonly whose: string;
}

/**
 * Each distinct list once, the most used one first. All others are named after the first service that uses them.
 *
 * @param name of the most used list
 * @param all what its endpoints are called if there is no other list: `interface endpoints`
 */
export function existingLists(name: string, all: string, uses: readonly Using[]): ExistingList[] {
  const byList = new Map<string, Using[]>();
  for (const use of uses) byList.set(use.ids.join(), [...(byList.get(use.ids.join()) ?? []), use]);
  return [...byList.values()]
    .sort((a, b) => b.length - a.length)
    .flatMap((users, index, { length }): ExistingList[] => {
      const services = users.map(({ service }) => service);
      const [first] = users;
      if (first === undefined) return [];
      if (index === 0)
        return [
          {
            ids: first.ids,
            name,
            services: undefined,
            whose: length > 1 ? `the other ${all}` : `the ${all}`,
          },
        ];
      return [
        {
          ids: first.ids,
          name: `${pascal(first.service)}${name}`,
          services,
          whose: `the ${services.length > 1 ? 'endpoints' : 'endpoint'} for ${services.join(', ')}`,
        },
      ];
    });
}
