import { kindOf, PULL_SERVICES, type ServiceName } from '../catalogue.ts';
import type { Network } from '../network/network.ts';
import { serviceSuffix } from '../network/regions.ts';
import { closedSubnets } from '../trace/closed-subnets.ts';
import type { Fault, Path } from '../trace/path.ts';
import { trace } from '../trace/trace.ts';
import type { Need } from '../workload/needs.ts';
import type { Situation } from '../workload/situation.ts';
import {
  type OtherRegionFinding,
  otherRegionAdvice,
  otherRegionSubject,
  type WorkloadFindingData,
} from '../workload/workload-finding.ts';
import type { WorkloadRemark } from '../workload/workload-remark.ts';
import { closedText, PULL_FAILS, whereText } from './way-out-text.ts';

export const isOtherRegion = (finding: WorkloadFindingData): finding is OtherRegionFinding =>
  finding.kind === 'other-region' || finding.kind === 'image-ecr-other-region';

/**
 * How requests to a service in another Region are routed: through the VPC's endpoints for that Region if it has any, else
 * through the route table. Only interface endpoints can serve another Region.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-cross-region-privatelink-support.html
 */
export function otherRegionRemark(
  { kind, origin }: WorkloadRemark,
  finding: OtherRegionFinding,
  scene: Situation,
): WorkloadRemark {
  const paths = pathsTo(finding, origin, scene);
  const of = (...ways: readonly Path['via'][]) => paths.filter(({ via }) => ways.includes(via));
  const [blocked, unknown, outside] = [of('blocked'), of('unknown'), of('nat', 'internet', 'other')];
  const say = (severity: WorkloadRemark['severity'], ...sentences: readonly string[]): WorkloadRemark => ({
    kind,
    severity,
    origin,
    message: [otherRegionSubject(finding), ...sentences].join(' '),
  });
  const advice = otherRegionAdvice(finding);
  if (blocked.length > 0) {
    const subnetIds = [...new Set(blocked.map(({ subnetId }) => subnetId))];
    const why = [...new Set(blocked.flatMap((path) => causeOf(path, origin, scene)))].join(', and ');
    const { severity, outcome } = weightOf(finding, scene);
    return say(severity, `From ${whereText(subnetIds, scene.tasks)} ${why}${outcome}.`, advice);
  }
  if (unknown.length > 0) {
    const why = [...new Set(unknown.map((path) => whyUnknown(path, finding)))].join(', and ');
    return say(
      'unknown',
      `Can't determine whether ${servicesOf(unknown)} there can be reached: ${why}.`,
      advice,
    );
  }
  if (outside.length > 0) {
    return say(
      'warning',
      `The VPC has no endpoint for ${servicesOf(outside)} in that Region, so the requests follow the route table.`,
      advice,
    );
  }
  const endpointIds = [...new Set(paths.flatMap(({ endpointId }) => endpointId ?? []))];
  return say(
    'info',
    `It goes through endpoint${endpointIds.length > 1 ? 's' : ''} ${endpointIds.join(', ')}, which this VPC has for that Region.`,
  );
}

function pathsTo(
  finding: OtherRegionFinding,
  origin: readonly string[],
  { network, tasks }: Situation,
): Path[] {
  const services: readonly ServiceName[] =
    finding.kind === 'other-region' ? [finding.service] : PULL_SERVICES;
  const needs = services.map((service): Need => ({ service, kind: kindOf(service), because: '', origin }));
  return trace(asServing(network, finding.region), needs, tasks);
}

/** The VPC as seen by requests to another Region: its endpoints are those for that Region. */
const asServing = (network: Network, region: string): Network => ({
  ...network,
  region,
  offers: undefined,
  endpoints: network.endpoints?.map((endpoint) => ({
    ...endpoint,
    service:
      endpoint.kind === 'interface' && (endpoint.serviceRegion ?? region) === region
        ? serviceSuffix(endpoint.serviceName, region)
        : undefined,
  })),
});

const servicesOf = (paths: readonly Path[]): string =>
  [...new Set(paths.map(({ service }) => service))].join(', ');

/** Container instances may have an image cached. Anything else that times out fails on EC2 too. */
function weightOf(
  finding: OtherRegionFinding,
  { launchType }: Situation,
): { readonly severity: 'error' | 'warning'; readonly outcome: string } {
  if (finding.kind === 'image-ecr-other-region') {
    return launchType === 'ec2'
      ? { severity: 'warning', outcome: '' }
      : { severity: 'error', outcome: PULL_FAILS };
  }
  return {
    severity: 'error',
    outcome: AT_START.has(finding.service) ? ": tasks can't start" : ': requests time out',
  };
}

/** What tasks can't start without. */
const AT_START: ReadonlySet<ServiceName> = new Set<ServiceName>(['logs', 'secretsmanager', 'ssm']);

/** Faults that say only that there is no endpoint for that Region. Then the route to the internet is what fails. */
const NO_ENDPOINT: ReadonlySet<Fault['rule']> = new Set<Fault['rule']>([
  'endpoint-missing',
  'ecs-endpoints-partial',
  'no-public-address',
  's3-endpoint-missing',
]);

/** Why a path is blocked, as clauses. */
function causeOf(
  { subnetId, faults }: Path,
  origin: readonly string[],
  { network, tasks }: Situation,
): string[] {
  const [fault] = faults.filter(({ rule }) => !NO_ENDPOINT.has(rule));
  if (fault) {
    return [
      'endpointId' in fault
        ? `endpoint ${fault.endpointId} for that Region does not serve it (${fault.rule})`
        : `it can't be reached (${fault.rule})`,
    ];
  }
  return [closedText(closedSubnets(network, { ...tasks, subnetIds: [subnetId] }, origin))];
}

/** Why a path's route can't be determined, as a clause. */
function whyUnknown({ faults, endpointId }: Path, finding: OtherRegionFinding): string {
  const [fault] = faults;
  if (!fault) return 'the route table does not show where they go';
  switch (fault.rule) {
    case 'not-permitted':
      return `${fault.action} is not permitted, or was not called`;
    case 's3-interface-only':
      return finding.kind === 'other-region'
        ? `S3 names in that Region resolve to interface endpoint ${fault.endpointId}`
        : `AWS does not document whether image layers can be pulled through an S3 interface endpoint (${fault.endpointId})`;
    case 'ipv6-only-subnet':
      return 'the tasks have no IPv4 address, and only IPv4 is traced';
    default:
      return endpointId === undefined ? fault.rule : `${fault.rule} at endpoint ${endpointId}`;
  }
}
