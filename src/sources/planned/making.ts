import type { OpenFacts } from './open-facts.ts';
import type { Name, Part, Parts, VpcPart } from './parts.ts';
import type { PrefixLists } from './prefix-lists-of.ts';

/** What the network of one VPC is made from. */
export interface Making {
  readonly parts: Parts;
  readonly region: string;
  readonly vpc: VpcPart;
  /** Whether the code only refers to the VPC, so that more can be in it than the code has. */
  readonly outside: boolean;
  /** The VPC of each resource, where it is settled. */
  readonly homes: ReadonlyMap<Name, Name>;
  readonly facts: OpenFacts;
  readonly lists: PrefixLists;
}

/** The Name tag, as the network has it. */
export const named = ({ name, nameTag }: Part): { readonly name?: string } =>
  nameTag === undefined || nameTag === name ? {} : { name: nameTag };

/** The names of what AWS makes with a VPC: as attributes of a template's resource are called, else in Terraform's words. */
export const companionsOf = (vpc: Name) => {
  const isAddress = vpc.includes('.');
  return {
    mainRouteTable: `${vpc}.main`,
    securityGroup: `${vpc}.${isAddress ? 'default-security-group' : 'DefaultSecurityGroup'}`,
    networkAcl: `${vpc}.${isAddress ? 'default-network-acl' : 'DefaultNetworkAcl'}`,
  };
};
