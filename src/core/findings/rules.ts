import type { Rule, RuleId } from './rule.ts';
import { blockPublicAccess } from './rules/block-public-access.ts';
import { crossAz } from './rules/cross-az.ts';
import { customDns } from './rules/custom-dns.ts';
import { ecsEndpointsPartial } from './rules/ecs-endpoints-partial.ts';
import { endpointDuplicate } from './rules/endpoint-duplicate.ts';
import { endpointIpv6Only } from './rules/endpoint-ipv6-only.ts';
import { endpointMissing } from './rules/endpoint-missing.ts';
import { endpointNotAvailable } from './rules/endpoint-not-available.ts';
import { endpointNotOffered } from './rules/endpoint-not-offered.ts';
import { endpointPolicyDenies } from './rules/endpoint-policy-denies.ts';
import { endpointPolicyUndecided } from './rules/endpoint-policy-undecided.ts';
import { endpointSecurityGroupBlocks } from './rules/endpoint-security-group-blocks.ts';
import { endpointUnneeded } from './rules/endpoint-unneeded.ts';
import { gatewayRouteMissing } from './rules/gateway-route-missing.ts';
import { gatewayRouteOverridden } from './rules/gateway-route-overridden.ts';
import { hostedZoneAnswers } from './rules/hosted-zone-answers.ts';
import { hubBlocks } from './rules/hub-blocks.ts';
import { ipv6OnlySubnet } from './rules/ipv6-only-subnet.ts';
import { localRouteOverridden } from './rules/local-route-overridden.ts';
import { naclBlocks } from './rules/nacl-blocks.ts';
import { noPublicAddress } from './rules/no-public-address.ts';
import { notPermitted } from './rules/not-permitted.ts';
import { pathGetsWorse } from './rules/path-gets-worse.ts';
import { privateDnsOff } from './rules/private-dns-off.ts';
import { publicSubnet } from './rules/public-subnet.ts';
import { resourceNotShown } from './rules/resource-not-shown.ts';
import { s3EndpointMissing } from './rules/s3-endpoint-missing.ts';
import { s3InterfaceOnly } from './rules/s3-interface-only.ts';
import { s3RouteMissing } from './rules/s3-route-missing.ts';
import { s3RouteOverridden } from './rules/s3-route-overridden.ts';
import { sharedVpc } from './rules/shared-vpc.ts';
import { singleAz } from './rules/single-az.ts';
import { taskSecurityGroupBlocks } from './rules/task-security-group-blocks.ts';
import { taskSecurityGroupsUnknown } from './rules/task-security-groups-unknown.ts';
import { valueUnknown } from './rules/value-unknown.ts';
import { vpcDnsHostnamesOff } from './rules/vpc-dns-hostnames-off.ts';
import { vpcDnsSupportOff } from './rules/vpc-dns-support-off.ts';

/** Every rule, in the order in which equal findings are reported: causes before their consequences. */
export const RULES: Readonly<Record<RuleId, Rule>> = {
  'path-gets-worse': pathGetsWorse,
  'endpoint-missing': endpointMissing,
  's3-endpoint-missing': s3EndpointMissing,
  's3-route-missing': s3RouteMissing,
  's3-route-overridden': s3RouteOverridden,
  's3-interface-only': s3InterfaceOnly,
  'gateway-route-missing': gatewayRouteMissing,
  'gateway-route-overridden': gatewayRouteOverridden,
  'local-route-overridden': localRouteOverridden,
  'endpoint-ipv6-only': endpointIpv6Only,
  'private-dns-off': privateDnsOff,
  'hosted-zone-answers': hostedZoneAnswers,
  'hub-blocks': hubBlocks,
  'shared-vpc': sharedVpc,
  'vpc-dns-support-off': vpcDnsSupportOff,
  'vpc-dns-hostnames-off': vpcDnsHostnamesOff,
  'custom-dns': customDns,
  'endpoint-not-available': endpointNotAvailable,
  'endpoint-not-offered': endpointNotOffered,
  'endpoint-security-group-blocks': endpointSecurityGroupBlocks,
  'task-security-group-blocks': taskSecurityGroupBlocks,
  'task-security-groups-unknown': taskSecurityGroupsUnknown,
  'nacl-blocks': naclBlocks,
  'endpoint-policy-denies': endpointPolicyDenies,
  'endpoint-policy-undecided': endpointPolicyUndecided,
  'ecs-endpoints-partial': ecsEndpointsPartial,
  'cross-az': crossAz,
  'single-az': singleAz,
  'endpoint-duplicate': endpointDuplicate,
  'endpoint-unneeded': endpointUnneeded,
  'no-public-address': noPublicAddress,
  'public-subnet': publicSubnet,
  'block-public-access': blockPublicAccess,
  'ipv6-only-subnet': ipv6OnlySubnet,
  'not-permitted': notPermitted,
  'resource-not-shown': resourceNotShown,
  'value-unknown': valueUnknown,
};

export const RULE_IDS = Object.keys(RULES) as readonly RuleId[];

export const isRuleId = (text: string): text is RuleId => Object.hasOwn(RULES, text);
