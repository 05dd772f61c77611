import type { ClosedSubnet } from '../trace/closed-subnets.ts';
import type { Tasks } from '../workload/tasks.ts';

/** `the subnets of the tasks` where these are all of them, else their ids. */
export const whereText = (ids: readonly string[], { subnetIds }: Tasks): string =>
  subnetIds.every((id) => ids.includes(id)) ? 'the subnets of the tasks' : ids.join(', ');

const CLOSED: Readonly<Record<ClosedSubnet['why'], string>> = {
  route: 'no route leads there',
  access: 'VPC Block Public Access stops the way there',
  barrier: 'network ACLs or security groups let nothing out',
  address:
    'the internet gateway sends nothing back, because the tasks have no public address (assignPublicIp DISABLED)',
};

/** Why nothing on the internet answers, as a clause that "From subnet-1 …" goes before. */
export const closedText = (closed: readonly ClosedSubnet[]): string =>
  [...new Set(closed.map(({ why }) => CLOSED[why]))].join(', and ');

/** What comes of it for a pull, at the end of the same sentence. */
export const PULL_FAILS = ": the pull fails and tasks can't start";
