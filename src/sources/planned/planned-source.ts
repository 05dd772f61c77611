import { isCode } from '../../ask/questions.ts';
import type { Source } from '../source.ts';

/** A Terraform plan or state, or CloudFormation templates. */
export const plannedSource: Source = {
  chosenBy: isCode,
  region: async (answers, io) => (await import('./read-planned.ts')).plannedRegion(answers, io),
  read: async (answers, needs, io) =>
    (await (await import('./read-planned.ts')).readPlanned(answers, io, needs)).network,
  workload: async (answers, io) => {
    const { readPlanned } = await import('./read-planned.ts');
    const { plannedWorkload } = await import('./planned-workload.ts');
    const { network, planned } = await readPlanned(answers, io);
    return plannedWorkload(network, planned);
  },
};
