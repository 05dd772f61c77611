import {
  OrganizationsClient,
  paginateListAccounts,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
} from '@aws-sdk/client-organizations';
import * as v from 'valibot';
import { Problem } from '../../core/problem.ts';
import { oneLine } from '../../core/text/visible.ts';
import { allItems } from './all-items.ts';
import { type AwsTarget, withClient } from './aws-client.ts';
import { type AwsAttempt, awsErrorCode, awsProblem } from './aws-problem.ts';
import { asAwsSends, itemWith } from './reply-schema.ts';
import { StrictJsonProtocol } from './strict-protocols.ts';

/** The accounts of an organization. */
export interface OrganizationAccounts {
  /** The IDs of those that are in use, in order. */
  readonly active: readonly string[];
  /** Those that are suspended, closed or not ready yet, as `111122223333 (name): SUSPENDED`. */
  readonly others: readonly string[];
}

/** State took the place of Status in September 2026; an older endpoint may still send only that. */
const ACCOUNT = v.object({
  Id: v.pipe(v.string(), v.regex(/^\d{12}$/, 'is no account')),
  Name: v.optional(v.string(), ''),
  State: v.optional(v.string()),
  Status: v.optional(v.string()),
});

/**
 * The accounts of the organization, or those of an organizational unit and of all units below it. Loads the Organizations client, so
 * import this file only when an organization is asked for.
 *
 * @param target the management account, or a delegated administrator's
 * @param unit `ou-…` or `r-…`; undefined for the whole organization
 * @throws Problem when Organizations cannot be reached, or does not tell this account
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
 */
export async function listAccounts(
  target: AwsTarget,
  unit: string | undefined,
): Promise<OrganizationAccounts> {
  let action = 'organizations:ListAccounts';
  try {
    const items = await withClient(
      // Both speak the same protocol.
      (config) => new OrganizationsClient({ ...config, protocol: StrictJsonProtocol }),
      target,
      async (client) => {
        if (unit === undefined)
          return allItems(paginateListAccounts({ client }, {}), (page) => page.Accounts, itemWith('Id'));
        const found = [];
        for (const units = [unit], seen = new Set<string>(); units.length > 0; ) {
          const ParentId = units.shift() ?? '';
          if (seen.has(ParentId)) continue;
          seen.add(ParentId);
          action = 'organizations:ListAccountsForParent';
          found.push(
            ...(await allItems(
              paginateListAccountsForParent({ client }, { ParentId }),
              (page) => page.Accounts,
              itemWith('Id'),
            )),
          );
          action = 'organizations:ListOrganizationalUnitsForParent';
          const below = await allItems(
            paginateListOrganizationalUnitsForParent({ client }, { ParentId }),
            (page) => page.OrganizationalUnits,
            itemWith('Id'),
          );
          units.push(...below.flatMap(({ Id }) => Id ?? []));
        }
        return found;
      },
    );
    const accounts = asAwsSends(v.array(ACCOUNT), items);
    const isActive = ({ State, Status }: (typeof accounts)[number]) => (State ?? Status) === 'ACTIVE';
    return {
      active: accounts
        .filter(isActive)
        .map(({ Id }) => Id)
        .sort(),
      others: accounts
        .filter((account) => !isActive(account))
        .map(
          ({ Id, Name, State, Status }) =>
            `${Id} (${oneLine(Name)}): ${oneLine(State ?? Status ?? 'unknown')}`,
        )
        .sort(),
    };
  } catch (error) {
    throw organizationProblem(error, { ...target, action }, unit);
  }
}

/** What Organizations' own errors mean for the flags, and AWS's sentence for all others. */
function organizationProblem(error: unknown, attempt: AwsAttempt, unit: string | undefined): Problem {
  const code = awsErrorCode(error);
  const problem = (sentence: string) => new Problem(sentence, { cause: error });
  if (code === 'ParentNotFoundException')
    return problem(
      `--ou: the organization has no ${unit}. "aws organizations list-roots" and` +
        ' "list-organizational-units-for-parent" show the IDs.',
    );
  if (code === 'AWSOrganizationsNotInUseException')
    return problem('--organization: the account of the AWS credentials in use is in no organization.');
  const { message } = awsProblem(error, attempt);
  return problem(
    code === 'AccessDeniedException'
      ? `${message} Only the management account and delegated administrators can list accounts.`
      : message,
  );
}
