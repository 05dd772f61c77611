import { coveredBy, type FlowLog, lackingFields, type NatInterface, namesServices } from './flow-log.ts';

/** A flow log that can be added up, and the interfaces that it tells of. */
export interface Choice {
  readonly flowLog: FlowLog;
  readonly interfaces: readonly NatInterface[];
}

/**
 * The flow log that tells most: one in CloudWatch Logs rather than in S3, of more NAT gateways, with the names of services.
 *
 * @returns undefined where none can be added up; `gaps` says what the others lack
 */
export function chooseFlowLog(
  flowLogs: readonly FlowLog[],
  interfaces: readonly NatInterface[],
  vpcId: string,
): { readonly choice: Choice | undefined; readonly gaps: readonly string[] } {
  const looked = flowLogs.map((flowLog) => ({
    flowLog,
    interfaces: coveredBy(flowLog, interfaces, vpcId),
    fault: faultOf(flowLog),
  }));
  const usable = looked.filter((one) => one.fault === undefined && one.interfaces.length > 0);
  const [choice] = usable.toSorted(
    (a, b) =>
      Number(inLogs(b.flowLog)) - Number(inLogs(a.flowLog)) ||
      b.interfaces.length - a.interfaces.length ||
      Number(namesServices(b.flowLog)) - Number(namesServices(a.flowLog)),
  );
  if (choice) return { choice, gaps: gapsOf(choice, interfaces) };
  return { choice: undefined, gaps: [...looked.flatMap(({ fault }) => fault ?? []), whatIsNeeded(vpcId)] };
}

const inLogs = ({ destination }: FlowLog): boolean => destination === 'cloud-watch-logs';

/** Why a flow log can't be added up; undefined where it can. */
function faultOf(flowLog: FlowLog): string | undefined {
  const { id, destination, accepted, logGroup, bucketPath } = flowLog;
  if (!accepted) return `Flow log ${id} has rejected traffic only.`;
  if (destination === 'kinesis-data-firehose')
    return `Flow log ${id} goes to Firehose, which can't be queried.`;
  if (destination === 'unknown')
    return `Flow log ${id} goes to a kind of destination that this version doesn't know.`;
  if (inLogs(flowLog) ? logGroup === undefined : bucketPath === undefined)
    return `EC2 doesn't say where flow log ${id} is stored.`;
  const lacking = lackingFields(flowLog);
  return lacking.length > 0
    ? `The records of flow log ${id} lack ${lacking.join(', ')}, so they can't be added up.`
    : undefined;
}

function gapsOf({ flowLog, interfaces }: Choice, all: readonly NatInterface[]): string[] {
  const covered = new Set(interfaces.map(({ interfaceId }) => interfaceId));
  const others = all.filter(({ interfaceId }) => !covered.has(interfaceId));
  return [
    ...(others.length > 0
      ? [
          `Flow log ${flowLog.id} has no records of ${[...new Set(others.map(({ natGatewayId }) => natGatewayId))].join(', ')}.`,
        ]
      : []),
    ...(flowLog.failure === undefined
      ? []
      : [`The last delivery of flow log ${flowLog.id} failed: ${flowLog.failure}`]),
  ];
}

const whatIsNeeded = (vpcId: string): string =>
  `No flow log tells where the bytes of the NAT gateways go. It takes one of ${vpcId} in CloudWatch Logs or S3, with accepted traffic and ` +
  'the fields interface-id, srcaddr, dstaddr and bytes; with pkt-src-aws-service and pkt-dst-aws-service it names all AWS services. ' +
  'Nothing was created.';
