import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { NoOpLogger } from '@smithy/core/client';
import { AdaptiveRetryStrategy } from '@smithy/core/retry';
import { AWS_LIMITS, type AwsLimits } from './aws-limits.ts';
import { LimitedHandler } from './limited-handler.ts';

/** Keys of an account, as STS and the SDK's sources of credentials give them. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** How many readings share one account: with which credentials, in what time, and how they slow down together where AWS throttles. */
export interface AwsAccess {
  readonly credentials: () => Promise<AwsCredentials>;
  readonly limits: AwsLimits;
  readonly retries: Readonly<Record<'ec2' | 'ecs', AdaptiveRetryStrategy>>;
}

/** How often a call is tried: more often than by default, since others in the same account may be what throttles it. */
const ATTEMPTS = 6;

/**
 * Access to one account in one Region. EC2 and ECS limit the rate of calls for each of these, so whoever reads there shares it.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export function accessTo(credentials: AwsAccess['credentials'], limits: AwsLimits): AwsAccess {
  const attempts = async () => Number(process.env.AWS_MAX_ATTEMPTS) || ATTEMPTS;
  return {
    credentials,
    limits,
    retries: { ec2: new AdaptiveRetryStrategy(attempts), ecs: new AdaptiveRetryStrategy(attempts) },
  };
}

/** The limits of a reading of many: no account keeps the others waiting for longer than `seconds`. */
export function limitsWithin(seconds: number): AwsLimits {
  const most = seconds * 1000;
  const { idle, reply, call, reading } = AWS_LIMITS;
  return {
    ...AWS_LIMITS,
    idle: Math.min(idle, most),
    reply: Math.min(reply, most),
    call: Math.min(call, most),
    reading: Math.min(reading, most),
  };
}

/** The credentials of a profile, or of the SDK's default chain, found once for all that is read with them. */
export function credentialsOf(profile: string | undefined, limits: AwsLimits): AwsAccess['credentials'] {
  const requestHandler = new LimitedHandler(limits);
  return defaultProvider({
    ...(profile !== undefined && { profile }),
    clientConfig: { requestHandler },
    logger: new NoOpLogger(),
  });
}
