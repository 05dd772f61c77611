import { type CloudWatchClient, paginateListMetrics } from '@aws-sdk/client-cloudwatch';
import { paginateDescribeNatGateways, paginateDescribeVpcEndpoints } from '@aws-sdk/client-ec2';
import * as v from 'valibot';
import {
  BYTES_PROCESSED,
  type Measured,
  type MeasuredEndpoint,
  NAT_METRICS,
  toTraffic,
} from '../../../core/evidence/to-traffic.ts';
import type { Traffic, TrafficWindow } from '../../../core/evidence/traffic.ts';
import type { Network } from '../../../core/network/network.ts';
import { allItems } from '../all-items.ts';
import { type AwsTarget, withEc2 } from '../aws-client.ts';
import { itemWith } from '../reply-schema.ts';
import { type Answered, answered } from './answered.ts';
import { type Metric, type MetricReply, readMetrics } from './metric-data.ts';
import { withCloudWatch } from './with-cloudwatch.ts';

/**
 * What CloudWatch counted for the NAT gateways and interface endpoints of a network. It only reads. Whatever is not answered, for
 * whatever reason, is unknown, and `gaps` says why: evidence is never the reason why there is no report.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway-cloudwatch.html
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-cloudwatch-metrics.html
 */
export async function readTraffic(
  target: AwsTarget,
  network: Network,
  window: TrafficWindow,
): Promise<Traffic> {
  const gaps: string[] = [];
  const told = <T>(reply: Answered<T>): T | undefined => {
    if ('value' in reply) return reply.value;
    gaps.push(reply.gap);
    return undefined;
  };
  const natGatewayIds = natGatewaysOf(network, gaps);
  const endpoints = endpointsOf(network, gaps);
  const { deletedIds, measured } = await withCloudWatch(target, async (client) => {
    const withData = told(await listed(client, target)) ?? [];
    const strangers = withData.filter((id) => !natGatewayIds.includes(id));
    const shown = strangers.length === 0 ? [] : told(await shownNatGateways(target));
    // Where EC2 doesn't say which there are, none is taken to be deleted.
    const deletedIds = shown ? strangers.filter((id) => !shown.includes(id)) : [];
    const metrics = [
      ...[...natGatewayIds, ...deletedIds].flatMap(metricsOfNatGateway),
      ...endpoints.filter(({ unmeasured }) => !unmeasured).map((one) => metricOfEndpoint(one, network)),
    ];
    const found = metrics.length === 0 ? undefined : told(await sums(client, target, metrics, window));
    gaps.push(...(found?.says ?? []).map((text) => `CloudWatch says: ${text}`));
    return { deletedIds, measured: found?.measured ?? [] };
  });
  const counted = endpoints.filter(({ id }) => isCounted(id, measured));
  const created = counted.length === 0 ? undefined : told(await creationTimes(target, counted));
  return toTraffic({
    window,
    natGatewayIds,
    deletedIds,
    measured,
    gaps,
    endpoints: endpoints.map((endpoint) => {
      const createdAt = created?.get(endpoint.id);
      return { ...endpoint, ...(createdAt !== undefined && { createdAt }) };
    }),
  });
}

const listed = (client: CloudWatchClient, target: AwsTarget): Promise<Answered<string[]>> =>
  answered(
    target,
    'cloudwatch:ListMetrics',
    'So it is not known whether NAT gateways that were deleted have data.',
    () => natGatewaysWithData(client),
  );

const sums = (
  client: CloudWatchClient,
  target: AwsTarget,
  metrics: readonly Metric[],
  window: TrafficWindow,
): Promise<Answered<MetricReply>> =>
  answered(target, 'cloudwatch:GetMetricData', 'So how much went through is unknown.', () =>
    readMetrics(client, metrics, window),
  );

/** Also those that only a route names: they are deleted, and were of this VPC. */
function natGatewaysOf({ natGateways, routeTables }: Network, gaps: string[]): string[] {
  if (!natGateways)
    gaps.push('The NAT gateways of the VPC were not read; only those that its routes name are looked at.');
  const routed = (routeTables ?? []).flatMap(({ routes }) =>
    routes.flatMap(({ target }) => (target.kind === 'nat-gateway' ? target.id : [])),
  );
  return [...new Set([...(natGateways ?? []).map(({ id }) => id), ...routed])];
}

