import type { ServiceName } from '../core/catalogue.ts';
import type { Network } from '../core/network.ts';
import type { AwsTarget } from './aws-client.ts';
import type { VpcChoice } from './list-vpcs.ts';

/** What the commands ask of AWS. Every call throws a Problem that says what to do. */
export interface Aws {
  /** The Region of the profile in use; undefined when it names none. Calls nothing. */
  readonly defaultRegion: (from: { readonly profile?: string }) => Promise<string | undefined>;
  readonly listVpcs: (target: AwsTarget) => Promise<readonly VpcChoice[]>;
  readonly discover: (
    vpc: AwsTarget & { readonly vpcId: string; readonly services: readonly ServiceName[] },
  ) => Promise<Network>;
  /** The profiles that can be chosen. */
  readonly profiles: () => Promise<readonly string[]>;
}

/** AWS itself. Each part is loaded when it is first used: the SDK is most of this program. */
export const aws: Aws = {
  defaultRegion: async (from) => (await import('./default-region.ts')).defaultRegion(from),
  listVpcs: async (target) => (await import('./list-vpcs.ts')).listVpcs(target),
  discover: async (vpc) => (await import('./discover.ts')).discover(vpc),
  profiles: async () => (await import('./aws-profiles.ts')).awsProfiles(),
};
