import type { Asked, Obstacle } from './front.ts';

/** A VPC that one account shares with another, which has one security group in it. */
export interface SharedVpc {
  readonly participant: string;
  readonly vpcId: string;
  readonly groupId: string;
  /** The access key of the owner. */
  readonly ownersKey: string;
  /** Whether the participant may list security groups. */
  readonly groupsDenied: boolean;
}

/**
 * What EC2 answers a participant, which moto knows nothing of: the owner's answers, except that the owner's endpoints, NAT gateways,
 * interfaces and security groups are not shown.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html
 */
export function asParticipant(shared: SharedVpc, { service, accountId, body }: Asked): Obstacle | undefined {
  if (service !== 'ec2' || accountId !== shared.participant) return undefined;
  const action = new URLSearchParams(body).get('Action') ?? '';
  const items = HIDDEN[action];
  if (items === undefined) return { as: shared.ownersKey };
  if (action === 'DescribeSecurityGroups' && shared.groupsDenied) return DENIED;
  const item = action === 'DescribeSecurityGroups' ? groupOf(shared) : '';
  return {
    status: 200,
    type: 'text/xml',
    body: `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><${items}>${item}</${items}></${action}Response>`,
  };
}

const HIDDEN: Readonly<Record<string, string>> = {
  DescribeSecurityGroups: 'securityGroupInfo',
  DescribeVpcEndpoints: 'vpcEndpointSet',
  DescribeNatGateways: 'natGatewaySet',
  DescribeNetworkInterfaces: 'networkInterfaceSet',
};

const groupOf = ({ participant, vpcId, groupId }: SharedVpc): string =>
  `<item><ownerId>${participant}</ownerId><groupId>${groupId}</groupId><groupName>guest</groupName><groupDescription>guest</groupDescription><vpcId>${vpcId}</vpcId><ipPermissions/><ipPermissionsEgress><item><ipProtocol>-1</ipProtocol><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item></ipPermissionsEgress></item>`;

const DENIED: Obstacle = {
  status: 403,
  type: 'text/xml',
  body: '<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this operation.</Message></Error></Errors></Response>',
};
