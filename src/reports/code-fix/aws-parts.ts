import type { Network } from '../../core/network/network.ts';
import type { Name } from '../../sources/planned/parts.ts';
import { parseAddress } from '../../sources/planned/terraform-address.ts';

/** What AWS made with a VPC, by the VPC's name and what gives the ID. */
export interface OfVpc {
  readonly vpc: Name;
  /** The attribute of Terraform's `aws_vpc`. */
  readonly attribute: string;
  /** The attribute of `AWS::EC2::VPC`; the main route table has none. */
  readonly property: string | undefined;
}

/** As networks of code name them, after the VPC's own name. */
const MADE_WITH_VPC = [
  ['.main', 'main_route_table_id', undefined],
  ['.default-network-acl', 'default_network_acl_id', 'DefaultNetworkAcl'],
  ['.default-security-group', 'default_security_group_id', 'DefaultSecurityGroup'],
  ['.DefaultNetworkAcl', 'default_network_acl_id', 'DefaultNetworkAcl'],
  ['.DefaultSecurityGroup', 'default_security_group_id', 'DefaultSecurityGroup'],
] as const;

/** Which part of a VPC a name is; undefined for what the code has a block for, which can be called `main`, too. */
export function madeWithVpc(name: Name): OfVpc | undefined {
  const found = MADE_WITH_VPC.find(([suffix]) => name.endsWith(suffix));
  if (!found) return undefined;
  const [suffix, attribute, property] = found;
  const vpc = name.slice(0, -suffix.length);
  const isName = parseAddress(vpc) !== undefined || /^[A-Za-z0-9/-]+$/.test(vpc);
  return isName ? { vpc, attribute, property } : undefined;
}

/** Whether a name is an ID: what it names exists outside of the code. */
export const isAwsId = (name: Name): boolean => /^[a-z]+-[0-9a-f]{8,17}$/.test(name);

/** Whether a name is that of one of AWS's own prefix lists, whose ID and addresses code doesn't have. */
export const isAwsList = (name: Name): boolean => /^(?:cn\.)?com\.amazonaws\./.test(name);

/** The names of AWS's own prefix lists in a network, by what the network calls them. */
export const awsLists = ({ prefixLists = [] }: Network): ReadonlyMap<Name, string> =>
  new Map(prefixLists.filter(({ name }) => isAwsList(name)).map(({ id, name }) => [id, name]));

/** All names in a network. */
export const namesIn = (network: Network): ReadonlySet<Name> =>
  new Set(
    [
      network.vpc,
      ...network.subnets,
      ...(network.routeTables ?? []),
      ...(network.endpoints ?? []),
      ...(network.securityGroups ?? []),
      ...(network.networkAcls ?? []),
    ].map(({ id }) => id),
  );

/** `443`, `1024-65535`. */
export const portsText = (from: number, to: number): string => (from === to ? String(from) : `${from}-${to}`);
