import { Route53Client, type Route53ClientConfig } from '@aws-sdk/client-route-53';
import { AwsRestJsonProtocol } from '@aws-sdk/core/protocols';
import { makeBuilder } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import { HttpInterceptingShapeDeserializer, JsonShapeDeserializer2 } from '@smithy/core/protocols';
import { partitionOf, URL_SUFFIX } from '../../core/network/regions.ts';
import { StrictJson } from './strict-protocols.ts';

/*
 * Route 53 Profiles has a client of its own in the SDK, of which two lists are needed here. They are described below in the SDK's terms,
 * and sent by Route 53's client, so that credentials, retries, proxies and limits are those of every other call.
 *
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_Operations_Amazon_Route_53_Profiles.html
 */

/** As strict as EC2's. */
class StrictRestJsonProtocol extends AwsRestJsonProtocol {
  constructor(options: ConstructorParameters<typeof AwsRestJsonProtocol>[0]) {
    super(options);
    const inner = this.getPayloadCodec().createDeserializer();
    if (inner instanceof JsonShapeDeserializer2)
      this.deserializer = new HttpInterceptingShapeDeserializer(
        new StrictJson(inner.settings),
        inner.settings,
      );
  }
}

/** A client of Route 53 Profiles, from the settings that all clients share. */
export const profilesClient = (config: Route53ClientConfig): Route53Client =>
  new Route53Client({
    ...config,
    serviceId: 'Route53Profiles',
    protocol: StrictRestJsonProtocol,
    protocolSettings: { defaultNamespace: NAMESPACE },
    endpointProvider: ({ Endpoint, Region = '', UseFIPS }) => {
      const suffix = URL_SUFFIX[partitionOf(Region) ?? 'aws'];
      const host = `route53profiles${UseFIPS ? '-fips' : ''}.${Region}.${suffix}`;
      return {
        url: new URL(typeof Endpoint === 'string' ? Endpoint : `https://${host}`),
        properties: {
          authSchemes: [
            { name: 'sigv4', signingName: 'route53profiles', signingRegion: Region, properties: {} },
          ],
        },
      };
    },
  });

const NAMESPACE = 'com.amazonaws.route53profiles';

interface Page {
  readonly NextToken?: string;
}

/** How a Profile is associated with a VPC. */
export interface ProfileAssociation {
  readonly ProfileId?: string;
  readonly Status?: string;
}

/** What is in a Profile. */
export interface ProfileResource {
  readonly ResourceArn?: string;
  /** The account that put it there. */
  readonly OwnerId?: string;
  readonly Status?: string;
}

type Output<T> = T & { readonly $metadata: object };

const STRING = 0;
const STRUCTURE = 3;
const LIST = 1;
const OPERATION = 9;

const structure = (name: string, members: Readonly<Record<string, unknown>>) =>
  [STRUCTURE, NAMESPACE, name, 0, Object.keys(members), Object.values(members)] as const;
const listOf = (name: string, item: unknown) => [LIST, NAMESPACE, name, 0, item] as const;
const query = (name: string) => [STRING, { httpQuery: name }] as const;

const build = makeBuilder<Route53Client['config'], object, Output<object>>(
  {
    UseFIPS: { type: 'builtInParams', name: 'useFipsEndpoint' },
    Endpoint: { type: 'builtInParams', name: 'endpoint' },
    Region: { type: 'builtInParams', name: 'region' },
  },
  'Route53Profiles',
  'Route53ProfilesClient',
  getEndpointPlugin,
);

/** An operation, to be sent by `profilesClient`: Route 53's client knows the types of its own alone. */
function operation<Input extends object, Reply extends object>(
  name: string,
  path: string,
  input: Readonly<Record<string, unknown>>,
  output: Readonly<Record<string, unknown>>,
): (client: Route53Client, asked: Input) => Promise<Reply> {
  const schema = [
    ...[OPERATION, NAMESPACE, name, { http: ['GET', path, 200] }],
    () => structure(`${name}Request`, input),
    () => structure(`${name}Response`, output),
  ];
  const Command = build<Input, Output<Reply>>({}, () => [], name, schema as never);
  return (client, asked) => client.send(new Command(asked) as never) as Promise<unknown> as Promise<Reply>;
}

const association = structure('ProfileAssociation', { ProfileId: STRING, Status: STRING });
const resource = structure('ProfileResourceAssociation', {
  ResourceArn: STRING,
  OwnerId: STRING,
  Status: STRING,
});

/** Which Profiles are associated with a VPC: one at most. */
export const listProfileAssociations = operation<
  { readonly ResourceId: string; readonly NextToken?: string | undefined },
  Page & { readonly ProfileAssociations?: ProfileAssociation[] }
>(
  'ListProfileAssociations',
  '/profileassociations',
  { ResourceId: query('resourceId'), NextToken: query('nextToken') },
  { ProfileAssociations: () => listOf('ProfileAssociations', () => association), NextToken: STRING },
);

/** What is in a Profile: private hosted zones, interface endpoints, and others. */
export const listProfileResourceAssociations = operation<
  { readonly ProfileId: string; readonly NextToken?: string | undefined },
  Page & { readonly ProfileResourceAssociations?: ProfileResource[] }
>(
  'ListProfileResourceAssociations',
  '/profileresourceassociations/profileid/{ProfileId}',
  { ProfileId: [STRING, { httpLabel: 1 }], NextToken: query('nextToken') },
  {
    ProfileResourceAssociations: () => listOf('ProfileResourceAssociations', () => resource),
    NextToken: STRING,
  },
);
