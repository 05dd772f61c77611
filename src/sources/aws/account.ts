import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import * as v from 'valibot';
import { type AwsTarget, withClient } from './aws-client.ts';
import { AWS_LIMITS } from './aws-limits.ts';
import { awsProblem } from './aws-problem.ts';
import { asAwsSends } from './reply-schema.ts';

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

const IDENTITY = v.object({ Account: v.pipe(v.string(), v.regex(/^\d{12}$/, 'is no account')) });

/**
 * The account that the credentials belong to, for whoever can't go on without it: 12 digits.
 *
 * @throws Problem when STS cannot be reached or does not tell
 */
export async function callerAccount(target: AwsTarget): Promise<string> {
  try {
    const reply = await withClient(
      (config) => new STSClient(config),
      target,
      (client) => client.send(new GetCallerIdentityCommand({})),
    );
    return asAwsSends(IDENTITY, reply).Account;
  } catch (error) {
    throw awsProblem(error, { ...target, action: 'sts:GetCallerIdentity' });
  }
}
