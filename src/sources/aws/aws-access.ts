import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { NoOpLogger } from '@smithy/core/client';
import { AdaptiveRetryStrategy } from '@smithy/core/retry';
import { AWS_LIMITS, type AwsLimits } from './aws-limits.ts';
import { LimitedHandler } from './limited-handler.ts';
import { Pace, type Rate } from './pace.ts';

/** Keys of an account, as STS and the SDK's sources of credentials give them. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** The services that limit the rate of calls for each account. */
type Limited = 'ec2' | 'ecs' | 'route53';

/** How calls to one service slow down together: before AWS throttles them, and where it does nevertheless. */
interface Throttle {
  readonly pace: Pace;
  readonly retryStrategy: AdaptiveRetryStrategy;
}

/** How many readings share one account in one Region: with which credentials, in what time, and at what rate. */
export interface AwsAccess {
  readonly credentials: () => Promise<AwsCredentials>;
  readonly limits: AwsLimits;
  readonly throttles: Readonly<Record<Limited, Throttle>>;
}

/**
 * What one account may ask, less a fifth for others who ask in it, and in smaller bursts: what a slow network holds up arrives at once. EC2 lets 100 calls of each action through at once and 20 a second
 * more, ECS 50 and 20, and Route 53 five a second of all actions, in all Regions together.
 *
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html
 */
const RATES: Readonly<Record<Limited, Rate>> = {
  ec2: { burst: 40, perSecond: 16 },
  ecs: { burst: 40, perSecond: 16 },
  route53: { burst: 2, perSecond: 4 },
};

/** How often a call is tried: more often than by default, since others in the same account may be what throttles it. */
const ATTEMPTS = 6;

const attempts = async () => Number(process.env.AWS_MAX_ATTEMPTS) || ATTEMPTS;

const throttle = (service: Limited): Throttle => ({
  pace: new Pace(RATES[service]),
  retryStrategy: new AdaptiveRetryStrategy(attempts),
});

/**
 * Access to one account, by Region. Whoever reads in the same Region gets the same, since EC2 and ECS limit the rate of calls there.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function accessTo(
  credentials: AwsAccess['credentials'],
  limits: AwsLimits,
): (region: string) => AwsAccess {
  const route53 = throttle('route53');
  const found = new Map<string, AwsAccess>();
  return (region) => {
    const access = found.get(region) ?? {
      credentials,
      limits,
      throttles: { ec2: throttle('ec2'), ecs: throttle('ecs'), route53 },
    };
    found.set(region, access);
    return access;
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
