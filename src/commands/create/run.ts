import type { Described } from '../../ask/described.ts';
import { type Answers, makesNoAwsCall, withDefaults } from '../../ask/questions.ts';
import { checkLog } from '../../host/ask/check-log.ts';
import { credentialsOf } from '../../host/ask/credentials.ts';
import { dialogue } from '../../host/ask/dialogue.ts';
import { editedFiles, hashesOf, textIn } from '../../host/record-file.ts';
import { settleInterrupted } from '../../host/stage.ts';
import type { Asked } from '../../host/world.ts';
import { filesReplaced, targetFault, writeFiles } from '../../host/write.ts';
import { readsNetworks } from '../read-network.ts';
import { create } from './create.ts';

/**
 * Gives `create` the world it writes to.
 *
 * @returns the exit code
 * @throws Problem for what the user can fix, Cancelled when they stopped it
 */
export async function run(described: Described, asked: Asked): Promise<number> {
  const { json } = withDefaults(described.answers);
  await create(described, {
    ...asked,
    ...readsNetworks(asked),
    askPrices: asked.aws.prices,
    width: Math.min(asked.columns(), 100),
    dialogue: asked.wizard && dialogue(asked.columns),
    targetFault,
    namesInUse: (answers) => namesInUse(answers, asked),
    settleInterrupted,
    filesReplaced,
    writeFiles,
    textIn,
    hashesOf,
    editedFiles,
    check: async (request) => (await import('../../host/run.ts')).runChecks(request),
    checkLog: (title) => checkLog(title, json, asked),
  });
  return 0;
}

async function namesInUse(answers: Answers, asked: Asked): Promise<readonly string[]> {
  const { region, profile } = answers;
  if (region === undefined || makesNoAwsCall(answers) || !credentialsOf(answers, asked)) return [];
  return asked.aws.namesInUse({ region, ...(profile !== undefined && { profile }) });
}
