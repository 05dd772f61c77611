import { routedWayOut } from '../core/network/way-out.ts';
import { counted } from './effect.ts';
import type { Rule } from './rule.ts';

/** A subnet chosen for tasks routes to an internet gateway. */
export const publicSubnet: Rule = {
  severity: 'warning',
  observe: ({ network, tasks }) => {
    const chosen = new Set(tasks.subnetIds);
    const open = network.subnets.filter(
      (subnet) => chosen.has(subnet.id) && routedWayOut(network, subnet).via === 'internet',
    );
    if (open.length === 0) return [];
    const ids = open.map(({ id }) => id);
    return [
      {
        services: [],
        subnetIds: ids,
        resourceIds: ids,
        message: `Tasks in ${counted(ids, 'subnet')} are not private: the default route leads to an internet gateway, so with a public address they are on the internet and without one only endpoints answer them.`,
        faults: [],
      },
    ];
  },
};
