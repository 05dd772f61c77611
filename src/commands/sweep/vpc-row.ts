import { workloadOf } from '../../ask/choices.ts';
import { type Described, describedBy, undescribed, whyOpen } from '../../ask/described.ts';
import type { Answers } from '../../ask/questions.ts';
import type { CommandLine } from '../../ask/replay.ts';
import type { Network } from '../../core/network/network.ts';
import { Problem } from '../../core/problem.ts';
import { type Need, needs } from '../../core/workload/needs.ts';
import { rowOfReports } from '../../reports/sweep/row-of-reports.ts';
import type { AskedInVpc } from '../../sources/sweep/saved-tasks.ts';
import { diagnose, privateSubnets } from '../doctor/doctor.ts';
import type { ReadVpc } from './sweep-io.ts';

/** What `doctor` would be told about the tasks of a VPC: once for each launch type. */
export function describedIn(
  { tasks, services, launchType }: AskedInVpc,
  { region, vpcId }: { readonly region: string; readonly vpcId: string },
): Described[] {
  const common: Answers = { region, vpc: vpcId, ...(services.length > 0 && { services: [...services] }) };
  if (tasks.length === 0) return [undescribed({ ...common, ...(launchType && { launchType }) })];
  return tasks.map(({ workload, ...names }) => {
    const answers: Answers = {
      ...common,
      ...(names.services.length > 0 && { service: [...names.services] }),
      ...(names.taskDefinitions.length > 0 && { taskDefinition: [...names.taskDefinitions] }),
      ...(launchType && workload?.launchType === undefined && { launchType }),
    };
    return workload ? describedBy(workload, answers, vpcId) : undescribed(answers);
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
    throw new Problem(
      whyOpen(one).at(-1) ??
        `${[...service, ...taskDefinition].join(', ')}: what they run on isn't known. Pass --launch-type.`,
    );
  });
}

/**
 * What `doctor` says of a VPC alone, by the same code, and its row.
 *
 * @throws Problem when the tasks' subnets are not in it, or are not known and none is private
 */
export function vpcRow(
  accountId: string,
  network: Network,
  described: readonly Described[],
  line: CommandLine,
): ReadVpc {
  const reports = described.flatMap((one) => {
    const { answers } = one;
    const subnets = answers.subnets ?? privateSubnets(network);
    return [
      diagnose(
        network,
        { ...one, answers: { ...answers, subnets } },
        { failOn: 'never', line, generated: undefined, deploymentOf: undefined, traffic: undefined },
      ),
    ];
  });
  return { row: rowOfReports(accountId, network, reports), reports, network, described };
}
