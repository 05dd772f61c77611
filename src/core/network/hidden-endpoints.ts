import { GATEWAY_SERVICES } from '../catalogue.ts';
import { byId } from './by-id.ts';
import type { Network } from './network.ts';
import { once } from './once.ts';
import { servicePrefixList } from './routing.ts';

/** Why a VPC may have endpoints that EC2 does not show to this account. */
export interface HiddenEndpoints {
  /** Another account is known to own the VPC. */
  readonly shared?: true;
  /** That account. */
  readonly ownerId?: string;
  /** A gateway endpoint that a route leads to and no list names. */
  readonly endpointId?: string;
}

/**
 * Whether the list of endpoints leaves some out: the VPC belongs to another account, which alone is shown its endpoints; or a route
 * of a gateway service's own list leads to an endpoint that is not in the list, which proves as much.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html
 */
export const hiddenEndpoints = once((network: Network): HiddenEndpoints | undefined => {
  const { shared, ownerId } = network.vpc;
  const lists = GATEWAY_SERVICES.map((service) => servicePrefixList(network, service)?.id);
  const proof = network.routeTables
    ?.flatMap(({ routes }) => routes)
    .find(
      ({ destination, target, state }) =>
        target.kind === 'vpc-endpoint' &&
        state === 'active' &&
        lists.includes(destination) &&
        network.endpoints !== undefined &&
        byId(network.endpoints, target.id) === undefined,
    );
  if (!shared && !proof) return undefined;
  return {
    ...(shared && { shared, ...(ownerId && { ownerId }) }),
    ...(proof && { endpointId: proof.target.id }),
  };
});
