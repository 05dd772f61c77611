import { kindOf, type ServiceName } from '../catalogue.ts';
import { byId } from './by-id.ts';
import type { Network } from './network.ts';
import { serviceNameByTable } from './regions.ts';

/** The endpoint service name: the account's own word where it was asked, else the table's. */
export function serviceNameIn(network: Network, service: ServiceName): string {
  const offer = network.offers?.find(
    (candidate) => candidate.service === service && candidate.kind === kindOf(service),
  );
  return offer?.serviceName ?? serviceNameByTable(service, network.region);
}

/**
 * The chosen subnets where an interface endpoint of a service can go: one per AZ, in AZs that the service offers.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
 */
export function placement(network: Network, service: ServiceName, subnetIds: readonly string[]): string[] {
  const offered = offeredAzs(network, service);
  const taken = new Set<string>();
  return subnetIds.filter((id) => {
    const subnet = byId(network.subnets, id);
    if (!subnet || subnet.cidr === undefined) return false;
    const zone = subnet.az ?? subnet.id;
    if (taken.has(zone) || (subnet.az !== undefined && offered && !offered.includes(subnet.az))) return false;
    taken.add(zone);
    return true;
  });
}

/** The AZs where a service's interface endpoint can be: none when it is not offered, undefined when nobody asked. */
export function offeredAzs(network: Network, service: ServiceName): readonly string[] | undefined {
  return network.offers?.find((offer) => offer.service === service && offer.kind === 'interface')?.azs;
}
