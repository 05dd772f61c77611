import { readFileSync } from 'node:fs';
import { type Change, everyChange } from '../../scripts/fuzz/parts/mutate.mjs';
import { randomFrom } from '../../scripts/fuzz/parts/random.mjs';
import { gather } from '../../src/ask/answers.ts';
import type { Answers } from '../../src/ask/questions.ts';
import { MAIN } from '../../src/commands/commands.ts';
import { create } from '../../src/commands/create/create.ts';
import { doctor } from '../../src/commands/doctor/doctor.ts';
import type { Network } from '../../src/core/network/network.ts';
import { Problem } from '../../src/core/problem.ts';
import { redact } from '../../src/core/redact/redact.ts';
import { type EcsWorkload, ecsWorkload } from '../../src/core/workload/ecs-workload.ts';
import type { LaunchType } from '../../src/core/workload/needs.ts';
import { parseTaskDefinitions } from '../../src/core/workload/parse-task-definitions.ts';
import { FORMAT_NAMES, type FormatName } from '../../src/formats/formats.ts';
import type { ReportFormat } from '../../src/reports/render-report.ts';
import { loadSnapshot, snapshotText } from '../../src/sources/snapshot/snapshot.ts';
import { caseOf, RIGHT_SHAPE } from '../core/arbitrary-network.ts';
import { REGION, RIGHT } from '../core/rules/network.ts';
import { ODD_KEYS } from '../real/odd-tags.ts';
import { CASES } from './cases.ts';

/*
 * The commands in this process, on files in which one thing is changed: each place × each kind of change. What such a file leads
 * to is an answer, or a Problem that names the place; never another error, which the program would call a fault of its own.
 */

/** What a file comes to. */
interface Asked {
  readonly network: Network;
  readonly answers: Answers;
  readonly workload: EcsWorkload | undefined;
}

interface Kind {
  readonly samples: readonly unknown[];
  /** @throws Problem naming the place of what is wrong */
  readonly load: (text: string) => Asked;
  /** Whether a Problem names the place that the keys lead to. */
  readonly names: (message: string, keys: readonly string[]) => boolean;
}

