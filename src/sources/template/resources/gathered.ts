import type { Name, Parts, SecurityGroupRulePart, Told, ToldList, Unknown } from '../../planned/parts.ts';
import type { Properties } from '../properties.ts';

/** A resource of a template on its way to be a part. */
export interface Source {
  readonly name: Name;
  readonly type: string;
  readonly properties: Properties;
  /** What decides whether it is created, where that is unknown. */
  readonly unsure: Unknown | undefined;
}

/** What a resource says, where it is certain to be created: the one fact of it without which it decides nothing. */
export const ifSure = <T>({ unsure }: Source, value: Told<T>): Told<T> => unsure ?? value;

type Lists = Omit<Parts, 'region' | 'ids' | 'types' | 'services' | 'endpointAdditions'>;

/** What the resources say, in lists that grow while they are read. */
export type Gathered = { readonly [K in keyof Lists]: Lists[K][number][] } & {
  readonly types: Map<string, number>;
  /** What further resources say of a VPC or a subnet. */
  readonly blocks: Block[];
  readonly dhcpOptions: Map<Name, ToldList<string>>;
  readonly dhcpAssociations: {
    readonly vpc: Told<Name>;
    readonly options: Told<Name>;
    readonly name: Name;
  }[];
  readonly blockModes: Told<string>[];
  readonly blockExclusions: { readonly vpc: Told<Name>; readonly mode: Told<string> }[];
  /** Exclusions of subnets from VPC Block Public Access. */
  readonly subnetExclusions: Name[];
  /** Outbound rules that are resources of their own. */
  readonly separateEgress: SecurityGroupRulePart[];
  /** VPCs whose default group a custom resource of the CDK empties. */
  readonly emptiedGroups: Told<Name>[];
  readonly clusters: Source[];
  readonly clusterProviders: Source[];
  readonly capacityProviders: Source[];
  readonly ecsServices: Source[];
};

/** A CIDR block that a resource of its own adds. */
export interface Block {
  readonly name: Name;
  readonly owner: Told<Name>;
  readonly family: 'ipv4' | 'ipv6';
  readonly cidr: Told<string>;
}

export const gathering = (): Gathered => ({
  vpcs: [],
  subnets: [],
  routeTables: [],
  routes: [],
  routeTableAssociations: [],
  endpoints: [],
  securityGroups: [],
  securityGroupRules: [],
  networkAcls: [],
  networkAclEntries: [],
  networkAclAssociations: [],
  natGateways: [],
  prefixLists: [],
  hostedZones: [],
  taskDefinitions: [],
  unread: [],
  assumptions: [],
  types: new Map(),
  blocks: [],
  dhcpOptions: new Map(),
  dhcpAssociations: [],
  blockModes: [],
  blockExclusions: [],
  subnetExclusions: [],
  separateEgress: [],
  emptiedGroups: [],
  clusters: [],
  clusterProviders: [],
  capacityProviders: [],
  ecsServices: [],
});

/** Adds what a resource of one type says. */
export type Gather = (source: Source, into: Gathered) => void;
