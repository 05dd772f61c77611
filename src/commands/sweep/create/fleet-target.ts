import { resolve } from 'node:path';
import { gather } from '../../../ask/answers.ts';
import type { Answers, QuestionKey } from '../../../ask/questions.ts';
import { Problem } from '../../../core/problem.ts';
import { oneLine } from '../../../core/text/visible.ts';
import { FLEET_RECORD_FILE, loadFleetRecord } from '../../../sources/record/fleet-record.ts';
import { RECORD_FILE } from '../../../sources/record/record.ts';
import { sweep } from '../command.ts';
import type { FleetIo, FleetTarget } from './fleet-io.ts';

/** Answers that say what is created. */
export const CREATES = [
  'iac',
  'name',
  'tags',
  's3Policy',
  'allowWideRules',
] as const satisfies readonly QuestionKey[];
/** Answers that say which accounts are read: one of them stands for all. */
const ACCOUNTS = [
  'accounts',
  'organization',
  'ou',
  'role',
  'roleSessionName',
] as const satisfies readonly QuestionKey[];
/** Answers that say what is read there. */
const READS = ['regions', 'vpcs', 'launchType', 'services'] as const satisfies readonly QuestionKey[];

/** The answers that a record has. Profiles are a machine's own, and an external ID is nobody else's. */
export const RECORDED: readonly QuestionKey[] = [...CREATES, ...ACCOUNTS, ...READS];

/**
 * What a directory has from the run before. It puts back what a run that was killed had changed there.
 *
 * @throws Problem where the directory can't take the code
 */
export function fleetTarget(directory: string, answers: Answers, io: FleetIo): FleetTarget {
  const path = resolve(io.cwd, directory);
  if (!answers.dryRun) for (const sentence of io.settleInterrupted(path)) io.say(sentence);
  const text = io.textIn(path, FLEET_RECORD_FILE);
  const record = text === undefined ? undefined : loadFleetRecord(text, `${directory}/${FLEET_RECORD_FILE}`);
  if (!record && io.textIn(path, RECORD_FILE) !== undefined)
    throw new Problem(
      `${oneLine(directory)} has code that create wrote for one VPC. Choose another directory for the fleet.`,
    );
  const fault = io.targetFault(path, record !== undefined || answers.force === true);
  if (fault !== undefined) throw new Problem(fault);
  if (record) refuseOther(directory, record, answers);
  return { directory, path, record };
}

/** @throws Problem where somebody says another format or name than the code in the directory has */
function refuseOther(directory: string, record: FleetTarget['record'], { iac, name }: Answers): void {
  const faults = [
    ['--iac', iac, record?.format],
    ['--name', name, record?.name],
  ].flatMap(([flag, told, held]) =>
    told === undefined || told === held
      ? []
      : [`${flag} is ${told}, but ${oneLine(directory)} has code for ${held}.`],
  );
  if (faults.length > 0)
    throw new Problem([...faults, 'Choose another directory, or leave that out.'].join('\n'));
}

/** Answers with those of the run before in the place of what nobody says now. */
export function withRecorded(answers: Answers, { record, directory }: FleetTarget): Answers {
  const choosesAccounts =
    answers.profiles !== undefined || ACCOUNTS.some((key) => answers[key] !== undefined);
  const keys: readonly QuestionKey[] = [
    ...CREATES,
    ...(answers.from === undefined && !choosesAccounts ? ACCOUNTS : []),
    ...(answers.from === undefined ? READS : []),
  ];
  const told = Object.entries(record?.answers ?? {}).filter(
    ([key]) => keys.some((one) => one === key) && answers[key as QuestionKey] === undefined,
  );
  const recorded = { path: `${directory}/${FLEET_RECORD_FILE}`, answers: Object.fromEntries(told) };
  return {
    ...gather({ command: sweep, flags: {}, env: {}, file: undefined, recorded }).answers,
    ...answers,
  };
}
