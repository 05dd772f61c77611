import page from '../../../../docs/rules/not-permitted.md';
import type { Network, Unreadable } from '../../network/network.ts';
import type { Traced } from '../../trace/path.ts';
import { subjectOf } from '../effect.ts';
import { type Cause, causes, type FaultOf, type Observation, type Rule, unique } from '../rule.ts';

/**
 * A call was denied or failed. What depends on it is unknown. If nothing does, it is still a warning, because what the call
 * would have shown was not checked.
 */
export const notPermitted: Rule = {
  severity: 'unknown',
  page,
  observe: (scene) => {
    const found = causes(scene.paths, 'not-permitted', ({ call }) => call);
    const touching = new Set(found.flatMap(({ faults }) => faults.map(({ call }) => call)));
    return [
      ...found.map((cause) => dependent(cause, scene.network)),
      ...scene.network.unreadable
        .filter(({ call }) => !touching.has(call))
        .map((unread) => unchecked(unread, scene)),
    ];
  },
};

function dependent(cause: Cause<'not-permitted'>, network: Network): Observation {
  const [first] = cause.faults;
  const undecided = cause.paths.filter(({ via }) => via === 'unknown');
  const touched = unique((undecided.length > 0 ? undecided : cause.paths).map(({ service }) => service));
  const question =
    undecided.length > 0
      ? `which way ${subjectOf(touched, cause.paths)} go`
      : `whether anything else blocks ${subjectOf(touched, cause.paths)}`;
  return {
    services: cause.services,
    subnetIds: cause.subnetIds,
    resourceIds: [],
    message: `Can't determine ${question}, ${remedy(network, first)}.`,
    faults: [],
    severity: undecided.length > 0 ? 'unknown' : 'warning',
  };
}

function unchecked({ call, action }: Unreadable, { needs, tasks }: Traced): Observation {
  return {
    services: needs.map(({ service }) => service),
    subnetIds: tasks.subnetIds,
    resourceIds: [],
    message: `Not checked: ${CHECKS[call] ?? 'what it would have shown'}, because ${call} was denied or failed: allow ${action}.`,
    faults: [],
    severity: 'warning',
  };
}

/** What each call shows, as a clause after "Not checked". */
const CHECKS: Readonly<Record<string, string>> = {
  DescribeVpcAttribute: 'whether DNS support and DNS hostnames are on',
  DescribeDhcpOptions: 'which name servers the tasks use',
  DescribeRouteTables: 'where the route tables lead',
  DescribeVpcEndpoints: 'which endpoints there are',
  DescribeNetworkInterfaces: 'which addresses the endpoints have',
  DescribeSecurityGroups: 'whether security groups allow the traffic',
  DescribeNetworkAcls: 'whether network ACLs allow the traffic',
  DescribeNatGateways: 'whether the NAT gateways work',
  DescribePrefixLists: 'which addresses S3 and DynamoDB have',
  GetManagedPrefixListEntries: 'which addresses the prefix lists contain',
  ListHostedZonesByVPC: 'which private hosted zones apply to the VPC',
  ListProfileAssociations: 'which Route 53 Profile the VPC has',
  ListProfileResourceAssociations: 'which hosted zones and endpoints the Route 53 Profile has',
  ListResourceRecordSets: 'where the records of private hosted zones point',
  DescribeVpcEndpointServices: 'in which Availability Zones the services are offered',
};

/** Older snapshots lack calls that were not made yet. A call that was denied is named in the snapshot. */
const remedy = ({ source, unreadable }: Network, fault: FaultOf<'not-permitted'> | undefined): string =>
  source === 'snapshot' && !unreadable.some(({ call }) => call === fault?.call)
    ? `because the snapshot lacks the result of ${fault?.call}: save it again with ${fault?.action} allowed`
    : `because ${fault?.call} was denied or failed: allow ${fault?.action}`;
