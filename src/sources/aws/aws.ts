import type { ServiceName } from '../../core/catalogue.ts';
import type { Prices } from '../../core/evidence/cost/prices.ts';
import type { Network } from '../../core/network/network.ts';
import type { Ours } from '../../core/plan/ours.ts';
import type { AwsTarget } from './aws-client.ts';
import { awsProfiles, defaultRegion, profileInUse } from './aws-config-files.ts';
import type { SubnetsOfAVpc } from './find-vpc.ts';
import type { VpcChoice } from './list-vpcs.ts';

/** What the commands ask of AWS. Every call throws a Problem that says what to do. */
export interface Aws {
  /** The Region of the profile in use; undefined when it names none. Calls nothing. */
  readonly defaultRegion: (from: { readonly profile?: string }) => string | undefined;
  /** @throws Problem where AWS says that there is no such Region */
  readonly checkRegion: (target: AwsTarget) => Promise<void>;
  readonly listVpcs: (target: AwsTarget) => Promise<readonly VpcChoice[]>;
  /** The VPC of all these subnets. */
  readonly findVpc: (subnets: SubnetsOfAVpc) => Promise<string>;
  /** The VPC that generated code with this name created. */
  readonly findOwnVpc: (code: AwsTarget & { readonly name: string }) => Promise<string>;
  /** The names of generated code that created VPCs; none where that can't be found out. */
  readonly namesInUse: (target: AwsTarget) => Promise<readonly string[]>;
  readonly listClusters: (target: AwsTarget) => Promise<readonly string[]>;
  readonly listServices: (target: AwsTarget, cluster: string) => Promise<readonly string[]>;
  readonly discover: (
    vpc: AwsTarget & {
      readonly vpcId: string;
      readonly services: readonly ServiceName[];
      /** What the code of an earlier run did, which counts as if it were not there. */
      readonly ours?: Ours;
      /** Groups of the tasks or of code, which can be of another VPC. */
      readonly securityGroupIds?: readonly string[];
      /** Code changes endpoints, so that those of today don't decide what is asked. */
      readonly endpointsChange?: true;
    },
  ) => Promise<Network>;
  /** The profile in use, where one is: given, AWS_PROFILE, or the default one of the configuration files. Calls nothing. */
  readonly profileInUse: (from: { readonly profile?: string }) => string | undefined;
  /** The account that the credentials belong to; undefined where it can't be found out. */
  readonly accountOf: (target: AwsTarget) => Promise<string | undefined>;
  /** The prices of a Region, from AWS's Price List or from the program's own table; their notes say why it isn't the list. */
  readonly prices: (target: AwsTarget) => Promise<Prices>;
  /** The profiles that can be chosen. */
  readonly profiles: () => readonly string[];
}

/** AWS itself. The SDK is loaded by the first call. */
export const aws: Aws = {
  defaultRegion,
  checkRegion: async (target) => (await import('./check-region.ts')).checkRegion(target),
  listVpcs: async (target) => (await import('./list-vpcs.ts')).listVpcs(target),
  findVpc: async (subnets) => (await import('./find-vpc.ts')).findVpc(subnets),
  findOwnVpc: async (code) => (await import('./find-own-vpc.ts')).findOwnVpc(code),
  namesInUse: async (target) => (await import('./names-in-use.ts')).namesInUse(target),
  listClusters: async (target) => (await import('./list-services.ts')).listClusters(target),
  listServices: async (target, cluster) => (await import('./list-services.ts')).listServices(target, cluster),
  discover: async (vpc) => (await import('./discover.ts')).discover(vpc),
  profileInUse,
  accountOf: async (target) => (await import('./account.ts')).accountOf(target),
  prices: async (target) => (await import('./read-prices.ts')).readPrices(target),
  profiles: awsProfiles,
};
