import type { RoleInAccounts } from './assume-role.ts';
import { accessTo, credentialsOf } from './aws-access.ts';
import type { AwsTarget } from './aws-client.ts';
import { defaultRegion } from './aws-config-files.ts';
import type { AwsLimits } from './aws-limits.ts';

/** Which accounts to read, and how to get into them. */
export interface FleetChoice {
  /** The profile whose credentials are used; undefined for the default chain. */
  readonly profile: string | undefined;
  /** Profiles, each with the account that it is for. */
  readonly profiles: readonly string[] | undefined;
  readonly accounts: readonly string[] | undefined;
  readonly organization: boolean;
  /** An organizational unit, instead of the whole organization. */
  readonly unit: string | undefined;
  readonly role: RoleInAccounts | undefined;
  /** A Region to ask STS and Organizations in; undefined for the profile's. */
  readonly home: string | undefined;
  readonly limits: AwsLimits;
}

/** An account that can be opened. */
export interface FleetAccount {
  /** Undefined where only its credentials tell. */
  readonly accountId: string | undefined;
  /** Its profile, where it has one of its own. */
  readonly profile: string | undefined;
  /**
   * Opens it once, however often it is asked to, until it is closed.
   *
   * @throws Problem when there are no credentials for it
   */
  readonly open: () => Promise<OpenAccount>;
  /** Forgets what was opened; it can be opened again. */
  readonly close: () => void;
}

export interface OpenAccount {
  readonly accountId: string;
  /** The Region of its profile; undefined where that has none. */
  readonly region: string | undefined;
  /** A Region to ask what concerns the whole account. */
  readonly home: string;
  /** What reads it in a Region. */
  readonly target: (region: string) => AwsTarget;
}

export interface Fleet {
  readonly accounts: readonly FleetAccount[];
  /** Accounts of the organization that are not in use. */
  readonly skipped: readonly string[];
}

/** Every account of the partition has this Region; it is asked where nobody names one. */
const FIRST_REGION = 'us-east-1';

/**
 * The accounts that are chosen. Nothing of them is read yet.
 *
 * @throws Problem when the organization does not tell them
 */
export async function fleetOf(choice: FleetChoice): Promise<Fleet> {
  const { profile, profiles, accounts, role } = choice;
  if (profiles) return { accounts: profiles.map((name) => byProfile(name, choice)), skipped: [] };
  if (!role) return { accounts: [byProfile(profile, choice)], skipped: [] };
  const own = ownTarget(profile, choice);
  if (accounts) return { accounts: accounts.map((id) => byRole(id, role, own, choice)), skipped: [] };
  const { listAccounts } = await import('./list-accounts.ts');
  const { active, others } = await listAccounts(own, choice.unit);
  const { callerAccount } = await import('./account.ts');
  const caller = await callerAccount(own);
  return {
    // The role is seldom in the account that assumes it; the credentials in use are of that account.
    accounts: active.map((id) =>
      id === caller ? byProfile(profile, choice) : byRole(id, role, own, choice),
    ),
    skipped: others,
  };
}

const homeOf = (profile: string | undefined, { home }: FleetChoice): string =>
  home ?? profileRegion(profile) ?? FIRST_REGION;

const profileRegion = (profile: string | undefined): string | undefined =>
  defaultRegion(profile === undefined ? {} : { profile });

/** What the credentials in use read. */
function ownTarget(profile: string | undefined, choice: FleetChoice): AwsTarget {
  const credentials = credentialsOf(profile, choice.limits);
  const region = homeOf(profile, choice);
  return { region, profile, access: accessTo(credentials, choice.limits)(region) };
}

function byProfile(profile: string | undefined, choice: FleetChoice): FleetAccount {
  return {
    accountId: undefined,
    profile,
    ...opening(async () => {
      const credentials = credentialsOf(profile, choice.limits);
      const access = accessTo(credentials, choice.limits);
      const target = (region: string) => ({ region, profile, access: access(region) });
      const home = homeOf(profile, choice);
      const { callerAccount } = await import('./account.ts');
      const accountId = await callerAccount(target(home));
      return { accountId, region: profileRegion(profile), home, target };
    }),
  };
}

function byRole(
  accountId: string,
  role: RoleInAccounts,
  own: AwsTarget,
  { limits }: FleetChoice,
): FleetAccount {
  return {
    accountId,
    profile: undefined,
    ...opening(async () => {
      const { assumedRole } = await import('./assume-role.ts');
      const credentials = assumedRole(own, accountId, role);
      await credentials();
      const access = accessTo(credentials, limits);
      return {
        accountId,
        region: profileRegion(own.profile),
        home: own.region,
        target: (region) => ({ region, profile: own.profile, access: access(region) }),
      };
    }),
  };
}

/** Opens once, until it is closed. */
function opening(work: () => Promise<OpenAccount>): Pick<FleetAccount, 'open' | 'close'> {
  let begun: Promise<OpenAccount> | undefined;
  return {
    open: () => {
      begun ??= work();
      return begun;
    },
    close: () => {
      begun = undefined;
    },
  };
}
