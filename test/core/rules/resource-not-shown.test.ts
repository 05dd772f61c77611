import { A, B, endpointIdOf, interfaceEndpoint, RIGHT } from './network.ts';
import { prove } from './prove.ts';

const HIDDEN = 'subnet-hidden';
const DKR = endpointIdOf('ecr.dkr');

prove(import.meta.url, {
  broken: {
    network: {
      ...RIGHT,
      endpoints: RIGHT.endpoints?.map((each) =>
        each.id === DKR
          ? interfaceEndpoint('ecr.dkr', {
              subnetIds: [A, B, HIDDEN],
              interfaces: [...each.interfaces, { id: 'eni-hidden', subnetId: HIDDEN, ip: '10.0.9.10' }],
            })
          : each,
      ),
    },
  },
  says: {
    severity: 'unknown',
    services: ['ecr.dkr'],
    subnetIds: [A, B],
    resourceIds: [DKR, HIDDEN],
    message: `Can't determine which way requests to ecr.dkr go, because DescribeSubnets does not show subnet ${HIDDEN} of ${DKR}.`,
  },
  fixed: { network: RIGHT },
  nearMisses: {
    'a NAT gateway that is not shown decides nothing': { network: { ...RIGHT, natGateways: [] } },
    'a call that was refused': {
      network: {
        ...RIGHT,
        vpc: { ...RIGHT.vpc, nameServers: undefined },
        unreadable: [
          { call: 'DescribeDhcpOptions', action: 'ec2:DescribeDhcpOptions', reason: 'Access denied.' },
        ],
      },
      says: ['not-permitted'],
    },
  },
});
