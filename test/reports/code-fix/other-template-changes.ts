import type { Network } from '../../../src/core/network/network.ts';
import type { Change } from '../../../src/core/plan/change.ts';
import { codeFix } from '../../../src/reports/code-fix/code-fix.ts';
import { RIGHT } from '../../core/rules/network.ts';
import { templateCode } from './template-cases.ts';
import { renamed } from './terraform-code.ts';

interface Other {
  readonly changes: readonly Change[];
  readonly network: Network;
}

/** Changes that the faults of the cases don't lead to, and changes of what the template doesn't have. */
export const TEMPLATE_OTHERS: Readonly<Record<string, Other>> = {
  'what exists outside of the template': {
    network: renamed(RIGHT, { 'vpc-1': 'vpc-0a1b2c3d4e5f60718' }),
    changes: [
      { kind: 'set-vpc-attribute', attribute: 'enableDnsSupport' },
      { kind: 'enable-private-dns', service: 'ecs', endpointId: 'vpce-0a1b2c3d4e5f60718' },
      { kind: 'limit-s3-private-dns', endpointId: 'vpce-0b1b2c3d4e5f60718' },
      {
        kind: 'authorize-ingress',
        groupId: 'sg-0a1b2c3d4e5f60718',
        source: { kind: 'cidr', cidr: '2001:db8::/56' },
      },
    ],
  },
  "S3's private DNS, and a route": {
    network: RIGHT,
    changes: [
      { kind: 'limit-s3-private-dns', endpointId: 'S3Interface' },
      {
        kind: 'delete-route',
        routeTableId: 'TableA',
        destination: '10.0.1.0/24',
        target: { kind: 'instance', id: 'Proxy' },
      },
    ],
  },
  'what AWS made with the VPC': {
    network: renamed(RIGHT, { 'vpc-1': 'Vpc' }),
    changes: [
      {
        kind: 'authorize-ingress',
        groupId: 'Vpc.DefaultSecurityGroup',
        source: { kind: 'cidr', cidr: '10.0.0.0/16' },
      },
      {
        kind: 'create-gateway-endpoint',
        service: 's3',
        serviceName: 'com.amazonaws.eu-west-1.s3',
        routeTableIds: ['Vpc.main'],
        policy: undefined,
      },
    ],
  },
  'an endpoint in a nested stack, with a table outside of it': {
    network: renamed(RIGHT, {
      'vpce-s3': 'Endpoints/S3',
      'rtb-a': 'Endpoints/TableA',
      'rtb-b': 'TableB',
    }),
    changes: [
      { kind: 'add-route-tables', service: 's3', endpointId: 'Endpoints/S3', routeTableIds: ['TableB'] },
    ],
  },
  'what two nested stacks hand out': {
    network: renamed(RIGHT, { 'vpc-1': 'Net/Base/Vpc' }),
    changes: [
      {
        kind: 'create-gateway-endpoint',
        service: 'dynamodb',
        serviceName: 'com.amazonaws.eu-west-1.dynamodb',
        routeTableIds: ['Net/Table'],
        policy: undefined,
      },
    ],
  },
};

export const otherTemplateFixOf = ({ changes, network }: Other): string =>
  codeFix(changes, network, { subnetIds: [], securityGroupIds: [] }, templateCode()) ?? '';
