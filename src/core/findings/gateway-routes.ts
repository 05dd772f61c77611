import { counted, effect, listOf } from './effect.ts';
import { type Cause, type Observation, unique } from './rule.ts';

// What S3 and the other gateway services share. S3 has its own rules because people search for them by name.

type Missing = Cause<'s3-route-missing'> | Cause<'gateway-route-missing'>;
type Overridden = Cause<'s3-route-overridden'> | Cause<'gateway-route-overridden'>;

/** A gateway endpoint exists, but route tables of the tasks have no route to it. `gateway` is what to call it. */
export function routeMissing(cause: Missing, gateway: string): Observation {
  const tables = unique(cause.faults.map(({ routeTableId }) => routeTableId));
  const endpointIds = unique(cause.faults.flatMap((fault) => fault.endpointIds));
  const main = tables.length === 1 && cause.faults.some(({ implicit }) => implicit);
  return {
    services: cause.services,
    subnetIds: cause.subnetIds,
    resourceIds: [...tables, ...endpointIds],
    message: `${effect(cause)}, because ${counted(tables, 'route table')}${main ? " (the VPC's main table)" : ''} ${tables.length > 1 ? 'have' : 'has'} no route to ${gateway} ${counted(endpointIds, 'endpoint')}.`,
    // One change adds all tables at once.
    faults: cause.faults.slice(0, 1),
  };
}

/** Routes to one target that are more specific than a gateway endpoint's. */
export function routeOverridden(cause: Overridden, gateway: string): Observation {
  const tables = unique(cause.faults.map(({ routeTableId }) => routeTableId));
  const destinations = unique(cause.faults.map(({ destination }) => destination));
  const [first] = cause.faults;
  const many = destinations.length > 1;
  return {
    services: cause.services,
    subnetIds: cause.subnetIds,
    resourceIds: unique([...tables, ...cause.faults.flatMap((fault) => [fault.targetId, fault.endpointId])]),
    message: `${effect(cause)}, because in ${counted(tables, 'route table')} the more specific route${many ? 's' : ''} ${listOf(destinations)} to ${first?.targetId} win${many ? '' : 's'} over ${gateway} endpoint ${first?.endpointId}.`,
    faults: cause.faults,
  };
}
