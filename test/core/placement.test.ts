import { describe, expect, it } from 'vitest';
import type { Network, Offer } from '../../src/core/network/network.ts';
import { offeredAzs, placement } from '../../src/core/network/placement.ts';
import { declareExisting } from '../../src/sources/declared/declare.ts';

const declared = declareExisting({
  region: 'eu-west-1',
  vpcId: 'vpc-1',
  subnetIds: ['subnet-1', 'subnet-2', 'subnet-3'],
  azs: ['eu-west-1a', 'eu-west-1b', 'eu-west-1a'],
  subnetCidrs: ['10.0.1.0/24', '10.0.2.0/24', '10.0.3.0/24'],
  routeTableIds: ['rtb-1', 'rtb-2', 'rtb-3'],
  taskSecurityGroupIds: [],
  vpcCidr: '10.0.0.0/16',
});

const offer = (azs: readonly string[], service = 'logs'): Offer => ({
  service,
  serviceName: `com.amazonaws.eu-west-1.${service}`,
  kind: 'interface',
  azs,
  policySupported: true,
});

const offering = (offers: Network['offers']): Network => ({ ...declared, offers });

describe('where an interface endpoint can be', () => {
  it.each<[string, Network['offers'], readonly string[] | undefined, readonly string[]]>([
    [
      'one subnet in each AZ that is offered',
      [offer(['eu-west-1a', 'eu-west-1b'])],
      ['eu-west-1a', 'eu-west-1b'],
      ['subnet-1', 'subnet-2'],
    ],
    ['no subnet in an AZ that is not', [offer(['eu-west-1b'])], ['eu-west-1b'], ['subnet-2']],
    ['nowhere, where the service is not offered', [offer([])], [], []],
    ['any AZ, where nobody asked', undefined, undefined, ['subnet-1', 'subnet-2']],
    [
      'any AZ, where nobody asked about this service',
      [offer([], 'ssm')],
      undefined,
      ['subnet-1', 'subnet-2'],
    ],
  ])('%s', (_, offers, azs, subnetIds) => {
    expect(offeredAzs(offering(offers), 'logs')).toEqual(azs);
    expect(placement(offering(offers), 'logs', ['subnet-1', 'subnet-2', 'subnet-3'])).toEqual(subnetIds);
  });
});
