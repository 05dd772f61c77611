import page from '../../../../docs/rules/vpc-dns-support-off.md';
import { effect } from '../effect.ts';
import { causes, type Rule } from '../rule.ts';

/**
 * The VPC's own resolver is off.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html
 */
export const vpcDnsSupportOff: Rule = {
  severity: 'error',
  page,
  observe: ({ network, paths }) =>
    causes(paths, 'vpc-dns-support-off', () => '').map((cause) => ({
      services: cause.services,
      subnetIds: cause.subnetIds,
      resourceIds: [network.vpc.id],
      message: `${effect(cause)}, because enableDnsSupport is off in the VPC, so the Amazon DNS server doesn't answer there.`,
      faults: cause.faults,
    })),
};
