import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import * as v from 'valibot';
import { partitionOf } from '../../core/network/regions.ts';
import type { AwsAccess, AwsCredentials } from './aws-access.ts';
import { type AwsTarget, withClient } from './aws-client.ts';
import { awsProblem } from './aws-problem.ts';
import { asAwsSends } from './reply-schema.ts';

/** A role of the same name in many accounts. */
export interface RoleInAccounts {
  /** `audit/reader`: with its path, without the account. */
  readonly role: string;
  readonly externalId?: string | undefined;
  readonly sessionName: string;
}

const text = v.pipe(v.string(), v.nonEmpty());

const REPLY = v.object({
  Credentials: v.object({
    AccessKeyId: text,
    SecretAccessKey: text,
    SessionToken: text,
    Expiration: v.date(),
  }),
});

/** Credentials that end sooner than this are replaced, in milliseconds: the longest reading takes less. */
const SPARE = 5 * 60_000;

/**
 * Credentials of a role in an account, asked for again when they are about to end. STS is that of the Region, and so of its partition.
 *
 * @param target whose credentials may assume the role, and where
 * @throws Problem, each time it is called, when the role can't be assumed
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function assumedRole(
  target: AwsTarget,
  accountId: string,
  role: RoleInAccounts,
): AwsAccess['credentials'] {
  let current: Promise<AwsCredentials> | undefined;
  let ends = 0;
  const assume = async (): Promise<AwsCredentials> => {
    const credentials = await assumeRole(target, accountId, role);
    ends = credentials.expiration?.getTime() ?? 0;
    return credentials;
  };
  return () => {
    if (current === undefined || (ends > 0 && ends - Date.now() < SPARE)) {
      ends = 0;
      const asked = assume();
      current = asked;
      // Who asks next, asks STS again.
      asked.catch(() => {
        if (current === asked) current = undefined;
      });
    }
    return current;
  };
}

async function assumeRole(
  target: AwsTarget,
  accountId: string,
  { role, externalId, sessionName }: RoleInAccounts,
): Promise<AwsCredentials> {
  try {
    const reply = await withClient(
      (config) => new STSClient(config),
      target,
      (client) =>
        client.send(
          new AssumeRoleCommand({
            RoleArn: `arn:${partitionOf(target.region) ?? 'aws'}:iam::${accountId}:role/${role}`,
            RoleSessionName: sessionName,
            ExternalId: externalId,
          }),
        ),
    );
    const { Credentials } = asAwsSends(REPLY, reply);
    return {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      sessionToken: Credentials.SessionToken,
      expiration: Credentials.Expiration,
    };
  } catch (error) {
    throw awsProblem(error, { ...target, action: 'sts:AssumeRole' });
  }
}
