/**
 * What CloudWatch counted in a window of time, of the NAT gateways and interface endpoints of a VPC. Bytes are whole numbers; a
 * figure that is not known is undefined, never 0.
 */
export interface Traffic extends TrafficWindow {
  /** Those that EC2 or a route of the VPC names, deleted ones among them. */
  readonly natGateways: readonly NatGatewayTraffic[];
  readonly endpoints: readonly EndpointTraffic[];
  /** NAT gateways with data that EC2 shows in no VPC: they are deleted, and CloudWatch does not say which VPC they were in. */
  readonly deleted: readonly NatGatewayTraffic[];
  /** What is not known, and why: one sentence each. */
  readonly gaps: readonly string[];
}

export interface TrafficWindow {
  /** ISO 8601, UTC; the start of a period. */
  readonly from: string;
  /** ISO 8601, UTC; it may cut the last period short. */
  readonly to: string;
  readonly periodSeconds: number;
  /** The moment of a change (`--since`): ISO 8601, UTC. */
  readonly since?: string;
}

/** The four byte counters of a NAT gateway; undefined where CloudWatch has no data point, or could not be asked. */
export interface NatGatewayBytes {
  readonly bytesInFromDestination: number | undefined;
  readonly bytesOutToDestination: number | undefined;
  readonly bytesInFromSource: number | undefined;
  readonly bytesOutToSource: number | undefined;
}

export interface NatGatewayTraffic extends NatGatewayBytes {
  readonly natGatewayId: string;
  /** One for each period of the window, in their order. */
  readonly series: readonly TrafficPoint[];
}

export interface TrafficPoint extends NatGatewayBytes {
  /** When the period begins: ISO 8601, UTC. */
  readonly at: string;
}

export interface EndpointTraffic {
  readonly endpointId: string;
  /** As in findings (`ecr.api`), or the whole name of a service that is not this Region's. */
  readonly service: string;
  /** In both directions. 0 where CloudWatch answered in full and has no data point: it gets one only where there is traffic. */
  readonly bytesProcessed: number | undefined;
  /** When it was created, where that was in the window: ISO 8601, UTC. */
  readonly createdAt?: string;
}
