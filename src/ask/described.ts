import type { TaskFacts } from '../core/workload/ecs-task.ts';
import type { EcsWorkload } from '../core/workload/ecs-workload.ts';
import type { LaunchType } from '../core/workload/needs.ts';
import { remarkText } from '../core/workload/origin.ts';
import { placeDenied } from '../core/workload/place-denied.ts';
import { NOWHERE, placeOf } from '../core/workload/place-of.ts';
import { findingSentence, type WorkloadFindingKind } from '../core/workload/workload-finding.ts';
import type { Answers, QuestionKey } from './questions.ts';
import { NEW } from './values.ts';

/** Answers, and the workload that some of them were taken from. */
export interface Described {
  readonly answers: Answers;
  /** Those that nobody gave, because the workload tells them. */
  readonly taken: readonly QuestionKey[];
  /** Undefined when no task definition, service or cluster was named, or none could be read yet. */
  readonly workload: EcsWorkload | undefined;
  /** The task that `--task` names. */
  readonly task?: TaskFacts;
}

/** What was said before any workload was read. */
export const undescribed = (answers: Answers): Described => ({ answers, taken: [], workload: undefined });

/** Whether the answers name something to take the needs from. */
export const namesWorkload = ({ taskDefinition, service, cluster, task }: Answers): boolean =>
  [taskDefinition, service, cluster, task].some((names) => names !== undefined);

/** What a workload that was not read yet may answer. */
export function mayBeTold(answers: Answers): readonly QuestionKey[] {
  if (!namesWorkload(answers)) return [];
  const { service, cluster, task } = answers;
  return service || cluster || task ? ['launchType', 'vpc', 'subnets'] : ['launchType'];
}

/**
 * Answers with what the workload tells in the place of those that nobody gave. On EC2 the container instances pull the
 * images: their subnets and groups are taken where they are known, and never those of the tasks.
 *
 * @param vpcId the VPC of the workload's subnets, where it was read
 */
export function describedBy(workload: EcsWorkload, answers: Answers, vpcId: string | undefined): Described {
  const launchType = answers.launchType ?? workload.launchType;
  const { subnetIds, securityGroupIds } = answers.vpc === NEW ? NOWHERE : placeOf(workload, launchType);
  const told: Answers = {
    ...(workload.launchType !== undefined && { launchType: workload.launchType }),
    ...(vpcId !== undefined && { vpc: vpcId }),
    ...(subnetIds.length > 0 && { subnets: [...subnetIds] }),
    ...(securityGroupIds.length > 0 && { taskSecurityGroups: [...securityGroupIds] }),
  };
  const taken = (Object.keys(told) as QuestionKey[]).filter((key) => answers[key] === undefined);
  return { answers: { ...told, ...answers }, taken, workload };
}

/** The same once it is known what the tasks run on, which the workload did not tell. */
export function launchedOn(described: Described, launchType: LaunchType): Described {
  const answers = { ...given(described), launchType };
  return described.workload
    ? {
        ...described,
        ...describedBy(described.workload, answers, described.answers.vpc),
      }
    : { ...described, answers: { ...described.answers, launchType } };
}

/** What the workload tells about answers that it does not give, and which calls would have told them, a sentence each. */
export function whyOpen(described: Described): string[] {
  const open = leftOpen(described);
  return open.length > 0 ? [...open, ...placeDenied(described.workload?.unreadable)] : [];
}

/** What the workload tells about answers that it does not give, a sentence each. */
export function leftOpen({ answers, workload }: Described): string[] {
  return (workload?.findings ?? [])
    .filter(({ kind }) => {
      const key = LEFT_OPEN_BY[kind];
      return key !== undefined && answers[key] === undefined && !(key === 'subnets' && answers.vpc === NEW);
    })
    .map((finding) => remarkText({ origin: finding.origin, message: findingSentence(finding) }));
}

const LEFT_OPEN_BY: Readonly<Partial<Record<WorkloadFindingKind, QuestionKey>>> = {
  'instances-pull': 'subnets',
  'capacity-unknown': 'launchType',
  'managed-instances': 'launchType',
  'ecs-anywhere': 'launchType',
};

/** The answers that somebody gave. */
export function given({ answers, taken }: Pick<Described, 'answers' | 'taken'>): Answers {
  return Object.fromEntries(
    Object.entries(answers).filter(([key]) => !taken.some((name) => name === key)),
  ) as Answers;
}
