import type { Flows, NatGatewayBytes, NatGatewayTraffic, Traffic } from '../../core/evidence/traffic.ts';

/** What was measured, for a JSON document: what is not known is null. */
export function trafficDocument({
  from,
  to,
  periodSeconds,
  since,
  natGateways,
  endpoints,
  deleted,
  flows,
  gaps,
}: Traffic) {
  return {
    from,
    to,
    periodSeconds,
    ...(since !== undefined && { since }),
    natGateways: natGateways.map(natGatewayDocument),
    endpoints: endpoints.map(({ bytesProcessed, ...endpoint }) => ({
      ...endpoint,
      bytesProcessed: bytesProcessed ?? null,
    })),
    deletedNatGateways: deleted.map(natGatewayDocument),
    ...(flows && { flowLogs: flowsDocument(flows) }),
    gaps,
  };
}

const natGatewayDocument = ({ natGatewayId, series, ...bytes }: NatGatewayTraffic) => ({
  natGatewayId,
  ...countersDocument(bytes),
  series: series.map(({ at, ...point }) => ({ at, ...countersDocument(point) })),
});

const countersDocument = (bytes: NatGatewayBytes) => ({
  bytesInFromDestination: bytes.bytesInFromDestination ?? null,
  bytesOutToDestination: bytes.bytesOutToDestination ?? null,
  bytesInFromSource: bytes.bytesInFromSource ?? null,
  bytesOutToSource: bytes.bytesOutToSource ?? null,
});

const flowsDocument = ({ flowLogId, by, bytesScanned, natGateways, athena, gaps }: Flows) => ({
  flowLogId: flowLogId ?? null,
  by: by ?? null,
  bytesScanned: bytesScanned ?? null,
  natGateways,
  ...(athena !== undefined && { athena }),
  gaps,
});
