import { AwsRestXmlProtocol } from '@aws-sdk/core/protocols';
import { HttpInterceptingShapeDeserializer } from '@smithy/core/protocols';
import { StrictXml } from './strict-protocols.ts';

/** Route 53's protocol, for the client's setting of that name: as strict as EC2's. Beside the client, since a run seldom loads it. */
export class StrictRoute53Protocol extends AwsRestXmlProtocol {
  constructor(options: ConstructorParameters<typeof AwsRestXmlProtocol>[0]) {
    super(options);
    const { settings } = this.getPayloadCodec().createDeserializer();
    this.deserializer = new HttpInterceptingShapeDeserializer(new StrictXml(settings), settings);
  }
}
