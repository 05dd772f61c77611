import type { Network } from '../../core/network/network.ts';
import type { FleetAccount } from '../../sources/aws/fleet.ts';
import type { ReadsAccount } from '../../sources/aws/hub-reader.ts';

/**
 * What reads an account, if it is among those of a sweep and can be opened: the owner of a shared VPC, or of a hub. Which account a
 * profile is for, only its credentials tell.
 */
export function targetAmong(accounts: readonly FleetAccount[]): ReadsAccount {
  return async (accountId, region) => {
    const known = accounts.find((account) => account.accountId === accountId);
    const candidates = known ? [known] : accounts.filter((account) => account.accountId === undefined);
    const opened = await Promise.all(candidates.map((account) => account.open().catch(() => undefined)));
    return opened.find((account) => account?.accountId === accountId)?.target(region);
  };
}

/**
 * A shared VPC as its owner sees it, with the security groups of the account whose tasks run there: each account is shown its own.
 *
 * @param seen the VPC as that account sees it
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html
 */
export function joined(
  owned: Network,
  seen: Network,
  { accountId, ownerId }: { readonly accountId: string; readonly ownerId: string },
): Network {
  const known = new Set(owned.securityGroups?.map(({ id }) => id));
  const groups = seen.securityGroups?.filter(({ id }) => !known.has(id)) ?? [];
  return {
    ...owned,
    vpc: { ...owned.vpc, ownerId },
    securityGroups:
      owned.securityGroups &&
      seen.securityGroups &&
      [...owned.securityGroups, ...groups].sort((a, b) => (a.id < b.id ? -1 : 1)),
    unreadable: [
      ...owned.unreadable,
      ...seen.unreadable.filter(
        ({ call }) =>
          call === 'DescribeSecurityGroups' && owned.unreadable.every((other) => other.call !== call),
      ),
    ],
    assumptions: [
      ...owned.assumptions,
      `This is what account ${ownerId} sees, which owns the VPC. Commands are for that account, except those that change the tasks' security groups, which are for account ${accountId}.`,
    ],
  };
}
