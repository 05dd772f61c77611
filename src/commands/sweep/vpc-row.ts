import { workloadOf } from '../../ask/choices.ts';
import { type Described, describedBy, leftOpen, undescribed } from '../../ask/described.ts';
import type { Answers } from '../../ask/questions.ts';
import type { CommandLine } from '../../ask/replay.ts';
import type { Network } from '../../core/network/network.ts';
import { Problem } from '../../core/problem.ts';
import { type Need, needs } from '../../core/workload/needs.ts';
import { placeDenied } from '../../core/workload/place-denied.ts';
import { rowOfReports } from '../../reports/sweep/row-of-reports.ts';
import type { AskedInVpc } from '../../sources/sweep/saved-tasks.ts';
import { diagnose, subnetsWithoutInternet } from '../doctor/doctor.ts';
import type { ReadVpc } from './sweep-io.ts';

/** What `doctor` would be told about the tasks of a VPC: once for each launch type. */
export function describedIn(
  { tasks, services, launchType, subnets }: AskedInVpc,
  { region, vpcId }: { readonly region: string; readonly vpcId: string },
): Described[] {
  const withSubnets = (one: Described): Described =>
    subnets && one.answers.subnets === undefined
      ? { ...one, answers: { ...one.answers, subnets: [...subnets] } }
      : one;
  const common: Answers = { region, vpc: vpcId, ...(services.length > 0 && { services: [...services] }) };
  if (tasks.length === 0) return [withSubnets(undescribed({ ...common, ...(launchType && { launchType }) }))];
  return tasks.map(({ workload, ...names }) => {
    const answers: Answers = {
      ...common,
      ...(names.services.length > 0 && { service: [...names.services] }),
      ...(names.taskDefinitions.length > 0 && { taskDefinition: [...names.taskDefinitions] }),
      ...(launchType && workload?.launchType === undefined && { launchType }),
    };
    return withSubnets(workload ? describedBy(workload, answers, vpcId) : undescribed(answers));
  });
}

/**
 * What the tasks need, all launch types together.
 *
 * @throws Problem when the launch type of some is not known
 */
export function needsOf(described: readonly Described[]): Need[] {
  return described.flatMap((one) => {
    if (one.answers.launchType !== undefined) return needs(workloadOf(one.answers, one.workload));
    const { service = [], taskDefinition = [] } = one.answers;
    const open =
      leftOpen(one).at(-1) ??
      `${[...service, ...taskDefinition].join(', ')}: what they run on isn't known. Pass --launch-type.`;
    throw new Problem([open, ...placeDenied(one.workload?.unreadable)].join(' '));
  });
}

/**
 * What `doctor` says of a VPC alone, by the same code, and its row. Where no tasks run and no subnet is private, there is nothing to say:
 * the default VPC that every Region has is of this kind.
 *
 * @throws Problem when the tasks' subnets are not in it, or are not known and none is private
 */
export function vpcRow(
  accountId: string,
  network: Network,
  described: readonly Described[],
  line: CommandLine,
): ReadVpc {
  // An endpoint that only tasks on EC2 need is needed, whatever those on Fargate do.
  const neededBeside = described.length > 1 ? needsOf(described).map(({ service }) => service) : [];
  const reports = described.flatMap((one) => {
    const { answers } = one;
    const subnets = answers.subnets ?? subnetsWithoutInternet(network);
    const names = [...(answers.service ?? []), ...(answers.taskDefinition ?? [])];
    if (subnets.length === 0 && names.length === 0) return [];
    if (subnets.length === 0)
      throw new Problem(
        `It is not known which subnets ${names.join(', ')} use, and every subnet of ${network.vpc.id} has a route to an internet gateway: run doctor with --subnets.`,
      );
    return [
      diagnose(
        network,
        { ...one, answers: { ...answers, subnets } },
        {
          failOn: 'never',
          line,
          generated: undefined,
          deploymentOf: undefined,
          traffic: undefined,
          neededBeside,
        },
      ),
    ];
  });
  return { row: rowOfReports(accountId, network, reports), reports, network, described };
}
