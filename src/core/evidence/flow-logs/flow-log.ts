/** A flow log that may tell about a NAT gateway, as EC2 describes it. */
export interface FlowLog {
  readonly id: string;
  /** The VPC, the subnet or the network interface that it is of. */
  readonly resourceId: string;
  readonly destination: 'cloud-watch-logs' | 's3' | 'kinesis-data-firehose' | 'unknown';
  /** Of CloudWatch Logs; undefined where it is in another account, or elsewhere. */
  readonly logGroup: string | undefined;
  /** Of a bucket: `bucket/prefix`, without a slash at its end. */
  readonly bucketPath: string | undefined;
  readonly files: {
    readonly parquet: boolean;
    readonly hivePartitions: boolean;
    readonly hourly: boolean;
  };
  /** The fields of a record in their order, by AWS's names: `pkt-dst-aws-service`. */
  readonly fields: readonly string[];
  /** Whether it has accepted traffic. */
  readonly accepted: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number | undefined;
  /** Why the last delivery failed. */
  readonly failure: string | undefined;
}

/** A network interface of a NAT gateway. */
export interface NatInterface {
  readonly natGatewayId: string;
  readonly interfaceId: string;
  readonly subnetId: string | undefined;
}

/** The fields of a record where nobody chose others. */
const DEFAULT_FIELDS = [
  ...['version', 'account-id', 'interface-id', 'srcaddr', 'dstaddr', 'srcport', 'dstport', 'protocol'],
  ...['packets', 'bytes', 'start', 'end', 'action', 'log-status'],
];

/** The fields of a format as AWS writes it, each as `${bytes}`. */
export const fieldsOf = (format: string | undefined): string[] =>
  format === undefined
    ? DEFAULT_FIELDS
    : [...format.matchAll(/\$\{([a-z0-9-]+)\}/g)].map(([, field = '']) => field);

/**
 * Without these nobody can say which bytes a NAT gateway exchanged with the outside: its records of the same bytes on the way to the
 * clients differ from those by both addresses.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html
 */
const NEEDED = ['interface-id', 'srcaddr', 'dstaddr', 'bytes'];

/** The fields that a flow log lacks to be added up. */
export const lackingFields = ({ fields }: FlowLog): string[] =>
  NEEDED.filter((field) => !fields.includes(field));

/** Whether its records name the AWS service at both ends. */
export const namesServices = ({ fields }: FlowLog): boolean =>
  fields.includes('pkt-src-aws-service') && fields.includes('pkt-dst-aws-service');

/** The interfaces that a flow log has records of. */
export const coveredBy = (
  { resourceId }: FlowLog,
  interfaces: readonly NatInterface[],
  vpcId: string,
): NatInterface[] =>
  interfaces.filter(({ interfaceId, subnetId }) => [vpcId, subnetId, interfaceId].includes(resourceId));
