import page from '../../../../docs/rules/public-subnet.md';
import { routedWayOut } from '../../network/way-out.ts';
import { lacksPublicAddress } from '../../trace/public-address.ts';
import { counted } from '../effect.ts';
import type { Observation, Rule } from '../rule.ts';

/** A subnet chosen for tasks routes to an internet gateway. */
export const publicSubnet: Rule = {
  severity: 'warning',
  page,
  observe: ({ network, tasks }) => {
    const chosen = new Set(tasks.subnetIds);
    const open = network.subnets.filter(
      (subnet) => chosen.has(subnet.id) && routedWayOut(network, subnet).via === 'internet',
    );
    // If no task has a public address, neither do the tasks behind `--services`.
    const unaddressed = (id: string) => lacksPublicAddress(tasks, id, ['--services']);
    const ids = open.map(({ id }) => id);
    const told = ids.filter(unaddressed);
    const untold = ids.filter((id) => !unaddressed(id));
    return [
      ...observed(
        untold,
        `Tasks in ${counted(untold, 'subnet')} are not private: the default route leads to an internet gateway. With a public address they are on the internet. Without one they can reach only endpoints.`,
      ),
      ...observed(
        told,
        `The default route of ${counted(told, 'subnet')} leads to an internet gateway. The tasks there have no public address, so they are not on the internet and can reach only endpoints.`,
      ).map((observation) => ({ ...observation, severity: 'info' as const })),
    ];
  },
};

const observed = (ids: readonly string[], message: string): Observation[] =>
  ids.length === 0 ? [] : [{ services: [], subnetIds: ids, resourceIds: ids, message, faults: [] }];
