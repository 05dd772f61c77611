import type { Answers } from '../../../ask/questions.ts';
import { editedFiles, hashesOf, textIn } from '../../../host/record-file.ts';
import { settleInterrupted } from '../../../host/stage.ts';
import type { Asked } from '../../../host/world.ts';
import { targetFault, writeFiles } from '../../../host/write.ts';
import { FleetCode } from './fleet-code.ts';
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
  const io = { ...asked, targetFault, textIn, hashesOf, writeFiles, settleInterrupted, editedFiles };
  const target = fleetTarget(directory, answers, io);
  const all = withRecorded(answers, target);
  return { code: await FleetCode.begin(target, all, io), answers: all };
}
