import type { Flows } from '../../core/evidence/traffic.ts';
import { bytesText } from './bytes-text.ts';

/** What the flow logs say of one NAT gateway: one sentence. Undefined where they say nothing. */
export function flowSentence(flows: Flows | undefined, natGatewayId: string): string | undefined {
  const services = flows?.natGateways.find((one) => one.natGatewayId === natGatewayId)?.services;
  if (!services || services.length === 0) return undefined;
  const all = services.reduce((sum, { bytes }) => sum + bytes, 0);
  const parts = services.map(
    ({ service, bytes }) =>
      `${nameOf(service, flows)} ${bytesText(bytes)}${all > 0 ? ` (${share(bytes, all)})` : ''}`,
  );
  return `By the flow logs: ${parts.join(', ')}.`;
}

function nameOf(service: string | null, flows: Flows | undefined): string {
  if (service === 'AMAZON') return 'other AWS services';
  if (service !== null) return service;
  return flows?.by === 'aws-service' ? 'outside of AWS' : 'everything else';
}

const share = (bytes: number, all: number): string => {
  const percent = (bytes / all) * 100;
  if (bytes > 0 && percent < 1) return 'below 1 %';
  return percent > 99 && bytes < all ? 'over 99 %' : `${Math.round(percent)} %`;
};

/** How the flow logs were read. Undefined where no query was run. */
export const scanSentence = (flows: Flows | undefined): string | undefined =>
  flows?.bytesScanned === undefined
    ? undefined
    : `The query of flow log ${flows.flowLogId} scanned ${bytesText(flows.bytesScanned)}.`;
