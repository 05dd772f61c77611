import { byId } from '../network/by-id.ts';
import type { Range } from '../network/cidr.ts';
import type { Network } from '../network/network.ts';
import type { Via } from '../network/way.ts';
import { publicOutcome } from '../trace/public-path.ts';
import type { Tasks } from '../workload/tasks.ts';

/** The way from the tasks' subnets to the internet, where those hosts are that no endpoint reaches. */
export interface WayOutside {
  /** Where subnets differ, the worst: one without a way is enough for a task to stop. */
  readonly via: Via;
  /** It in a sentence. */
  readonly text: string;
}

const WORST_FIRST: readonly Via[] = ['blocked', 'unknown', 'other', 'internet', 'nat'];

const TEXTS: Readonly<Record<Via, string>> = {
  blocked: 'No public address can be reached from',
  unknown: "It's unknown whether public addresses can be reached from",
  other: 'Another network, which is not read, carries what is for public addresses from',
  internet: 'Only tasks with a public address reach the internet from',
  nat: 'Public addresses are reached through a NAT gateway from',
  endpoint: 'An endpoint carries what is for public addresses from',
};

/**
 * Where routes, security groups and network ACLs let tasks of these subnets go outside the VPC.
 *
 * @param destinations the addresses in question, where they are known
 */
export function wayOutside(network: Network, tasks: Tasks, destinations?: readonly Range[]): WayOutside {
  const ways = tasks.subnetIds.map((id): { readonly id: string; readonly via: Via } => {
    const subnet = byId(network.subnets, id);
    const via = subnet ? publicOutcome({ network, tasks, subnet, needs: [] }, destinations).via : 'unknown';
    const hidden = tasks.withoutPublicAddress?.some(({ subnetId }) => subnetId === id);
    return { id, via: via === 'internet' && hidden ? 'blocked' : via };
  });
  const via = WORST_FIRST.find((one) => ways.some((way) => way.via === one)) ?? 'unknown';
  const where = ways.filter((way) => way.via === via).map(({ id }) => id);
  const more = where.length - MOST;
  const named = `${where.slice(0, MOST).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return { via, text: `${TEXTS[via]} ${named || "the tasks' subnets"}.` };
}

const MOST = 5;
