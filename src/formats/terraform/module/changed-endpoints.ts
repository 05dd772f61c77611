import type { ServiceName } from '../../../core/catalogue.ts';
import type { Change } from '../../../core/plan/change.ts';
import { hclLabel } from '../hcl-value.ts';

/** An existing endpoint that a module changes. */
export interface ChangedEndpoint {
  readonly service: ServiceName;
  readonly endpointId: string;
  /** Its service, and a number from the second one of a service on: a module holds for several networks, so it names no ID. */
  readonly label: string;
}

/** The existing endpoints that changes are about, each once. */
export function changedEndpoints(changes: readonly Change[]): ChangedEndpoint[] {
  const found: ChangedEndpoint[] = [];
  for (const change of changes) {
    if (!('endpointId' in change && 'service' in change)) continue;
    const { service, endpointId } = change;
    if (found.some((other) => other.endpointId === endpointId)) continue;
    const count = found.filter((other) => other.service === service).length + 1;
    found.push({ service, endpointId, label: hclLabel(service) + (count > 1 ? `_${count}` : '') });
  }
  return found;
}
