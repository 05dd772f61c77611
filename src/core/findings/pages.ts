import blockPublicAccess from '../../../docs/rules/block-public-access.md';
import crossAz from '../../../docs/rules/cross-az.md';
import customDns from '../../../docs/rules/custom-dns.md';
import ecsEndpointsPartial from '../../../docs/rules/ecs-endpoints-partial.md';
import endpointDuplicate from '../../../docs/rules/endpoint-duplicate.md';
import endpointIpv6Only from '../../../docs/rules/endpoint-ipv6-only.md';
import endpointMissing from '../../../docs/rules/endpoint-missing.md';
import endpointNotAvailable from '../../../docs/rules/endpoint-not-available.md';
import endpointNotOffered from '../../../docs/rules/endpoint-not-offered.md';
import endpointPolicyDenies from '../../../docs/rules/endpoint-policy-denies.md';
import endpointPolicyUndecided from '../../../docs/rules/endpoint-policy-undecided.md';
import endpointSecurityGroupBlocks from '../../../docs/rules/endpoint-security-group-blocks.md';
import endpointUnneeded from '../../../docs/rules/endpoint-unneeded.md';
import gatewayRouteMissing from '../../../docs/rules/gateway-route-missing.md';
import gatewayRouteOverridden from '../../../docs/rules/gateway-route-overridden.md';
import hostedZoneAnswers from '../../../docs/rules/hosted-zone-answers.md';
import ipv6OnlySubnet from '../../../docs/rules/ipv6-only-subnet.md';
import localRouteOverridden from '../../../docs/rules/local-route-overridden.md';
import naclBlocks from '../../../docs/rules/nacl-blocks.md';
import noPublicAddress from '../../../docs/rules/no-public-address.md';
import notPermitted from '../../../docs/rules/not-permitted.md';
import privateDnsOff from '../../../docs/rules/private-dns-off.md';
import publicSubnet from '../../../docs/rules/public-subnet.md';
import resourceNotShown from '../../../docs/rules/resource-not-shown.md';
import s3EndpointMissing from '../../../docs/rules/s3-endpoint-missing.md';
import s3InterfaceOnly from '../../../docs/rules/s3-interface-only.md';
import s3RouteMissing from '../../../docs/rules/s3-route-missing.md';
import s3RouteOverridden from '../../../docs/rules/s3-route-overridden.md';
import sharedVpc from '../../../docs/rules/shared-vpc.md';
import singleAz from '../../../docs/rules/single-az.md';
import taskSecurityGroupBlocks from '../../../docs/rules/task-security-group-blocks.md';
import taskSecurityGroupsUnknown from '../../../docs/rules/task-security-groups-unknown.md';
import vpcDnsHostnamesOff from '../../../docs/rules/vpc-dns-hostnames-off.md';
import vpcDnsSupportOff from '../../../docs/rules/vpc-dns-support-off.md';
import type { RuleId } from './rule.ts';

/** The page of each rule, as `--explain` prints it and docs/rules shows it. */
export const PAGES: Readonly<Record<RuleId, string>> = {
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
};
