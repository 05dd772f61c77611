import type { Described } from '../../ask/described.ts';
import { isCode, withDefaults } from '../../ask/questions.ts';
import { Problem } from '../../core/problem.ts';
import { redact } from '../../core/redact/redact.ts';
import type { Asked } from '../../host/world.ts';
import { fileFault, writeFile } from '../../host/write.ts';
import { isSnapshot, snapshotText } from '../../sources/snapshot/snapshot.ts';
import { readsNetworks, sourceIo } from '../read-network.ts';
import { doctor } from './doctor.ts';

/**
 * Gives `doctor` the world it looks at.
 *
 * @returns the exit code
 * @throws Problem for what the user can fix
 */
export async function run(described: Described, asked: Asked): Promise<0 | 1> {
  const { saveSnapshot, force, redact: redacts } = withDefaults(described.answers);
  // Said before anything is read.
  const fault = saveSnapshot === undefined ? undefined : fileFault(saveSnapshot, force, isSnapshot);
  if (fault !== undefined) throw new Problem(fault);
  return doctor(described, {
    ...asked,
    ...readsNetworks(asked),
    readCode: async (answers) => {
      if (!isCode(answers)) return undefined;
      const { readPlanned } = await import('../../sources/planned/read-planned.ts');
      return readPlanned(answers, sourceIo(asked));
    },
    saveSnapshot: (path, network) => writeFile(path, snapshotText(redacts ? redact(network) : network)),
  });
}
