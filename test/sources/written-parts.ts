import type * as fc from 'fast-check';
import { isUnknown, type Parts } from '../../src/sources/planned/parts.ts';
import { type Case, type FaultName, smallNetwork } from '../core/arbitrary-network.ts';
import { asDeployed } from './foretold.ts';
import { partsOf } from './parts-of-network.ts';

/** What can be wrong with a network that both languages can write down. */
const IN_BOTH: readonly FaultName[] = [
  'endpoint absent',
  'private DNS off',
  'endpoint in one AZ',
  'endpoint elsewhere',
  'endpoint in another group',
  'endpoint in two groups',
  'endpoint policy',
  'DNS hostnames',
  'DNS support',
  'name servers',
  'second VPC block',
  'endpoint group',
  'task group',
  'network ACL',
  'no way out',
  'way out',
  'gateway route absent',
  'gateway route overridden',
  'local route overridden',
  'peering route',
  'fewer subnets',
  'hosted zone',
];

/** Networks that can be written as code with nothing open; ids are letters and digits, so that any language takes them as names. */
export const writtenNetwork = (most: number): fc.Arbitrary<Case & { readonly parts: Parts }> =>
  smallNetwork(most, IN_BOTH)
    .map((made) => {
      const network = renamed(asDeployed(made.network));
      const tasks = renamed(made.tasks);
      return { ...made, network, tasks, parts: withoutAddresses(partsOf(network)) };
    })
    .filter(({ parts, shape }) => shape.tables !== 'main' && !hasOpen(parts) && isWritable(parts));

/** AWS's addresses are in nobody's code. */
const withoutAddresses = (parts: Parts): Parts => ({ ...parts, prefixLists: [] });

const ID = /^(?:vpc|subnet|rtb|vpce|sg|acl|nat)-[\w.-]+$|^Z-[\w.-]+$/;

/** The same with ids of letters and digits. */
function renamed<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, each) =>
    typeof each === 'string' && ID.test(each) ? each.replace(/[^A-Za-z0-9]/g, '') : each,
  );
}

const hasOpen = (parts: Parts): boolean => JSON.stringify(parts).includes('"unknown":');

const WRITABLE = new Set([
  'nat-gateway',
  'internet-gateway',
  'transit-gateway',
  'vpc-peering-connection',
  'network-interface',
]);

const isWritable = ({ routes, endpoints }: Parts): boolean =>
  routes.every(({ target }) => !isUnknown(target) && WRITABLE.has(target.kind)) &&
  endpoints.every(
    ({ kind, policy }) => kind !== 'other' && (isUnknown(policy) || !policy?.includes('undefined')),
  );
