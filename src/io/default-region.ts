import { EC2Client } from '@aws-sdk/client-ec2';
import { awsClientConfig } from './aws-client.ts';

/**
 * The Region that the environment or the profile sets: AWS_REGION, AWS_DEFAULT_REGION, then the profile's own. Undefined
 * when none does. Reads the AWS configuration files and calls nothing.
 */
export async function defaultRegion({ profile }: { readonly profile?: string }): Promise<string | undefined> {
  const fromEnvironment = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION;
  if (fromEnvironment) return fromEnvironment;
  const client = new EC2Client(awsClientConfig({ profile }));
  try {
    return await client.config.region();
  } catch {
    return undefined;
  } finally {
    client.destroy();
  }
}
