import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { type AwsTarget, withClient } from '../aws-client.ts';
import { StrictJsonProtocol } from '../strict-protocols.ts';

/** Asks CloudWatch Logs with `work`, as `withClient` says. */
export const withLogs = <T>(
  target: AwsTarget,
  work: (client: CloudWatchLogsClient) => Promise<T>,
): Promise<T> =>
  withClient((config) => new CloudWatchLogsClient({ ...config, protocol: StrictJsonProtocol }), target, work);
