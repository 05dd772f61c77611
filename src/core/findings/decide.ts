import { plan } from '../plan/plan.ts';
import type { Plan, PlanInput } from '../plan/planned.ts';
import { remarkText } from '../workload/origin.ts';
import { openNotes } from './open-notes.ts';
import { remarksInNetwork } from './remarks-in-network.ts';
import { uncheckedServices } from './unchecked-services.ts';

/**
 * A plan whose notes also say what it leaves open, and what the workload's remarks mean in the resulting network.
 *
 * @throws Problem when a restricted S3 policy is asked for where it cannot be written.
 */
export function decide(input: PlanInput): Plan {
  const decided = plan(input);
  const after = { ...input, network: decided.network, paths: decided.after };
  const remarks = remarksInNetwork(after);
  return {
    ...decided,
    workload: input.workload && { ...input.workload, remarks },
    notes: [
      ...openNotes({ ...input, paths: decided.after }),
      ...[...uncheckedServices(input), ...remarks].map((remark) => ({
        code: remark.kind,
        message: remarkText(remark),
      })),
      ...decided.notes,
    ],
  };
}
