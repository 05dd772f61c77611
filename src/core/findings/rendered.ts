import { type Abilities, hasResource } from '../plan/abilities.ts';
import { type Change, type ChangeKind, OF_AN_ENDPOINT } from '../plan/change.ts';
import { listOf } from './effect.ts';
import { unique } from './rule.ts';

/**
 * What `create` does about changes in a format: the resources it writes, or that it can only print the command.
 *
 * @param adopting the changes where it takes existing endpoints over
 */
export function rendered(format: Abilities, changes: readonly Change[], adopting: readonly Change[]): string {
  const kinds = unique(changes.map(({ kind }) => kind));
  const written = kinds.filter((kind) => hasResource(format, kind));
  const left = kinds.filter((kind) => !hasResource(format, kind));
  const joins =
    adopting.some(({ kind }) => kind === 'add-route-tables') && !kinds.includes('add-route-tables');
  const renders = `writes ${listOf(unique(written.flatMap((kind) => format.resources[kind] ?? [])))}${joins ? JOINS : ''}`;
  if (left.length === 0) return renders;
  const adopts = left.some((kind) => OF_AN_ENDPOINT.has(kind));
  const prints =
    `${format.label} cannot ${listOf(left.map((kind) => DEEDS[kind]))}: create names the command as a ` +
    `prerequisite${adopts ? ', or changes it with --adopt where it can take the endpoint over' : ''}`;
  return written.length === 0 ? prints : `${renders}; ${prints}`;
}

const JOINS = ' or, with --adopt where it can take the endpoint over, adds the route tables to that';

const DEEDS: Readonly<Record<ChangeKind, string>> = {
  'create-interface-endpoint': 'create an interface endpoint',
  'create-gateway-endpoint': 'create a gateway endpoint',
  'add-route-tables': 'add route tables to an endpoint that exists',
  'add-subnets': 'add subnets to an endpoint that exists',
  'enable-private-dns': 'switch on private DNS of an endpoint that exists',
  'authorize-ingress': 'let traffic into a security group',
  'authorize-egress': 'let traffic out of a security group',
  'set-vpc-attribute': 'change an attribute of a VPC that exists',
  'add-network-acl-entry': 'add an entry to a network ACL',
  'set-endpoint-policy': 'change the policy of an endpoint that exists',
  'delete-route': 'delete a route that it does not own',
  'limit-s3-private-dns': 'change the DNS options of an endpoint that exists',
};
