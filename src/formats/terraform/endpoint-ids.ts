import type { ServiceName } from '../../core/catalogue.ts';
import type { Plan } from '../../core/plan/planned.ts';
import type { GatewayView } from './gateway-views.ts';
import type { Hcl } from './hcl-value.ts';
import type { References } from './references.ts';

/**
 * The output entries for endpoints outside `aws_vpc_endpoint.interface`. A service's second endpoint is `s3/2`.
 *
 * @param interfaces The services of the endpoints inside it.
 * @throws {Error} when the plan names a new endpoint that none of its changes creates: an internal error
 */
export function endpointIds(
  plan: Plan,
  interfaces: readonly ServiceName[],
  newGateways: readonly GatewayView[],
  references: References,
): [key: string, id: Hcl][] {
  const seen = new Map<string, number>(interfaces.map((service) => [service, 1]));
  return plan.endpoints.flatMap(({ service, kind, action, endpointId }): [string, Hcl][] => {
    if (kind === 'interface' && action === 'create') return [];
    const gateway = newGateways.find((each) => each.service === service);
    const id = endpointId === undefined ? gateway?.endpointId : references.output(service, endpointId);
    if (id === undefined && endpointId !== undefined) return [];
    if (id === undefined) throw new Error(`the plan has no change that creates the endpoint of ${service}`);
    const count = (seen.get(service) ?? 0) + 1;
    seen.set(service, count);
    return [[count > 1 ? `${service}/${count}` : service, id]];
  });
}
