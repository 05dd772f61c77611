import { EC2Client } from '@aws-sdk/client-ec2';

/** Which account, by profile, and which Region. */
export interface AwsTarget {
  readonly region: string;
  /** A profile of the AWS configuration files; undefined for AWS_PROFILE, else the default one. */
  readonly profile?: string | undefined;
}

/**
 * Settings shared by every AWS client of this tool. Credentials come from the SDK's default chain (environment, profile, SSO,
 * web identity, container, instance), the Region too where none is given; retries are the SDK's own, so AWS_MAX_ATTEMPTS and AWS_RETRY_MODE hold.
 */
export function awsClientConfig({ region, profile }: Partial<AwsTarget>) {
  // The SDK would print a warning about future Node versions in the middle of a prompt; what Node this tool needs is
  // checked when it starts.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return {
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    customUserAgent: 'create-private-ecs-network',
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
  };
}

/** A client for EC2's reads. The caller destroys it. */
export const ec2Client = (target: AwsTarget): EC2Client => new EC2Client(awsClientConfig(target));
