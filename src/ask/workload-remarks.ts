import { sentenceCase } from '../core/text/sentence-case.ts';
import type { EcsWorkload } from '../core/workload/ecs-workload.ts';
import { placeOf } from '../core/workload/place-of.ts';
import { findingSentence, findingSeverity } from '../core/workload/workload-finding.ts';
import type { WorkloadRemark } from '../core/workload/workload-remark.ts';
import type { Answers } from './questions.ts';
import { NEW } from './values.ts';

/**
 * All that a workload tells besides its needs: what doesn't go through an endpoint and what to do instead, answers that were taken
 * from it, answers that contradict it, and services that it only suggests. Warnings come first.
 *
 * @param answers those that hold, whoever gave them
 */
export function workloadRemarks(workload: EcsWorkload, answers: Answers): WorkloadRemark[] {
  const all = [
    ...answerRemarks(workload, answers),
    ...inferredRemarks(workload, answers),
    ...workload.findings.map((finding): WorkloadRemark => {
      const severity = findingSeverity(finding) === 'warning' ? 'warning' : 'info';
      return {
        kind: finding.kind,
        severity,
        origin: finding.origin,
        message: findingSentence(finding),
        finding,
      };
    }),
  ];
  return [
    ...all.filter(({ severity }) => severity === 'warning'),
    ...all.filter(({ severity }) => severity === 'info'),
  ];
}

function answerRemarks(workload: EcsWorkload, answers: Answers): WorkloadRemark[] {
  const { launchType, launchTypeOrigin } = workload;
  const remarks: WorkloadRemark[] = [];
  if (launchType !== undefined && answers.launchType !== undefined) {
    remarks.push(
      launchType === answers.launchType
        ? taken(`Launch type: ${launchType}.`, launchTypeOrigin)
        : overruled(
            `--launch-type ${answers.launchType} is used, but the launch type there is ${launchType}.`,
            launchTypeOrigin,
          ),
    );
  }
  if (answers.vpc === NEW) return remarks;
  const { subnetIds, securityGroupIds } = placeOf(workload, answers.launchType);
  const networkOrigin = answers.launchType === 'ec2' ? workload.instances?.origin : workload.networkOrigin;
  const compare = (flag: string, what: string, told: readonly string[], given: readonly string[] = []) => {
    if (told.length === 0) return;
    const ids = told.join(', ');
    remarks.push(
      told.every((id) => given.includes(id))
        ? taken(`${sentenceCase(what)}: ${ids}.`, networkOrigin ?? [])
        : overruled(
            `${flag} ${given.join(',')} is used, but the ${what} there: ${ids}.`,
            networkOrigin ?? [],
          ),
    );
  };
  compare('--subnets', 'subnets', subnetIds, answers.subnets);
  compare('--task-security-groups', 'security groups', securityGroupIds, answers.taskSecurityGroups);
  return remarks;
}

const taken = (message: string, origin: readonly string[]): WorkloadRemark => ({
  kind: 'answer-taken',
  severity: 'info',
  origin,
  message,
});

const overruled = (message: string, origin: readonly string[]): WorkloadRemark => ({
  kind: 'answer-overruled',
  severity: 'warning',
  origin,
  message,
});

const inferredRemarks = ({ inferred }: EcsWorkload, { services = [] }: Answers): WorkloadRemark[] =>
  inferred
    .filter(({ service }) => !services.includes(service))
    .map(({ service, because, origin }) => ({
      kind: 'service-inferred',
      severity: 'info',
      origin,
      message: `${because} Not added automatically. If that is so, add --services ${service}.`,
    }));
