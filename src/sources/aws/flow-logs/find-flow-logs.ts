import {
  type FlowLog as FlowLogReply,
  type NatGateway,
  paginateDescribeFlowLogs,
  paginateDescribeNatGateways,
} from '@aws-sdk/client-ec2';
import { type FlowLog, fieldsOf, type NatInterface } from '../../../core/evidence/flow-logs/flow-log.ts';
import { shortened } from '../../../core/text/visible.ts';
import { allItems } from '../all-items.ts';
import { type AwsTarget, withEc2 } from '../aws-client.ts';
import { itemWith } from '../reply-schema.ts';

/** What a VPC has to tell where the bytes of its NAT gateways go. */
export interface FoundFlowLogs {
  readonly flowLogs: readonly FlowLog[];
  readonly interfaces: readonly NatInterface[];
  /** Regional NAT gateways. They have no network interface in the VPC, and flow logs of their own. */
  readonly regional: readonly string[];
}

/**
 * The flow logs of a VPC, of the subnets of its NAT gateways and of their network interfaces.
 *
 * @throws what the SDK throws, and ForeignReply
 */
export const findFlowLogs = (target: AwsTarget, vpcId: string): Promise<FoundFlowLogs> =>
  withEc2(target, async (client) => {
    const natGateways = await allItems(
      paginateDescribeNatGateways(
        { client, pageSize: 1000 },
        { Filter: [{ Name: 'vpc-id', Values: [vpcId] }] },
      ),
      (page) => page.NatGateways,
      itemWith('NatGatewayId'),
    );
    const interfaces = natGateways.flatMap(interfacesOf);
    const resources = [
      vpcId,
      ...interfaces.flatMap(({ subnetId, interfaceId }) => [subnetId ?? [], interfaceId].flat()),
    ];
    const flowLogs = await allItems(
      paginateDescribeFlowLogs(
        { client },
        { Filter: [{ Name: 'resource-id', Values: [...new Set(resources)] }] },
      ),
      (page) => page.FlowLogs,
      itemWith('FlowLogId'),
    );
    return {
      flowLogs: flowLogs.flatMap(toFlowLog),
      interfaces,
      regional: natGateways
        .filter(({ SubnetId }) => SubnetId === undefined)
        .flatMap(({ NatGatewayId }) => NatGatewayId ?? []),
    };
  });

const interfacesOf = ({ NatGatewayId, NatGatewayAddresses, SubnetId }: NatGateway): NatInterface[] => {
  const ids = (NatGatewayAddresses ?? []).flatMap(({ NetworkInterfaceId }) => NetworkInterfaceId ?? []);
  return [...new Set(ids)].map((interfaceId) => ({
    natGatewayId: NatGatewayId ?? '',
    interfaceId,
    subnetId: SubnetId,
  }));
};

const DESTINATIONS = ['cloud-watch-logs', 's3', 'kinesis-data-firehose'] as const;

function toFlowLog(reply: FlowLogReply): FlowLog[] {
  const { FlowLogId: id, ResourceId: resourceId, LogDestination: arn, DestinationOptions: options } = reply;
  if (id === undefined || resourceId === undefined) return [];
  // Before there was a choice, all were in CloudWatch Logs.
  const type = reply.LogDestinationType ?? 'cloud-watch-logs';
  return [
    {
      id,
      resourceId,
      destination: DESTINATIONS.find((name) => name === type) ?? 'unknown',
      logGroup: reply.LogGroupName ?? /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:([^:*]+)/.exec(arn ?? '')?.[1],
      bucketPath: /^arn:[^:]+:s3:::(.+?)\/*$/.exec(arn ?? '')?.[1],
      files: {
        parquet: options?.FileFormat === 'parquet',
        hivePartitions: options?.HiveCompatiblePartitions === true,
        hourly: options?.PerHourPartition === true,
      },
      fields: fieldsOf(reply.LogFormat),
      accepted: reply.TrafficType !== 'REJECT',
      createdAt: reply.CreationTime?.getTime(),
      failure:
        reply.DeliverLogsStatus === 'FAILED'
          ? shortened(reply.DeliverLogsErrorMessage ?? 'no reason is given')
          : undefined,
    },
  ];
}
