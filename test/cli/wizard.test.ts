import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FormatName } from '../../src/formats/formats.ts';
import { NEW_VPC_FORMATS } from '../formats-that.ts';
import { emptyFolder, filesOf, NEW_VPC_FLAGS, run } from './program.ts';
import { KEYS, Terminal, type TerminalOptions } from './terminal.ts';

/** The questions of a new VPC, where AWS cannot be asked, and what is typed to each. */
const NEW_VPC_DIALOG = (launchType: string, iac: FormatName): [question: string, keys: string][] => [
  ['Which AWS Region?', `eu-west-3${KEYS.enter}`],
  ['How should we find out which AWS services your tasks use?', KEYS.enter],
  ['What would you like to do?', KEYS.enter],
  ['CIDR block for the new VPC', KEYS.enter],
  ['Where do the tasks run?', (launchType === 'ec2' ? KEYS.down : '') + KEYS.enter],
  ['Which other AWS services', `ssmm${KEYS.tab}${KEYS.enter}`],
  ['Which format?', KEYS.down.repeat(NEW_VPC_FORMATS.indexOf(iac)) + KEYS.enter],
  ['Yes, then validate them', KEYS.enter],
];

const wizard = (options: Partial<TerminalOptions> = {}, args: readonly string[] = []) => {
  const cwd = options.cwd ?? emptyFolder();
  return { cwd, terminal: new Terminal(args, { ...options, cwd }) };
};

