import page from '../../../../docs/rules/vpc-dns-hostnames-off.md';
import { effect } from '../effect.ts';
import { causes, type Rule } from '../rule.ts';

/**
 * Private DNS also requires enableDnsHostnames.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html
 */
export const vpcDnsHostnamesOff: Rule = {
  severity: 'error',
  page,
  observe: ({ network, paths }) =>
    causes(paths, 'vpc-dns-hostnames-off', () => '').map((cause) => ({
      services: cause.services,
      subnetIds: cause.subnetIds,
      resourceIds: [network.vpc.id],
      message: `${effect(cause)}, because enableDnsHostnames is off in the VPC, and private DNS doesn't work without it.`,
      faults: cause.faults,
    })),
};
