import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type AwsTarget, withClient } from './aws-client.ts';
import { AWS_LIMITS } from './aws-limits.ts';

/** How long the wizard's first question may wait for the account, in milliseconds. */
const PATIENCE = 3000;

/**
 * The account that the credentials belong to: 12 digits. Undefined where that can't be found out in a moment; what is read later
 * says why.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html needs no permission
 */
export async function accountOf(target: AwsTarget): Promise<string | undefined> {
  try {
    const { Account } = await withClient(
      (config) => new STSClient({ ...config, maxAttempts: 1 }),
      target,
      (client) => client.send(new GetCallerIdentityCommand({})),
      { ...AWS_LIMITS, reading: PATIENCE, call: PATIENCE },
    );
    return Account && /^\d{12}$/.test(Account) ? Account : undefined;
  } catch {
    return undefined;
  }
}
