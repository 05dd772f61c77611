import { type Abilities, hasResource } from '../plan/abilities.ts';
import { type Change, type ChangeKind, OF_AN_ENDPOINT } from '../plan/change.ts';
import { listOf } from './effect.ts';
import { unique } from './rule.ts';

/**
 * What `create` does about changes in a format: which resources it writes, or that it can only print the command.
 *
 * @param adopting the changes if it imports existing endpoints
 */
export function rendered(format: Abilities, changes: readonly Change[], adopting: readonly Change[]): string {
  const kinds = unique(changes.map(({ kind }) => kind));
  const written = kinds.filter((kind) => hasResource(format, kind));
  const left = kinds.filter((kind) => !hasResource(format, kind));
  const joins =
    adopting.some(({ kind }) => kind === 'add-route-tables') && !kinds.includes('add-route-tables');
  const renders = `writes ${listOf(unique(written.flatMap((kind) => format.resources[kind] ?? [])))}${joins ? JOINS : ''}`;
  if (left.length === 0) return renders;
  const adopts = format.adoption && left.some((kind) => OF_AN_ENDPOINT.has(kind));
  const prints =
    `${format.label} can't ${listOf(left.map((kind) => DEEDS[kind]))}: create lists the command as a manual ` +
    `step${adopts ? ' or, with --adopt, changes the endpoint itself if it can import it' : ''}`;
  return written.length === 0 ? prints : `${renders}; ${prints}`;
}

const JOINS = ' or, with --adopt, adds the route tables to the existing endpoint if it can import it';

const DEEDS: Readonly<Record<ChangeKind, string>> = {
  'create-interface-endpoint': 'create an interface endpoint',
  'create-gateway-endpoint': 'create a gateway endpoint',
  'create-hosted-zone': 'create a hosted zone',
  'add-route-tables': 'add route tables to an existing endpoint',
  'add-subnets': 'add subnets to an existing endpoint',
  'enable-private-dns': 'turn on private DNS for an existing endpoint',
  'authorize-ingress': 'add an inbound rule to a security group',
  'authorize-egress': 'add an outbound rule to a security group',
  'set-vpc-attribute': 'change an attribute of an existing VPC',
  'add-network-acl-entry': 'add an entry to a network ACL',
  'set-endpoint-policy': 'change the policy of an existing endpoint',
  'delete-route': "delete a route that it doesn't own",
  'limit-s3-private-dns': 'change the DNS options of an existing endpoint',
};
