import page from '../../../../docs/rules/ipv6-only-subnet.md';
import { counted } from '../effect.ts';
import { causes, type Rule } from '../rule.ts';

/** The subnet has no IPv4 block, and the trace follows IPv4. */
export const ipv6OnlySubnet: Rule = {
  severity: 'unknown',
  page,
  observe: ({ paths }) =>
    causes(paths, 'ipv6-only-subnet', () => '').map((cause) => ({
      services: cause.services,
      subnetIds: cause.subnetIds,
      resourceIds: cause.subnetIds,
      message: `Can't determine which way tasks in ${counted(cause.subnetIds, 'subnet')} go, because ${cause.subnetIds.length > 1 ? 'these subnets have' : 'this subnet has'} no IPv4 addresses and only IPv4 is traced.`,
      faults: [],
    })),
};
