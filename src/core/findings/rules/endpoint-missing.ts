import page from '../../../../docs/rules/endpoint-missing.md';
import { effect } from '../effect.ts';
import { causes, type Rule } from '../rule.ts';

/** The VPC has no endpoint for a service. */
export const endpointMissing: Rule = {
  severity: 'error',
  page,
  observe: ({ network, paths }) =>
    causes(paths, 'endpoint-missing', () => '').map((cause) => ({
      services: cause.services,
      subnetIds: cause.subnetIds,
      resourceIds: [network.vpc.id],
      message: `${effect(cause)}, because the VPC has no endpoint for ${cause.services.length > 1 ? 'them' : 'it'}.`,
      faults: cause.faults,
    })),
};
