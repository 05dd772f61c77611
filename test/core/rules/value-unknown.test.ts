import type { Network } from '../../../src/core/network/network.ts';
import { A, B, edit, endpointIdOf, RIGHT } from './network.ts';
import { prove } from './prove.ts';

const DKR = endpointIdOf('ecr.dkr');
const PLANNED: Network = { ...RIGHT, source: 'planned' };

prove(import.meta.url, {
  broken: {
    network: {
      ...edit(PLANNED, 'endpoints', DKR, () => ({ privateDns: false, unsettled: ['private DNS' as const] })),
      unsettled: [{ of: DKR, fact: 'private DNS', unknown: 'condition IsProd: parameter Env (no value)' }],
    },
  },
  says: {
    severity: 'unknown',
    services: ['ecr.dkr'],
    subnetIds: [A, B],
    resourceIds: [DKR],
    message: `Can't determine which way requests to ecr.dkr go, because the code doesn't say private DNS of ${DKR} before it is deployed: condition IsProd: parameter Env (no value). Pass it with --parameters Env=VALUE.`,
  },
  fixed: { network: PLANNED },
  nearMisses: {
    'an open fact that no path depends on': {
      network: {
        ...PLANNED,
        unsettled: [{ of: DKR, fact: 'the policy', unknown: 'aws_iam_policy.x.policy (known after apply)' }],
      },
    },
    'an endpoint that may be there besides one that serves': {
      network: {
        ...PLANNED,
        possibleEndpoints: [{ id: 'vpce-more', service: 'ecr.dkr', kind: 'interface', privateDns: true }],
      },
    },
  },
});
