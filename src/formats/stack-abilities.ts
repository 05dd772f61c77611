import type { Endpoint } from '../core/network/network.ts';
import { documentOf } from '../core/network/policy-document.ts';
import type { Abilities } from '../core/plan/abilities.ts';

/**
 * What CloudFormation replaces wherever it stands in a template, with no way to write it as plain text.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export const DYNAMIC_REFERENCE = /\{\{resolve:/;

/**
 * What CDK writes into strings for values that it fills in later, with no escape for a text that looks the same.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/tokens.html
 */
export const CDK_TOKEN = /\$\{Token\[[\w:.-]+\]\}|-1\.\d{10,16}e\+289/;

/** What CloudFormation, and CDK on top of it, has resources for: it can only add what is a resource of its own. */
export const STACK_RESOURCES: Abilities['resources'] = {
  'create-interface-endpoint': ['AWS::EC2::VPCEndpoint', 'AWS::EC2::SecurityGroup'],
  'create-gateway-endpoint': ['AWS::EC2::VPCEndpoint'],
  'authorize-ingress': ['AWS::EC2::SecurityGroupIngress'],
  'authorize-egress': ['AWS::EC2::SecurityGroupEgress'],
  'add-network-acl-entry': ['AWS::EC2::NetworkAclEntry'],
};

/**
 * What the templates do not state of an endpoint. An import ends with an update of the endpoint to what the template says, so
 * that what it leaves open may become AWS's default.
 *
 * @param replaced the texts that the format would put something else in the place of
 */
export const obstacleToImport =
  (label: string, replaced: readonly RegExp[]): Abilities['obstacleToImport'] =>
  ({ ipAddressType, inboundResolverOnly, tags, policy }: Endpoint) => {
    if (ipAddressType !== undefined && !PLAIN_ADDRESSES.includes(ipAddressType.toLowerCase()))
      return `its IP address type is ${ipAddressType}`;
    if (inboundResolverOnly) return 'its private DNS is for Resolver inbound endpoints alone';
    const texts = JSON.stringify([tags, documentOf(policy)]);
    return replaced.some((text) => text.test(texts))
      ? `its tags or its policy hold a text that ${label} replaces`
      : undefined;
  };

const PLAIN_ADDRESSES: readonly string[] = ['ipv4', 'not-specified'];