const example = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../docs/examples/${name}`, import.meta.url), 'utf8'));

const asked = (network: Network): Asked => ({ network, answers: {}, workload: undefined });

/** `routeTables[0].routes`, as messages write the keys of JSON. */
const written = (keys: readonly string[]): string =>
  keys
    .map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');

/** Whether a message of the form `file: place: …` or `file: place is …` names the place, what holds it or what is in it. */
function namesPlace(message: string, keys: readonly string[]): boolean {
  const place = (/^file\.json: ([^\s:]+)/.exec(message)?.[1] ?? '').replaceAll(/\["(.*?)"\]/g, '.$1');
  return place !== '' && (place.startsWith(written(keys)) || written(keys).startsWith(place));
}

/** One subnet with all its endpoints. */
const SERVED = caseOf({ ...RIGHT_SHAPE, azs: ['a'] }, []).network;

/** One subnet with everything still to do. */
const SMALL = caseOf({ ...RIGHT_SHAPE, azs: ['a'], endpoints: 'none', taskGroups: true }, []).network;

/** The files that are handed in. */
const KINDS: Readonly<Record<string, Kind>> = {
  snapshot: {
    samples: [SMALL, SERVED, RIGHT, ...CASES.map(({ network }) => network)]
      .map((network) => JSON.parse(snapshotText(network)))
      .concat(example('nat-leak.snapshot.json')),
    load: (text) => asked(loadSnapshot(text, 'file.json')),
    names: (message, keys) =>
      namesPlace(message, keys) ||
      // The two are held to each other, and a version to the only one there is.
      (keys[0] === 'region' && message.startsWith('file.json: partition: ')) ||
      (keys[0] === 'schemaVersion' && /^file\.json is .*(version|schemaVersion)/.test(message)),
  },
  'task definition': {
    samples: [example('web.task-definition.json'), ...CASES.flatMap(({ task }) => task ?? [])],
    load: (text) => ({
      ...asked(SERVED),
      workload: ecsWorkload(parseTaskDefinitions(text, 'file.json', REGION), {
        region: REGION,
        services: [],
      }),
    }),
    // Without the key by which it is known, it is none.
    names: (message, keys) =>
      namesPlace(message, keys) ||
      (keys.length === 1 && message.startsWith('file.json: this is no task definition.')),
  },
  'answers file': {
    samples: [
      { services: ['logs', 'sqs'], tags: { team: 'shop' }, name: 'shop', s3Policy: 'ecr-only' },
      { serviceConnect: true, allowWideRules: true, directory: 'a' },
    ],
    load: (text) => ({
      ...asked(SMALL),
      answers: gather({ command: MAIN, flags: {}, env: {}, file: { path: 'file.json', text } }).answers,
    }),
    names: (message, [key = '']) => message.includes('file.json') && message.includes(key),
  },
};

/** One changed file. */
interface Case {
  readonly file: string;
  readonly change: Change;
  readonly load: Kind['load'];
  readonly names: Kind['names'];
}

/** Every change of every sample that has a field which none before it has. */
const everyCase = (): Case[] =>
  Object.entries(KINDS).flatMap(([file, { samples, load, names }]) => {
    const fields = new Set<string>();
    return samples.flatMap((sample) => {
      const changes = everyChange(sample);
      const known = fields.size;
      for (const { field } of changes) fields.add(field);
      return fields.size === known ? [] : changes.map((change) => ({ file, change, load, names }));
    });
  });

/** How the commands are run on what was loaded. */
interface Variant {
  readonly launchType: LaunchType;
  readonly adopt: boolean;
  readonly report: ReportFormat;
  readonly formats: readonly FormatName[];
}

/** Every combination comes, in turn, with a format of its own. */
const VARIANTS: readonly Variant[] = (['fargate', 'ec2'] as const).flatMap((launchType) =>
  [false, true].flatMap((adopt) =>
    (['text', 'json', 'markdown', 'github', 'sarif', 'html'] as const).flatMap((report) =>
      FORMAT_NAMES.map((format) => ({ launchType, adopt, report, formats: [format] })),
    ),
  ),
);

/**
 * What is wrong with one case for each field and each kind of change. What is missing is tried with each format.
 *
 * @param wrote is called each time that `create` has files to write
 */
export async function faultsOfSome(seed: number, wrote: () => void): Promise<string[]> {
  const random = randomFrom(seed);
  const groups = new Map<string, Case[]>();
  for (const each of everyCase()) {
    const group = `${each.file} ${each.change.field} ${each.change.kind}`;
    const cases = groups.get(group);
    if (cases) cases.push(each);
    else groups.set(group, [each]);
  }
  const faults: string[] = [];
  for (const cases of groups.values()) {
    const picked = random.pick(cases);
    const variant = random.pick(VARIANTS);
    const missing = /^(null|nothing|no items)$/.test(picked.change.kind);
    faults.push(
      ...(await faultsOf(picked, missing ? { ...variant, formats: FORMAT_NAMES } : variant, wrote)),
    );
  }
  return faults;
}

/**
 * What is wrong with every case, each with every format.
 *
 * @param log is told how many there are, and of each fault when it is found
 */
export async function faultsOfAll(seed: number, log: (text: string) => void): Promise<string[]> {
  const random = randomFrom(seed);
  const faults: string[] = [];
  const cases = everyCase();
  log(`${cases.length} changes`);
  for (const each of cases) {
    const found = await faultsOf(each, { ...random.pick(VARIANTS), formats: FORMAT_NAMES });
    faults.push(...found);
    found.forEach(log);
  }
  return faults;
}

/**
 * What is wrong with how a case ends; nothing where all is well.
 *
 * @returns each as a sentence that says where
 */
async function faultsOf(
  { file, change, load, names }: Case,
  variant: Variant,
  wrote: () => void = () => undefined,
): Promise<string[]> {
  const where = `${file}: ${change.kind} at ${written(change.keys)}`;
  const faults: string[] = [];
  const text = change.text();
  let loaded: Asked;
  try {
    loaded = load(text);
  } catch (error) {
    if (!(error instanceof Problem)) return [`${where}: ${told(error)}`];
    return names(error.message, change.keys) ? [] : [`${where} is not named: ${error.message}`];
  }
  const attempt = async (what: string, work: () => unknown) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem)) faults.push(`${where}, ${what}: ${told(error)}`);
    }
  };
  try {
    loadSnapshot(snapshotText(redact(loaded.network)), 'redacted.json');
  } catch (error) {
    faults.push(`${where}, redact: ${told(error)}`);
  }
  const answers = answersOf(loaded, variant);
  await attempt(`doctor ${variant.report}`, () => doctorOn(loaded, answers));
  for (const iac of variant.formats)
    await attempt(`create ${iac}`, () =>
      createOn(loaded, { ...answers, iac, json: variant.report === 'json' }, wrote),
    );
  return faults;
}

const told = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 3).join(' ') : String(error);

function answersOf({ network, answers }: Asked, { launchType, adopt, report }: Variant): Answers {
  return {
    launchType,
    region: network.region,
    vpc: network.vpc.id,
    subnets: network.subnets.map(({ id }) => id),
    ...answers,
    adopt,
    report,
  };
}

const LINE = { shell: 'posix', commandWords: [] } as const;
const TAGS = Object.fromEntries(ODD_KEYS.map((key) => [key, key]));

/** With what a snapshot does not hold, and adoption looks at. */
const tagged = (network: Network): Network => ({
  ...network,
  endpoints: network.endpoints?.map((endpoint) => ({ ...endpoint, tags: TAGS })),
});

const doctorOn = ({ network, workload }: Asked, answers: Answers) =>
  doctor(
    { answers, taken: [], workload },
    {
      ...LINE,
      style: { width: 80, colour: true, unicode: true },
      readNetwork: async () => network,
      attended: false,
      saveSnapshot: () => undefined,
      say: () => undefined,
      print: () => undefined,
    },
  );

const createOn = ({ network, workload }: Asked, answers: Answers, wrote: () => void) =>
  create(
    { answers, taken: [], workload },
    {
      ...LINE,
      cwd: '/',
      env: {},
      signal: new AbortController().signal,
      width: 80,
      dialogue: undefined,
      readNetwork: async () => (answers.adopt ? tagged(network) : network),
      namesInUse: async () => [],
      targetFault: () => undefined,
      settleInterrupted: () => [],
      readRecord: () => undefined,
      textIn: () => undefined,
      hashesOf: () => ({}),
      editedFiles: () => [],
      version: '0.0.0',
      filesReplaced: () => [],
      writeFiles: async () => wrote(),
      check: async () => ({ kind: 'absent', tools: [] }),
      checkLog: () => ({ line: () => undefined, succeeded: () => undefined, failed: () => undefined }),
      say: () => undefined,
      print: () => undefined,
    },
  );
