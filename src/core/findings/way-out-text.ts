import type { ClosedSubnet } from '../trace/closed-subnets.ts';
import type { Tasks } from '../workload/tasks.ts';

/** `the subnets of the tasks` if these are all of them, else their IDs. */
export const whereText = (ids: readonly string[], { subnetIds }: Tasks): string =>
  subnetIds.every((id) => ids.includes(id)) ? 'the subnets of the tasks' : ids.join(', ');

const CLOSED: Readonly<Record<ClosedSubnet['why'], string>> = {
  route: 'there is no route to it',
  access: 'VPC Block Public Access blocks the route to it',
  barrier: 'network ACLs or security groups allow no outbound traffic',
  address:
    'the internet gateway returns no traffic, because the tasks have no public address (assignPublicIp DISABLED)',
};

/** Why nothing on the internet can be reached, as a clause after "From subnet-1 …". */
export const closedText = (closed: readonly ClosedSubnet[]): string =>
  [...new Set(closed.map(({ why }) => CLOSED[why]))].join(', and ');

/** What this means for a pull, at the end of the same sentence. */
export const PULL_FAILS = ": the pull fails and tasks can't start";
