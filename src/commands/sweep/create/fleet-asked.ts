import { type Answers, withDefaults } from '../../../ask/questions.ts';
import { checkLog } from '../../../host/ask/check-log.ts';
import { editedFiles, hashesOf, textIn } from '../../../host/record-file.ts';
import { settleInterrupted } from '../../../host/stage.ts';
import type { Asked } from '../../../host/world.ts';
import { targetFault, writeFiles } from '../../../host/write.ts';
import { FleetCode } from './fleet-code.ts';
import type { FleetIo } from './fleet-io.ts';
import { fleetTarget, withRecorded } from './fleet-target.ts';

/**
 * What makes code of the VPCs of a sweep, and the answers with those of the run before in the directory.
 *
 * @throws Problem where the directory can't take the code
 */
export async function fleetAsked(
  directory: string,
  answers: Answers,
  asked: Asked,
): Promise<{ readonly code: FleetCode; readonly answers: Answers }> {
  const { json, report } = withDefaults(answers);
  const io: FleetIo = {
    ...asked,
    targetFault,
    textIn,
    hashesOf,
    writeFiles,
    settleInterrupted,
    editedFiles,
    check: async (request) => (await import('../../../host/run.ts')).runChecks(request),
    // Standard output is the report's, unless people read both.
    checkLog: (title) => checkLog(title, json || report !== 'text', asked),
  };
  const target = fleetTarget(directory, answers, io);
  const all = withRecorded(answers, target);
  return { code: await FleetCode.begin(target, all, io), answers: all };
}
