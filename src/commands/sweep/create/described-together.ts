import { type Described, describedBy, given } from '../../../ask/described.ts';
import { Problem } from '../../../core/problem.ts';
import { placeDenied } from '../../../core/workload/place-denied.ts';
import { unitedWorkload } from '../../../core/workload/united-workload.ts';
import { privateSubnets } from '../../doctor/doctor.ts';
import type { ReadVpc } from '../sweep-io.ts';

/**
 * All tasks of a VPC as one workload, which one plan is made for: tasks on Fargate and on EC2 share its endpoints. Of a VPC without
 * tasks, the private subnets.
 *
 * @throws Problem where `create` would have to be told more than the sweep knows
 */
export function describedTogether({ described: all, network }: ReadVpc): Described {
  const [first, ...others] = all;
  if (first === undefined) throw new Problem('Nothing is known of its tasks.');
  if (others.length === 0 && first.workload === undefined && first.answers.subnets === undefined)
    return { ...first, answers: { ...first.answers, subnets: privateSubnets(network) } };
  if (all.some(({ answers }) => answers.subnets === undefined))
    throw new Problem(
      [
        "The subnets of its tasks aren't known. Run create for it alone, with --subnets and --launch-type.",
        ...new Set(all.flatMap(({ workload }) => placeDenied(workload?.unreadable))),
      ].join(' '),
    );
  if (others.length === 0) return first;
  const { launchType: _, service: __, taskDefinition: ___, ...answers } = given(first);
  const named = (key: 'service' | 'taskDefinition') => {
    const names = all.flatMap((one) => one.answers[key] ?? []);
    return names.length > 0 ? { [key]: names } : {};
  };
  return describedBy(
    unitedWorkload(
      all.flatMap(({ workload, answers: { launchType } }) => (workload ? [{ ...workload, launchType }] : [])),
    ),
    { ...answers, ...named('service'), ...named('taskDefinition') },
    first.answers.vpc,
  );
}
