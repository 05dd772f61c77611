import { sentenceCase } from '../text/sentence-case.ts';
import type { Path, Traced } from '../trace/path.ts';
import { counted, subjectOf } from './effect.ts';
import { type FaultOf, type Observation, unique } from './rule.ts';

/** A path that an endpoint serves from a different Availability Zone than the tasks', although it could be in theirs. */
export interface Crossing {
  readonly path: Path;
  readonly fault: FaultOf<'cross-az'>;
  /** The tasks' zone. */
  readonly az: string;
  /** The zones where the endpoint has network interfaces. */
  readonly endpointAzs: readonly string[];
}

/**
 * The crossings that can be fixed. If the service isn't available in the tasks' zone, another zone is the right answer.
 */
export function crossings({ network, paths }: Traced): Crossing[] {
  const azs = new Map(network.subnets.map(({ id, az }) => [id, az]));
  const endpoints = new Map((network.endpoints ?? []).map((endpoint) => [endpoint.id, endpoint]));
  const offers = new Map((network.offers ?? []).map((offer) => [offer.serviceName, offer]));
  return paths.flatMap((path) =>
    path.faults.flatMap((fault): Crossing[] => {
      const az = azs.get(path.subnetId);
      if (fault.rule !== 'cross-az' || az === undefined) return [];
      const endpoint = endpoints.get(fault.endpointId);
      const offer = offers.get(endpoint?.serviceName ?? '');
      if (offer && !offer.azs.includes(az)) return [];
      const endpointAzs = unique((endpoint?.subnetIds ?? []).flatMap((id) => azs.get(id) ?? []));
      return [{ path, fault, az, endpointAzs }];
    }),
  );
}

/**
 * Crossings with one cause as a rule's observation.
 *
 * @param sentence builds the message from the requests, the endpoints, and whether there are several endpoints
 */
export function crossingObservation(
  found: readonly Crossing[],
  sentence: (requests: string, endpoints: string, several: boolean) => string,
): Observation {
  const services = unique(found.map(({ path }) => path.service));
  const endpointIds = unique(found.map(({ fault }) => fault.endpointId));
  return {
    services,
    subnetIds: unique(found.map(({ path }) => path.subnetId)),
    resourceIds: endpointIds,
    message: sentence(
      sentenceCase(subjectOf(services)),
      counted(endpointIds, 'endpoint'),
      endpointIds.length > 1,
    ),
    faults: found.map(({ fault }) => fault),
  };
}
