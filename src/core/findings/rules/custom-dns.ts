import page from '../../../../docs/rules/custom-dns.md';
import { effect, listOf } from '../effect.ts';
import { causes, type Rule, unique } from '../rule.ts';

/**
 * The DHCP options name servers other than the Amazon DNS. They may forward to it, which EC2 doesn't show.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/VPC_DHCP_Options.html
 */
export const customDns: Rule = {
  severity: 'unknown',
  page,
  observe: ({ network, paths }) =>
    causes(paths, 'custom-dns', () => '').map((cause) => {
      const servers = unique(cause.faults.flatMap(({ nameServers }) => nameServers));
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: [network.vpc.id],
        message: `${effect(cause)}, because the VPC's DHCP options set the DNS servers ${listOf(servers)}, which can resolve private endpoint names only if they forward to the Amazon DNS.`,
        faults: [],
      };
    }),
};
