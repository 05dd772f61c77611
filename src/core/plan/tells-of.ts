import type { Network } from '../network/network.ts';
import type { Change } from './change.ts';

/** Whether what a change concerns was read: else nobody knows if the network has it. */
export function tellsOf(network: Network, change: Change): boolean {
  switch (change.kind) {
    case 'set-vpc-attribute': {
      const { dnsSupport, dnsHostnames } = network.vpc;
      return (change.attribute === 'enableDnsSupport' ? dnsSupport : dnsHostnames) !== undefined;
    }
    case 'authorize-ingress':
    case 'authorize-egress':
      return network.securityGroups !== undefined;
    case 'add-network-acl-entry':
      return network.networkAcls !== undefined;
    case 'delete-route':
      return network.routeTables !== undefined;
    case 'create-hosted-zone':
      return network.hostedZones !== undefined;
    case 'create-interface-endpoint':
    case 'create-gateway-endpoint':
    case 'add-route-tables':
    case 'add-subnets':
    case 'enable-private-dns':
    case 'limit-s3-private-dns':
    case 'set-endpoint-policy':
      return network.endpoints !== undefined;
  }
}
