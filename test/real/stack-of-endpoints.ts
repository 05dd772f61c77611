import type { VpcEndpoint } from '@aws-sdk/client-ec2';

/** A template, as far as it is looked at. */
export interface Stack {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly DeletionPolicy?: string;
        readonly UpdateReplacePolicy?: string;
        readonly Properties: Readonly<Record<string, unknown>>;
      }
    >
  >;
}

/** What a template must say of an endpoint so that it says what EC2 says, with nothing left out. */
export function propertiesIn(endpoint: VpcEndpoint | undefined): Record<string, unknown> {
  const { ServiceName, VpcEndpointType, VpcId, PolicyDocument = '', Tags = [] } = endpoint ?? {};
  const { SubnetIds = [], Groups = [], RouteTableIds = [], PrivateDnsEnabled } = endpoint ?? {};
  const all = {
    ServiceName,
    VpcEndpointType,
    VpcId,
    SubnetIds: [...SubnetIds].sort(),
    SecurityGroupIds: Groups.map(({ GroupId }) => GroupId).sort(),
    RouteTableIds: [...RouteTableIds].sort(),
    PolicyDocument: JSON.parse(PolicyDocument),
    Tags,
  };
  return {
    ...Object.fromEntries(
      Object.entries(all).filter(([, value]) => !Array.isArray(value) || value.length > 0),
    ),
    ...(VpcEndpointType === 'Interface' ? { PrivateDnsEnabled } : {}),
  };
}

/** Endpoints as far as they can be told apart: with policies as data and without the tags by which a stack knows its own. */
export const comparable = (endpoints: Readonly<Record<string, VpcEndpoint>>) =>
  Object.fromEntries(
    Object.entries(endpoints).map(([id, endpoint]) => [
      id,
      {
        ...endpoint,
        PolicyDocument: JSON.parse(endpoint.PolicyDocument ?? ''),
        SubnetIds: [...(endpoint.SubnetIds ?? [])].sort(),
        RouteTableIds: [...(endpoint.RouteTableIds ?? [])].sort(),
        NetworkInterfaceIds: endpoint.NetworkInterfaceIds?.length,
        Tags: (endpoint.Tags ?? []).filter(({ Key }) => !Key?.startsWith('aws:')),
      },
    ]),
  );
