import type { Network, NetworkAclEntry } from '../../../src/core/network/network.ts';
import { A, B, gatewayEndpoint, RIGHT, route, withEndpoints, withRoute } from './network.ts';

// Networks in which a strict network ACL stops a service that has a gateway endpoint.

export const GATEWAYS = ['s3', 'dynamodb'] as const;
type Gateway = (typeof GATEWAYS)[number];

/** The right network, with a DynamoDB gateway beside the one for S3. */
export const BOTH = ['rtb-a', 'rtb-b'].reduce(
  (network, table) =>
    withRoute(network, table, route('pl-dynamodb', { kind: 'vpc-endpoint', id: 'vpce-dynamodb' })),
  withEndpoints(RIGHT, gatewayEndpoint('dynamodb', { id: 'vpce-dynamodb' })),
);

const entry = (ruleNumber: number, change: Partial<NetworkAclEntry> = {}): NetworkAclEntry => ({
  ruleNumber,
  egress: true,
  allow: true,
  protocol: '6',
  cidr: '10.0.0.0/8',
  fromPort: undefined,
  toPort: undefined,
  ...change,
});

/** Both directions of an entry. */
export const bothWays = (ruleNumber: number, change: Partial<NetworkAclEntry> = {}): NetworkAclEntry[] => [
  entry(ruleNumber, change),
  entry(ruleNumber, { ...change, egress: false }),
];

/** The tasks' subnets behind an ACL of these entries, and a service whose prefix list holds these blocks. */
export function behind(
  entries: readonly NetworkAclEntry[],
  service: Gateway,
  cidrs: readonly string[],
): Network {
  const closing = bothWays(32767, { allow: false, protocol: '-1', cidr: '0.0.0.0/0' });
  return {
    ...BOTH,
    networkAcls: [
      ...(BOTH.networkAcls ?? []).map((acl) => ({ ...acl, subnetIds: ['subnet-public'] })),
      { id: 'acl-strict', name: 'strict', subnetIds: [A, B], entries: [...entries, ...closing] },
    ],
    prefixLists: BOTH.prefixLists?.map((list) =>
      list.name.endsWith(`.${service}`) ? { ...list, cidrs } : { ...list, cidrs: ['10.0.0.0/24'] },
    ),
  };
}

/** Everything within the VPC passes. */
export const INSIDE = bothWays(100);

/** More blocks than `full` has room for. */
export const MANY_BLOCKS: readonly string[] = Array.from(
  { length: 7 },
  (_, index) => `52.${2 * index}.0.0/16`,
);

/** An ACL that has room for four more rules of each direction, of the twenty that AWS allows, and a service of more blocks. */
export const full = (service: Gateway): Network =>
  behind(
    [
      ...INSIDE,
      ...Array.from({ length: 15 }, (_, index) =>
        bothWays(101 + index, { cidr: `192.168.${index}.0/24` }),
      ).flat(),
    ],
    service,
    MANY_BLOCKS,
  );