type AskedEndpoint = MeasuredEndpoint & { readonly serviceName: string };

function endpointsOf({ endpoints, region }: Network, gaps: string[]): AskedEndpoint[] {
  if (!endpoints) gaps.push('The endpoints of the VPC were not read: what they carried is unknown.');
  return (endpoints ?? [])
    .filter(({ kind }) => kind === 'interface')
    .map(({ id, service, serviceName, serviceRegion }) => ({
      id,
      service: service ?? serviceName,
      serviceName,
      ...(serviceRegion !== undefined && serviceRegion !== region && { unmeasured: true as const }),
    }));
}

const NAT_NAMESPACE = 'AWS/NATGateway';
const NAT_DIMENSION = 'NatGatewayId';

const metricsOfNatGateway = (resourceId: string): Metric[] =>
  Object.values(NAT_METRICS).map((metric) => ({
    resourceId,
    namespace: NAT_NAMESPACE,
    metric,
    dimensions: { [NAT_DIMENSION]: resourceId },
  }));

const metricOfEndpoint = ({ id, serviceName }: AskedEndpoint, { vpc }: Network): Metric => ({
  resourceId: id,
  namespace: 'AWS/PrivateLinkEndpoints',
  metric: BYTES_PROCESSED,
  dimensions: {
    'Endpoint Type': 'Interface',
    'Service Name': serviceName,
    'VPC Endpoint Id': id,
    'VPC Id': vpc.id,
  },
});

const listedMetric = v.looseObject({
  Dimensions: v.array(v.looseObject({ Name: v.string(), Value: v.string() })),
});

/** The NAT gateways of the Region that had data in the last two weeks: older ones CloudWatch does not list. */
async function natGatewaysWithData(client: CloudWatchClient): Promise<string[]> {
  const metrics = await allItems(
    paginateListMetrics(
      { client },
      { Namespace: NAT_NAMESPACE, MetricName: NAT_METRICS.bytesOutToDestination },
    ),
    (page) => page.Metrics,
    listedMetric,
  );
  const ids = metrics.flatMap(({ Dimensions }) => Dimensions ?? []);
  return [...new Set(ids.flatMap(({ Name, Value }) => (Name === NAT_DIMENSION ? (Value ?? []) : [])))].sort();
}

/** The NAT gateways that EC2 shows in the Region, of any VPC; deleted ones for about an hour. */
const shownNatGateways = (target: AwsTarget): Promise<Answered<string[]>> =>
  answered(
    target,
    'ec2:DescribeNatGateways',
    'So it is not known which of the NAT gateways with data were deleted.',
    async () => {
      const found = await withEc2(target, (client) =>
        allItems(
          paginateDescribeNatGateways({ client, pageSize: 1000 }, {}),
          (page) => page.NatGateways,
          itemWith('NatGatewayId'),
        ),
      );
      return found.flatMap(({ NatGatewayId }) => NatGatewayId ?? []);
    },
  );

/** Whether CloudWatch answered in full: what an endpoint carried is nothing, or so much, in the time that it has existed. */
const isCounted = (id: string, measured: readonly Measured[]): boolean =>
  measured.some(({ resourceId, complete }) => resourceId === id && complete);

/** When endpoints were created: milliseconds since 1970. */
const creationTimes = (
  target: AwsTarget,
  endpoints: readonly AskedEndpoint[],
): Promise<Answered<ReadonlyMap<string, number>>> =>
  answered(
    target,
    'ec2:DescribeVpcEndpoints',
    'So it is not known since when the endpoints exist: new ones carry more a day than is shown.',
    async () => {
      const found = await withEc2(target, (client) =>
        allItems(
          paginateDescribeVpcEndpoints({ client }, { VpcEndpointIds: endpoints.map(({ id }) => id) }),
          (page) => page.VpcEndpoints,
          itemWith('VpcEndpointId'),
        ),
      );
      return new Map(
        found.flatMap(({ VpcEndpointId: id, CreationTimestamp: time }) =>
          id !== undefined && time !== undefined ? [[id, time.getTime()]] : [],
        ),
      );
    },
  );
