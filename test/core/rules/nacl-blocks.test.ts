import type { Network, NetworkAclEntry } from '../../../src/core/network/network.ts';
import { A, B, PUBLIC, RIGHT } from './network.ts';
import { prove } from './prove.ts';

const DENY_ALL = {
  ruleNumber: 32767,
  allow: false,
  protocol: '-1',
  cidr: '0.0.0.0/0',
  fromPort: undefined,
  toPort: undefined,
};

/** The subnets' ACL lets everything out, and in only TCP to these ports. */
function withInbound(
  ports: readonly { fromPort: number; toPort: number }[],
  subnetIds: readonly string[] = [A, B],
): Network {
  const entries: NetworkAclEntry[] = [
    { ...DENY_ALL, ruleNumber: 100, allow: true, egress: true },
    ...ports.map((range, index) => ({
      ...DENY_ALL,
      ...range,
      ruleNumber: 100 + index,
      egress: false,
      allow: true,
      protocol: '6',
    })),
    { ...DENY_ALL, egress: true },
    { ...DENY_ALL, egress: false },
  ];
  const open = (RIGHT.networkAcls ?? []).map((acl) => ({
    ...acl,
    subnetIds: acl.subnetIds.filter((id) => !subnetIds.includes(id)),
  }));
  return { ...RIGHT, networkAcls: [...open, { id: 'acl-narrow', subnetIds, entries }] };
}

prove(import.meta.url, {
  broken: { network: withInbound([{ fromPort: 443, toPort: 443 }]) },
  says: {
    severity: 'error',
    services: ['ecr.api', 'ecr.dkr', 's3', 'ecs', 'ecs-agent', 'ecs-telemetry'],
    subnetIds: [A, B],
    resourceIds: ['acl-narrow', A, B],
    message:
      "Requests to ecr.api, ecr.dkr, s3, ecs, ecs-agent and ecs-telemetry time out, so tasks can't start, because network ACL acl-narrow denies 32768-60999/tcp from 10.0.2.0/24 (rule *), 32768-60999/tcp from prefix list pl-s3 (rule *) and 32768-60999/tcp from 10.0.1.0/24 (rule *).",
  },
  nearMisses: {
    'the ports that Linux answers on, and no more': {
      network: withInbound([
        { fromPort: 32768, toPort: 60999 },
        { fromPort: 443, toPort: 443 },
      ]),
    },
    'an ACL of a subnet where neither tasks nor endpoints are': { network: withInbound([], [PUBLIC]) },
  },
});
