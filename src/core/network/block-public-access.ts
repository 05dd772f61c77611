import { byId } from './by-id.ts';
import type { BlockMode, Network, Route, Subnet } from './network.ts';

/**
 * What VPC Block Public Access does to a way out over IPv4: nothing, it stops it, or that can't be determined.
 *
 * `block-bidirectional` stops internet gateways and all that needs one: public NAT gateways, and carrier gateways. `block-ingress`
 * leaves of these only what goes by a NAT gateway. For NAT the gateway's own subnet counts: that is where the way to the internet
 * gateway begins.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html
 */
export function blockedAccess(
  network: Network,
  subnet: Subnet,
  { kind, id }: Route['target'],
): BlockMode | undefined {
  const mode = blockMode(network, subnet);
  switch (kind) {
    case 'internet-gateway':
      return mode;
    case 'carrier-gateway':
      return mode === 'block-ingress' ? 'unknown' : mode;
    case 'nat-gateway': {
      const nat = byId(network.natGateways, id);
      // A private one leads to other networks.
      if (nat?.connectivity === 'private') return undefined;
      const home = byId(network.subnets, nat?.subnetId) ?? subnet;
      const there = blockMode(network, home);
      if (there === 'block-bidirectional') return there;
      // AWS does not say whether the tasks' own subnet is asked as well.
      return [there, mode].some((one) => one === 'block-bidirectional' || one === 'unknown')
        ? 'unknown'
        : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * What holds for a subnet; undefined where Block Public Access is off, or was not told. The VPC and the subnet both say a mode. AWS
 * does not say whether an exclusion shows in it, so two that differ tell nothing.
 */
function blockMode({ vpc }: Network, subnet: Subnet): BlockMode | undefined {
  const own = subnet.blockPublicAccess ?? vpc.blockPublicAccess;
  const whole = vpc.blockPublicAccess ?? own;
  const mode = own === whole ? own : 'unknown';
  return mode === 'off' ? undefined : mode;
}
