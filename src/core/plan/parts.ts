import type { ServiceName } from '../catalogue.ts';
import type { Change } from './change.ts';
import type { Plan } from './planned.ts';
import { peerId } from './security-group-text.ts';

/** Everything that a plan makes or keeps and that a plan without it would have a deployment remove, each in a few words. */
export const partsOf = ({
  newVpc,
  vpcCidr,
  subnets,
  adopted,
  securityGroup,
  changes,
  byHand,
}: Plan): string[] => [
  ...(newVpc ? [`VPC ${vpcCidr}`] : []),
  ...(newVpc ? subnets.map(({ cidr, az }) => `subnet ${cidr} of the new VPC${az ? `, in ${az}` : ''}`) : []),
  ...adopted.map(({ id }) => `${IMPORT}${id}`),
  ...(securityGroup?.sources.map(({ peer }) => `${ACCESS} ${peerId(peer)}`) ?? []),
  ...[...changes, ...byHand].flatMap(partsOfChange),
];

/** The parts that a change makes. */
export function partsOfChange(change: Change): string[] {
  switch (change.kind) {
    case 'create-interface-endpoint':
      return [
        endpointOf(change.service),
        ...change.subnetIds.map((id) => `network interface of the ${change.service} endpoint in ${id}`),
      ];
    case 'create-hosted-zone':
      return change.vpcIds.map((id) => `${ZONE}${change.service} endpoint in ${id}`);
    case 'create-gateway-endpoint':
      return [
        endpointOf(change.service),
        ...change.routeTableIds.map((id) => `route to ${change.service} in ${id}`),
        ...(change.policy ? [] : [`access to all of ${change.service} through its endpoint`]),
      ];
    case 'add-route-tables':
      return change.routeTableIds.map((id) => `route to ${change.endpointId} in ${id}`);
    case 'add-subnets':
      return change.subnetIds.map((id) => `network interface of ${change.endpointId} in ${id}`);
    case 'enable-private-dns':
      return [`private DNS of ${change.endpointId}`];
    case 'limit-s3-private-dns':
      return [`private DNS of ${change.endpointId} for Resolver inbound endpoints only`];
    case 'set-endpoint-policy':
      return [`policy of ${change.endpointId}`];
    case 'set-vpc-attribute':
      return [`VPC attribute ${change.attribute}`];
    case 'authorize-ingress':
      return [`inbound rule of ${change.groupId} for ${peerId(change.source)}`];
    case 'authorize-egress':
      return [`outbound rule of ${change.groupId} for ${peerId(change.destination)}`];
    case 'add-network-acl-entry':
      return [`rule ${change.ruleNumber} (${change.egress ? 'outbound' : 'inbound'}) of ${change.aclId}`];
    case 'delete-route':
      return [`deletion of route ${change.destination} in ${change.routeTableId}`];
  }
}

/** How a source that the group of the created endpoints lets in begins. */
export const ACCESS = 'access to the new endpoints from';
/** How the taking over of an endpoint begins. */
export const IMPORT = 'import of ';
/** How a created endpoint begins. */
export const ENDPOINT = 'endpoint for ';
/** How a hosted zone that answers in a VPC begins. */
export const ZONE = 'hosted zone of the ';
/** The endpoint of a service as a part. */
export const endpointOf = (service: ServiceName): string => `${ENDPOINT}${service}`;

/** Whether a part comes and goes with an endpoint that is created. */
export const isPartOfEndpoint = (part: string, endpoint: string): boolean => {
  const service = endpoint.startsWith(ENDPOINT) ? endpoint.slice(ENDPOINT.length) : undefined;
  return (
    service !== undefined &&
    [
      `network interface of the ${service} endpoint `,
      `route to ${service} in `,
      `access to all of ${service} `,
      `${ZONE}${service} endpoint `,
    ].some((start) => part.startsWith(start))
  );
};
