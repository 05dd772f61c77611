import { resolve } from 'node:path';
import type { Described } from '../../ask/described.ts';
import { type Answers, isCode, withDefaults } from '../../ask/questions.ts';
import { NEW } from '../../ask/values.ts';
import type { Network } from '../../core/network/network.ts';
import { Problem } from '../../core/problem.ts';
import { redact } from '../../core/redact/redact.ts';
import type { Need } from '../../core/workload/needs.ts';
import { editedFiles, textIn } from '../../host/record-file.ts';
import type { Asked } from '../../host/world.ts';
import { fileFault, writeFile } from '../../host/write.ts';
import { GITIGNORE } from '../../sources/record/record.ts';
import { isSnapshot, snapshotText } from '../../sources/snapshot/snapshot.ts';
import { readsNetworks, sourceIo } from '../read-network.ts';
import { fromWorkingDirectory } from '../recorded-paths.ts';
import { doctor, type RecordedCode } from './doctor.ts';
import { trafficIo } from './traffic-io.ts';

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
  const { directory } = described.answers;
  const io = {
    ...asked,
    ...readsNetworks(asked),
    askPrices: asked.aws.prices,
    readCode: async (answers: Answers, needs: readonly Need[]) => {
      if (!isCode(answers)) return undefined;
      const { readPlanned } = await import('../../sources/planned/read-planned.ts');
      return readPlanned(answers, sourceIo(asked), needs);
    },
    traffic: trafficIo(described.answers, asked),
    saveSnapshot: (path: string, network: Network) =>
      writeFile(path, snapshotText(redacts ? redact(network) : network)),
  };
  return doctor(described, io, directory === undefined ? undefined : codeIn(directory, asked));
}

function codeIn(directory: string, { cwd, readRecord }: Asked): RecordedCode | undefined {
  const record = readRecord(directory);
  if (!record) return undefined;
  const target = resolve(cwd, directory);
  return {
    ...record,
    directory,
    answers: fromWorkingDirectory(record.answers, directory, cwd),
    newVpc: record.vpc === NEW,
    edited: editedFiles(target, record).filter((path) => path !== GITIGNORE),
    gone: Object.keys(record.files).filter((path) => textIn(target, path) === undefined),
  };
}
