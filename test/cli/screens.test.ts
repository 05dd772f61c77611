import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, NEW_VPC_FLAGS, only, run, withFlags } from './program.ts';
import { KEYS, Terminal, type TerminalOptions } from './terminal.ts';

const SNAPSHOT = resolve('docs/examples/nat-leak.snapshot.json');
const NEW_VPC = [...NEW_VPC_FLAGS, '--vpc-cidr', '10.0.0.0/16'];
const ALL_GIVEN = [...NEW_VPC, '--services', 'logs'];
const SWEEP = [
  ...['sweep', '--from', resolve('docs/examples/fleet'), '--create', 'code', '--iac', 'terraform', '--check'],
];
const UTF8 = { LC_ALL: 'C.UTF-8' };

type Dialog = readonly (readonly [question: string, keys: string])[];

const LIST: Dialog = [
  ['How should we find out which AWS services your tasks use?', KEYS.enter],
  ['Which other AWS services', KEYS.enter],
];

/** A terminal in which these questions were answered. */
async function answered(
  args: readonly string[],
  dialog: Dialog,
  options: Partial<TerminalOptions> = {},
): Promise<Terminal> {
  const terminal = new Terminal(args, { cwd: emptyFolder(), ...options });
  for (const [question, keys] of dialog) await terminal.answer(question, keys);
  return terminal;
}

describe('the list of services', () => {
  const erase = (typed: string) => KEYS.backspace.repeat(typed.length);

  it.each([
    ['none', '', 'none'],
    ['one, by Space alone', `logs${KEYS.space}`, 'logs'],
    ['two, by Space alone', `logs${KEYS.space}${erase('logs')}secretsm${KEYS.space}`, 'logs, secretsmanager'],
    ['the first, before anything is typed', KEYS.space, 'ecr-fips.api'],
    ['none, where Space takes back', `logs${KEYS.space}${KEYS.space}${erase('logs')}`, 'none'],
  ])('names in its recap what was chosen: %s', async (_, keys, recap) => {
    const [how] = LIST;
    const dialog = [...(how ? [how] : []), ['Which other AWS services', keys + KEYS.enter]] as Dialog;
    const terminal = await answered([...NEW_VPC, '--dry-run'], dialog, { env: UTF8 });
    expect(await terminal.exit).toBe(0);
    expect(terminal.text).toMatch(new RegExp(`◇ {2}Which other AWS services.*\\n│ {2}${recap}\\n`));
    expect(terminal.text).not.toContain('items selected');
  });
});

describe('a plan longer than the terminal', () => {
  const inFrame = (line: string) => line.slice(3).trimEnd();

  /** All lines of the plan, as a terminal shows them that is high enough. */
  async function wholePlan(): Promise<string[]> {
    const terminal = await answered(ALL_GIVEN, [['No, exit', KEYS.up + KEYS.enter]], { rows: 60, env: UTF8 });
    expect(await terminal.exit).toBe(130);
    expect(terminal.text).not.toContain('The plan has');
    const lines = terminal.text.split('\n');
    const from = lines.findIndex((line) => line.startsWith('◇  Fargate tasks'));
    const to = lines.findIndex((line) => line.startsWith('◆  Write 9 files'));
    return lines.slice(from, to - 1).map(inFrame);
  }

  it('is shown page by page, each whole before its question, at any height', async () => {
    const plan = await wholePlan();
    expect(plan.length).toBeGreaterThan(20);
    const pages: Record<number, number> = {};
    for (const rows of [14, 24, plan.length + 5, plan.length + 7, plan.length + 8]) {
      const terminal = new Terminal(ALL_GIVEN, { cwd: emptyFolder(), rows, env: UTF8 });
      for (let shown = 0; shown < plan.length; ) {
        // The frame ends below a question alone.
        await terminal.see('└');
        const screen = (await terminal.screen()).map((line) => line.trimEnd());
        const question = screen.findLast((line) => line.startsWith('◆')) ?? '';
        const rest = Number(/The plan has (\d+) more lines\./.exec(question)?.[1] ?? 0);
        if (rest === 0) expect(question).toContain('Write 9 files');
        const page = plan.slice(shown, plan.length - rest);
        expect(screen.map(inFrame).join('\n'), `${rows} rows`).toContain(page.join('\n'));
        shown = plan.length - rest;
        pages[rows] = (pages[rows] ?? 0) + 1;
        await terminal.answer('', rest > 0 ? KEYS.enter : KEYS.ctrlC);
      }
      expect(await terminal.exit).toBe(130);
    }
    expect(pages).toEqual({
      ...{ 14: expect.any(Number), 24: 2, [plan.length + 5]: 2, [plan.length + 7]: 2 },
      [plan.length + 8]: 1,
    });
  }, 60_000);

  it('goes on to the last question where the rest is skipped', async () => {
    const dialog: Dialog = [
      ['The plan has', KEYS.down + KEYS.enter],
      ['Write 9 files', KEYS.ctrlC],
    ];
    const terminal = await answered(ALL_GIVEN, dialog, { rows: 14, env: UTF8 });
    expect(await terminal.exit).toBe(130);
    expect(terminal.text).toMatch(/The plan has \d+ more lines\.\n│ {2}Skip\n/);
    expect(terminal.text).not.toContain("won't start there");
  });
});

