import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { AwsJson1_0Protocol } from '@aws-sdk/core/protocols';
import { JsonShapeDeserializer2 } from '@smithy/core/protocols';
import { type AwsTarget, withClient } from '../aws-client.ts';
import { StrictJson } from '../strict-protocols.ts';

/** CloudWatch's protocol: as strict as EC2's. */
class StrictCloudWatchProtocol extends AwsJson1_0Protocol {
  constructor(options: ConstructorParameters<typeof AwsJson1_0Protocol>[0]) {
    super(options);
    if (this.deserializer instanceof JsonShapeDeserializer2)
      this.deserializer = new StrictJson(this.deserializer.settings);
  }
}

/** Reads from CloudWatch with `work`, as `withClient` says. */
export const withCloudWatch = <T>(
  target: AwsTarget,
  work: (client: CloudWatchClient) => Promise<T>,
): Promise<T> =>
  withClient(
    (config) => new CloudWatchClient({ ...config, protocol: StrictCloudWatchProtocol }),
    target,
    work,
  );
