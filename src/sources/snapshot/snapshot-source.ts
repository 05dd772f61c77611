import type { Answers } from '../../ask/questions.ts';
import { Problem } from '../../core/problem.ts';
import type { Source, SourceIo } from '../source.ts';

/** What `doctor --save-snapshot` wrote. */
export const snapshotSource: Source = {
  chosenBy: ({ snapshot }) => snapshot !== undefined,
  region: async (answers, io) => answers.region ?? (await load(answers, io)).region,
  async read(answers, _, io) {
    const network = await load(answers, io);
    const { vpc = network.vpc.id, region = network.region } = answers;
    if (vpc !== network.vpc.id || region !== network.region) {
      throw new Problem(
        `${answers.snapshot} is a snapshot of ${network.vpc.id} in ${network.region}, not of ${vpc} in ${region}.`,
      );
    }
    return network;
  },
};

async function load({ snapshot = '' }: Answers, { readText }: SourceIo) {
  const { loadSnapshot } = await import('./snapshot.ts');
  return loadSnapshot(readText(snapshot), snapshot);
}