describe('a terminal that shows only ASCII', () => {
  const toFiles: Dialog = [
    ['Which AWS Region?', `eu-west-3${KEYS.enter}`],
    ['How should we find out', KEYS.down + KEYS.down + KEYS.enter],
    ['Read a task definition file\n|\n*', `missing.json${KEYS.enter}`],
    ['*  How should we find out', KEYS.enter],
    ['What would you like to do?', KEYS.enter],
    ['CIDR block for the new VPC', `x${KEYS.enter}${KEYS.backspace}${KEYS.enter}`],
    ['Where do the tasks run?', KEYS.enter],
    ['Which other AWS services', `sqs${KEYS.enter}`],
    ['typed but not selected', ''],
    ['Which other AWS services', `sqs${KEYS.tab}${KEYS.enter}`],
    ['Which format?', KEYS.enter],
    ['Yes, then validate them', KEYS.down + KEYS.enter],
  ];
  const doctor: Dialog = [...LIST.slice(0, 1), ['Where do the tasks run?', KEYS.enter], ...LIST.slice(1)];

  it.each(
    [{ LC_ALL: 'C' }, { LANG: 'C', LC_ALL: '', LC_CTYPE: '' }, { TERM: 'linux' }].flatMap((env) => [
      { env, name: 'create', args: [], dialog: toFiles, code: 2 },
      { env, name: 'doctor', args: ['doctor', '--snapshot', SNAPSHOT], dialog: doctor, code: 1 },
      {
        env,
        name: 'create without questions',
        args: [...ALL_GIVEN, '--yes', '--check'],
        dialog: [],
        code: 2,
      },
      { env, name: 'sweep', args: SWEEP, dialog: [], code: 2 },
    ]),
  )('gets nothing else from $name with $env', async ({ env, args, dialog, code }) => {
    // What Terraform draws around an error.
    const PATH = only({ terraform: "printf '╷\\n│ Error: no such provider\\n╵\\n'; exit 1" });
    const terminal = await answered(args, dialog, { env: { ...env, PATH }, rows: 60 });
    expect(await terminal.exit).toBe(code);
    expect([...new Set(terminal.raw)].filter((character) => character > '\x7f')).toEqual([]);
  });
});

describe('a terminal that calls itself dumb', () => {
  it.each([
    ['create', ['--vpc', 'new'], 2, ['--region', '--launch-type', '--iac']],
    ['doctor', ['doctor', '--region', 'eu-west-1'], 2, ['--vpc', '--launch-type']],
    ['create with all that it needs', ALL_GIVEN, 0, ['Written to private-ecs-network']],
    ['create with a check', [...ALL_GIVEN, '--check'], 0, ['Passed: terraform validate']],
    ['sweep with a check', SWEEP, 1, ['eu-west-1 validate -no-color']],
    [
      'doctor with all that it needs',
      ['doctor', '--snapshot', SNAPSHOT, '--launch-type', 'fargate'],
      1,
      ['NAT'],
    ],
  ])('is asked nothing and moves no cursor: %s', async (_, args, code, told) => {
    const terminal = await answered(args, [], {
      env: { TERM: 'dumb', PATH: only({ terraform: 'echo ran' }) },
    });
    expect(await terminal.exit).toBe(code);
    expect(terminal.raw).not.toContain('\x1b');
    for (const text of told) expect(terminal.raw).toContain(text);
  });
});

