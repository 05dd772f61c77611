import type { ChangesByKind as ByKind } from '../changes-by-kind.ts';

/** What each kind of change becomes in Terraform. */
export const KINDS = {
  interfaces: ['create-interface-endpoint'],
  zones: ['create-hosted-zone'],
  gateways: ['create-gateway-endpoint', 'add-route-tables'],
  subnets: ['add-subnets'],
  privateDns: ['enable-private-dns'],
  rules: ['authorize-ingress', 'authorize-egress'],
  aclEntries: ['add-network-acl-entry'],
  policies: ['set-endpoint-policy'],
} as const;

export type ChangesByKind = ByKind<typeof KINDS>;
