import { workloadOf } from '../../ask/choices.ts';
import type { Described } from '../../ask/described.ts';
import { type Answers, withDefaults } from '../../ask/questions.ts';
import type { ServiceName } from '../../core/catalogue.ts';
import { type ExecReport, execChecks } from '../../core/stopped/exec-checks.ts';
import { isEndpointFailure } from '../../core/stopped/failure.ts';
import { messageOfTask, statusText } from '../../core/stopped/message-of-task.ts';
import { readStopReason, type StopMessage } from '../../core/stopped/read-stop-reason.ts';
import { type Stopped, type StoppedView, stoppedView } from '../../core/stopped/stopped.ts';
import type { EcsTask, TaskFacts } from '../../core/workload/ecs-task.ts';
import { type Need, needs } from '../../core/workload/needs.ts';
import type { Report } from '../../reports/report.ts';
import type { Section } from '../../reports/section.ts';

/** What `--task`, `--stopped-reason` and `--exec` add to a run of doctor. */
export interface AboutTask {
  /**
   * Answers with the services that the message says are needed, and nothing else says.
   *
   * @param region undefined where only the source tells it: then every host is taken to be of the Region
   */
  readonly answersIn: (region: string | undefined) => Answers;
  /** The report with what was asked about the task. */
  readonly told: (report: Report) => Report;
}

/** Reads the message, of the task or as it was pasted. */
export function aboutTask(described: Described): AboutTask {
  const { answers, task } = described;
  const messageIn = (region: string): StopMessage | undefined =>
    answers.stoppedReason !== undefined
      ? readStopReason(answers.stoppedReason, region)
      : task && messageOfTask(task.task, region);
  const extraIn = (region: string): readonly ServiceName[] => {
    const message = messageIn(region);
    return message && isEndpointFailure(message.kind) ? notNeeded(message.services, described) : [];
  };
  return {
    answersIn: (region) => {
      const extra = region === undefined ? [] : extraIn(region);
      return extra.length === 0
        ? answers
        : { ...answers, services: [...withDefaults(answers).services, ...extra] };
    },
    told: (report) => {
      const message = messageIn(report.network.region);
      const stopped = message && stoppedView(message, report);
      const exec = task && answers.exec ? execChecks(task, report.network) : undefined;
      const extra = extraIn(report.network.region);
      const origin =
        answers.stoppedReason === undefined ? 'the reason why the task stopped' : '--stopped-reason';
      return {
        ...report,
        needs: report.needs.map(
          (need): Need => (extra.includes(need.service) ? { ...need, origin: [origin] } : need),
        ),
        ...(stopped && { stopped: factsOf(stopped) }),
        ...(exec && { exec }),
        first: [
          ...(stopped || task ? [stoppedSection(stopped, task)] : []),
          ...(exec ? [execSection(exec)] : []),
        ],
      };
    },
  };
}

/** The services of a message, where none of them is needed by all that is known. */
function notNeeded(
  services: readonly ServiceName[],
  { answers, workload }: Described,
): readonly ServiceName[] {
  const known = needs(workloadOf(answers, workload)).map(({ service }) => service);
  return services.some((service) => known.includes(service)) ? [] : services;
}

const factsOf = ({ service, kind, via, agrees, because }: StoppedView): Stopped => ({
  service,
  kind,
  via,
  agrees,
  because,
});

function stoppedSection(stopped: StoppedView | undefined, task: TaskFacts | undefined): Section {
  return {
    severity: stopped?.severity ?? 'info',
    title: stopped ? 'stopped-task' : 'task',
    says: stopped
      ? [
          { who: 'The message says', what: stopped.message },
          { who: 'The network says', what: stopped.network },
        ]
      : [],
    sentences: [
      ...(stopped ? [stopped.together] : []),
      ...(task ? [taskText(task), ...task.notes] : []),
      ...(task && !stopped ? [withoutReason(task.task)] : []),
    ],
  };
}

const taskText = ({ task, securityGroupIds }: TaskFacts): string => {
  const definition = task.taskDefinition.slice(task.taskDefinition.indexOf('/') + 1);
  const where = task.networkInterface?.subnetId ?? 'a subnet that is not known';
  const groups = securityGroupIds.length > 0 ? ` with ${securityGroupIds.join(', ')}` : '';
  return `${statusText(task)} It runs ${definition} on ${task.launchType ?? 'unknown capacity'}${
    task.platformVersion === undefined ? '' : ` ${task.platformVersion}`
  }, in ${where}${groups}.`;
};

const withoutReason = ({ status }: EcsTask): string =>
  status === 'STOPPED' ? 'ECS gives no reason.' : 'It has not stopped, so it has no reason.';

function execSection({ ok, checks }: ExecReport): Section {
  return {
    severity: ok === false ? 'error' : ok === null ? 'unknown' : 'info',
    title: 'ecs-exec',
    says: [],
    sentences: [...checks]
      .sort((a, b) => rank(a.ok) - rank(b.ok))
      .map(({ ok: fine, because }) => `${fine === null ? 'Not known' : fine ? 'OK' : 'Wrong'}: ${because}`),
  };
}

/** What is wrong comes first. */
const rank = (ok: boolean | null): number => (ok === false ? 0 : ok === null ? 1 : 2);