describe('the wizard', () => {
  it.each(
    ['fargate', 'ec2'].flatMap((launchType) => NEW_VPC_FORMATS.map((iac) => [launchType, iac] as const)),
  )('makes for %s as %s what the command it prints makes', async (launchType, iac) => {
    const { cwd, terminal } = wizard();
    for (const [question, keys] of NEW_VPC_DIALOG(launchType, iac)) await terminal.answer(question, keys);
    expect(await terminal.exit).toBe(0);
    expect(terminal.text).toContain('npx create-private-ecs-network private-ecs-network --yes\n');
    expect(terminal.text).toContain('cd private-ecs-network');
    const written = filesOf(cwd);
    expect(run(['private-ecs-network', '--yes'], { cwd }).stdout).toContain('Nothing changed');
    expect(filesOf(cwd)).toEqual(written);
    const flags = `--region eu-west-3 --vpc new --vpc-cidr 10.0.0.0/16 --launch-type ${launchType} --services ssmmessages --iac ${iac} --yes`;
    const again = emptyFolder();
    expect(run(['private-ecs-network', ...flags.split(' ')], { cwd: again }).code).toBe(0);
    expect(written).toEqual(filesOf(again));
  });

  it('asks for no format where a layout of Terraform is given', async () => {
    const { cwd, terminal } = wizard({}, ['--terraform-layout', 'module']);
    const dialog = NEW_VPC_DIALOG('fargate', 'terraform').filter(
      ([question]) => question !== 'Which format?',
    );
    for (const [question, keys] of dialog) await terminal.answer(question, keys);
    expect(await terminal.exit).toBe(0);
    expect(terminal.text).not.toContain('Which format?');
    const { 'private-ecs-network/versions.tf': versions } = filesOf(cwd);
    expect(versions).not.toContain('provider "aws"');
  });

  it('leaves with 130 and writes nothing on Ctrl-C at each question', async () => {
    const dialog = NEW_VPC_DIALOG('fargate', 'terraform');
    for (const [stop] of dialog.entries()) {
      const { cwd, terminal } = wizard();
      for (const [question, keys] of dialog.slice(0, stop)) await terminal.answer(question, keys);
      await terminal.answer(dialog[stop]?.[0] ?? '', KEYS.ctrlC);
      expect(await terminal.exit).toBe(130);
      expect(terminal.text).toContain('Cancelled. Nothing was written.');
      expect(readdirSync(cwd)).toEqual([]);
    }
  }, 60_000);

  it('asks again about a service that was typed and not selected', async () => {
    const { terminal } = wizard({}, [...NEW_VPC_FLAGS, '--vpc-cidr', '10.0.0.0/16', '--dry-run']);
    await terminal.answer('How should we find out', KEYS.enter);
    await terminal.answer(
      'Which other AWS services',
      `logs${KEYS.tab}${KEYS.backspace.repeat(4)}sqs${KEYS.enter}`,
    );
    await terminal.see('"sqs" was typed but not selected');
    await terminal.answer('Which other AWS services', `sqs${KEYS.tab}${KEYS.enter}`);
    expect(await terminal.exit).toBe(0);
    expect(terminal.text).toMatch(/\+ create {2}logs\b/);
    expect(terminal.text).toMatch(/\+ create {2}sqs\b/);
  });

  it('writes nothing when that is the answer', async () => {
    const { cwd, terminal } = wizard({}, [
      ...NEW_VPC_FLAGS,
      '--vpc-cidr',
      '10.0.0.0/16',
      '--services',
      'logs',
      'out',
    ]);
    await terminal.answer('No, exit', KEYS.up + KEYS.enter);
    expect(await terminal.exit).toBe(130);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('describes a VPC that nobody reads by typed ids', async () => {
    const { cwd, terminal } = wizard({}, ['--region', 'eu-west-1', '--offline', '--services', 'logs']);
    await terminal.answer('Which VPC', `0a1b2c3d${KEYS.enter}`);
    await terminal.answer('Which subnets do the tasks', `subnet-0aaaaaaa,subnet-zz${KEYS.enter}`);
    await terminal.answer(`"subnet-zz" isn't a valid subnet ID`, `\x7f\x7f0bbbbbbb${KEYS.enter}`);
    await terminal.answer('In which Availability Zones', `eu-west-1a${KEYS.enter}`);
    await terminal.answer('That is 1 for 2 subnets.', `,eu-west-1b${KEYS.enter}`);
    await terminal.answer('Which CIDR blocks', `10.0.1.0/24,10.0.2.0/24${KEYS.enter}`);
    await terminal.answer('Which route tables', `rtb-0aaaaaaa${KEYS.enter}`);
    await terminal.answer('Where do the tasks run?', KEYS.enter);
    await terminal.answer('Which format?', KEYS.enter);
    await terminal.answer('Yes, then validate them', KEYS.enter);
    expect(await terminal.exit).toBe(0);
    expect(readdirSync(cwd)).toEqual(['private-ecs-network']);
  });

  it('asks for a directory where the usual one is not empty, and does not take one that is not either', async () => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, 'private-ecs-network'));
    writeFileSync(join(cwd, 'private-ecs-network', 'mine'), '');
    const { terminal } = wizard({ cwd }, [
      ...NEW_VPC_FLAGS,
      '--vpc-cidr',
      '10.0.0.0/16',
      '--services',
      'logs',
    ]);
    await terminal.answer(
      'Where should the files go',
      `${'\x7f'.repeat('private-ecs-network'.length)}.${KEYS.enter}`,
    );
    await terminal.see('is not empty');
    await terminal.answer('Choose another', KEYS.ctrlC);
    expect(await terminal.exit).toBe(130);
  });

  it.each([
    ['turns the direction of writing', '\u202e'],
    ['isolates it', '\u2066'],
    ['has no width', '\u200b'],
    ['joins nothing', '\u2060'],
    ['is a byte order mark', '\ufeff'],
    ['breaks a line', '\u2028'],
    ['is a tag', '\u{e0041}'],
  ])('shows nothing that %s of the names of a network', async (_, unseen) => {
    const cwd = emptyFolder();
    const name = `shop${unseen}tasks`;
    const snapshot = JSON.parse(readFileSync('docs/examples/nat-leak.snapshot.json', 'utf8'));
    const named = ['subnets', 'routeTables', 'securityGroups', 'endpoints'].flatMap(
      (key) => snapshot[key] ?? [],
    );
    for (const resource of [snapshot.vpc, ...named]) resource.name = name;
    writeFileSync(join(cwd, 'vpc.json'), JSON.stringify(snapshot));
    const { terminal } = wizard({ cwd }, [
      '--snapshot',
      'vpc.json',
      '--launch-type',
      'fargate',
      '--iac',
      'cdk',
    ]);
    await terminal.answer('How should we find out which AWS services your tasks use?', KEYS.enter);
    await terminal.answer('Which other AWS services', KEYS.enter);
    await terminal.answer('Which subnets do the tasks', KEYS.enter);
    await terminal.answer('No, exit', KEYS.ctrlC);
    expect(await terminal.exit).toBe(130);
    expect(terminal.text).toMatch(/shop[\ufffd ]tasks/);
    expect(terminal.text).not.toContain(unseen);
  });

  it('fits 50 columns', async () => {
    const { terminal } = wizard({ columns: 50, rows: 60 });
    for (const [question, keys] of NEW_VPC_DIALOG('fargate', 'terraform').slice(0, -1))
      await terminal.answer(question.slice(0, 20), keys);
    await terminal.answer('No, exit', KEYS.ctrlC);
    expect(await terminal.exit).toBe(130);
    const frame = terminal.text.split('\n').filter((line) => /^[│◇]/.test(line));
    expect(frame.filter((line) => line.length > 50)).toEqual([]);
  });

  it('is without colour with NO_COLOR, and without Unicode on a Linux console', async () => {
    const { terminal } = wizard({ env: { NO_COLOR: '1', TERM: 'linux' } }, [...NEW_VPC_FLAGS]);
    await terminal.answer('How should we find out which AWS services your tasks use?', KEYS.enter);
    await terminal.answer('CIDR block for the new VPC', KEYS.enter);
    await terminal.answer('Which other AWS services', KEYS.enter);
    await terminal.answer('No, exit', KEYS.ctrlC);
    expect(await terminal.exit).toBe(130);
    const colours = terminal.raw.split('\x1b[').filter((part) => /^(3[0-7]|9[0-7])m/.test(part));
    expect(colours).toEqual([]);
    expect([...terminal.text].filter((character) => '│┌└◆◇●○◻◼■▲─╮╯├'.includes(character))).toEqual([]);
  });

  it.each([['--yes'], ['--json']])('does not start with %s', async (flag) => {
    const { terminal } = wizard({}, [flag]);
    expect(await terminal.exit).toBe(2);
    expect(terminal.text).toContain('--vpc <vpc-id|new>');
  });

  it('does not start with CI set', async () => {
    const { terminal } = wizard({ env: { CI: 'true' } });
    expect(await terminal.exit).toBe(2);
  });
});