it.each([
  ['the wizard', NEW_VPC, [...LIST, ['The plan has', KEYS.enter], ['Yes, then', KEYS.enter]] as Dialog],
  ['create', [...ALL_GIVEN, '--yes'], []],
  ['doctor', ['doctor', '--snapshot', SNAPSHOT, '--launch-type', 'fargate', '--services', 'logs'], []],
])('%s takes 80 columns in a terminal that has a size of 0×0', async (_, args, dialog) => {
  const terminal = await answered(args, dialog, { columns: 0, rows: 0, env: UTF8 });
  await terminal.exit;
  // Commands to copy stay in one line.
  const lines = (await terminal.screen()).filter((line) => !/^ *(npx create-|aws ec2)/.test(line));
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines.filter((line) => line.length > 60).length).toBeGreaterThan(0);
});

it.each([
  ['chosen at the last question', [], KEYS.down + KEYS.enter],
  ['asked for by --check', ['--check'], KEYS.enter],
])('does not end with "Done." where the validation fails: %s', async (_, flags, keys) => {
  const PATH = only({ terraform: 'echo "no such provider" >&2; exit 1' });
  const terminal = await answered([...ALL_GIVEN, ...flags], [['Write 9 files', keys]], { env: { PATH } });
  expect(await terminal.exit).toBe(2);
  expect(terminal.text).toContain('The files are written, but validation failed.');
  expect(terminal.text).not.toContain('Done.');
});

it.each([
  ['doctor', ['doctor', '--snapshot', SNAPSHOT], 'Cancelled.'],
  ['create', ['--snapshot', SNAPSHOT], 'Cancelled. Nothing was written.'],
])('says of a cancelled %s what it left undone', async (_, args, farewell) => {
  const terminal = await answered(args, [['How should we find out', KEYS.ctrlC]]);
  expect(await terminal.exit).toBe(130);
  expect(terminal.text.trimEnd().split('\n').at(-1)?.slice(3)).toBe(farewell);
});

describe('answers on the command line', () => {
  const json = (args: readonly string[]) => JSON.parse(run(args).stdout);
  const plan = (changes: Readonly<Record<string, string>>) =>
    json([...withFlags(NEW_VPC, changes), '--dry-run', '--json']);

  it.each(['FARGATE', 'EC2', 'Fargate'])('takes the launch type as ECS spells it: %s', (launchType) => {
    expect(plan({ '--launch-type': launchType }).launchType).toBe(launchType.toLowerCase());
  });

  it.each([
    ['eu-west-9', [/^Region eu-west-9 is assumed to exist: .* Did you mean eu-west-\d\?$/]],
    ['eu-west-1', []],
  ])('says of a Region that it does not know that it is assumed: %s', (region, notes) => {
    const assumed = (plan({ '--region': region }).notes as { code: string; message: string }[])
      .filter(({ message }) => message.startsWith('Region '))
      .map(({ code, message }) => `${code}: ${message}`);
    expect(assumed).toEqual(
      notes.map((note) => expect.stringMatching(note.source.replace('^', '^assumed: '))),
    );
  });

  it.each([
    ['public', 'subnet-5c0d4270e09870689', 1],
    ['private', 'subnet-c4c10daf156bd7dda', 0],
  ])('says in the plan what doctor says of a %s subnet', (_, subnet, count) => {
    const tasks = ['--snapshot', SNAPSHOT, '--subnets', subnet, '--launch-type', 'fargate', '--json'];
    const found = json(['doctor', ...tasks]).findings.filter(
      ({ rule }: { rule: string }) => rule === 'public-subnet',
    );
    const noted = json(['--iac', 'cdk', '--dry-run', ...tasks]).notes.filter(
      ({ code }: { code: string }) => code === 'public-subnet',
    );
    expect(found).toHaveLength(count);
    expect(noted).toEqual(
      found.map(({ rule, message }: { rule: string; message: string }) => ({
        code: rule,
        message: `${message} (doctor --explain ${rule})`,
        rule,
      })),
    );
  });
});
