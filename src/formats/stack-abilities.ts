import type { Endpoint } from '../core/network/network.ts';
import { documentOf } from '../core/network/policy-document.ts';
import type { Abilities } from '../core/plan/abilities.ts';

/**
 * What CloudFormation replaces anywhere in a template. It has no escape for a text that looks the same.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export const DYNAMIC_REFERENCE = /\{\{resolve:/;

/**
 * What CDK writes into strings for values that it fills in later. It has no escape for a text that looks the same.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/tokens.html
 */
export const CDK_TOKEN = /\$\{Token\[[\w:.-]+\]\}|-1\.\d{10,16}e\+289/;

/** What CloudFormation, and therefore CDK, has resources for: a stack can only add whole resources. */
export const STACK_RESOURCES: Abilities['resources'] = {
  'create-interface-endpoint': ['AWS::EC2::VPCEndpoint', 'AWS::EC2::SecurityGroup'],
  'create-gateway-endpoint': ['AWS::EC2::VPCEndpoint'],
  'authorize-ingress': ['AWS::EC2::SecurityGroupIngress'],
  'authorize-egress': ['AWS::EC2::SecurityGroupEgress'],
  'add-network-acl-entry': ['AWS::EC2::NetworkAclEntry'],
};

/**
 * Properties of an endpoint that the templates can't state. An import ends with an update of the endpoint to what the
 * template says, so what is left out may become AWS's default.
 *
 * @param replaced the texts that the format would replace
 */
export const obstacleToImport =
  (label: string, replaced: readonly RegExp[]) =>
  ({ ipAddressType, inboundResolverOnly, tags, policy }: Endpoint): string | undefined => {
    if (ipAddressType !== undefined && !PLAIN_ADDRESSES.includes(ipAddressType.toLowerCase()))
      return `its IP address type is ${ipAddressType}`;
    if (inboundResolverOnly) return 'its private DNS is only for Resolver inbound endpoints';
    const texts = JSON.stringify([tags, documentOf(policy)]);
    return replaced.some((text) => text.test(texts))
      ? `its tags or its policy contain a text that ${label} would replace`
      : undefined;
  };

const PLAIN_ADDRESSES: readonly string[] = ['ipv4', 'not-specified'];

/** Why deployed code of a stack keeps its name prefix. */
export const KEEPS_NAME =
  'The name is the value of the tag by which a run knows what the stack has made: under another one, it would take that for ' +
  "somebody else's, and a stack of that name would be a second one with the same private DNS names, which AWS refuses.";
