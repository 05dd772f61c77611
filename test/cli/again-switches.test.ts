import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUESTION_KEYS, type QuestionKey, question } from '../../src/ask/questions.ts';
import { replay } from '../../src/ask/replay.ts';
import { create } from '../../src/commands/create/command.ts';
import { type FakeEc2, startFakeEc2 } from '../sources/fake-ec2.ts';
import { ACCOUNT, FLAGS, runAt } from './fake-account.ts';
import { emptyFolder, filesOf, NEW_VPC_FLAGS, OFFLINE_FLAGS, run } from './program.ts';

/** Answers of the run before that a second run takes back. */

const RECORD = 'private-ecs-network.json';
const SWITCHES = QUESTION_KEYS.filter(
  (key) => create.questions.has(key) && question(key).form === 'switch' && !question(key).mode,
);

let ec2: FakeEc2;
let cwd: string;
beforeAll(async () => {
  // More blocks than the network ACL has room for.
  const cidrSet = Array.from({ length: 30 }, (_, index) => `3.5.${2 * index}.0/24`);
  const [[list] = []] = ACCOUNT.DescribePrefixLists ?? [];
  ec2 = await startFakeEc2({ ...ACCOUNT, DescribePrefixLists: [[{ ...list, cidrSet }]] });
  cwd = mkdtempSync(join(tmpdir(), 'switches-'));
});
afterAll(async () => {
  await ec2.stop();
  rmSync(cwd, { recursive: true, force: true });
});

/** For each switch: what else a first run needs for it, and what only code with the switch has. */
const CASES: readonly (readonly [key: string, iac: string, flags: readonly string[], trace: RegExp])[] = [
  ['serviceConnect', 'cloudformation', [...FLAGS, '--services', 'logs'], /ecs-agent/],
  ['adopt', 'terraform', FLAGS, /import \{/],
  ['adopt', 'cdk', FLAGS, /resource-mapping/],
  ['allowWideRules', 'terraform', FLAGS, /aws_network_acl_rule/],
];

describe('a second run', () => {
  it.each(CASES)(
    'takes %s back as %s, and writes what a first run without it writes',
    async (key, iac, flags, trace) => {
      const flag = `--${question(key as (typeof SWITCHES)[number]).flag}`;
      const net = `${key}-${iac}`;
      const program = (...args: string[]) => runAt(ec2.url, args, cwd);
      const code = (directory: string) => {
        const { [RECORD]: record, ...files } = filesOf(join(cwd, directory));
        return { text: Object.entries(files).flat().join('\n'), files, record: JSON.parse(record ?? '') };
      };
      expect(await program(net, ...flags, '--iac', iac, flag)).toMatchObject({ code: 0 });
      expect(code(net).record.answers).toMatchObject({ [key]: true });
      expect(code(net).text).toMatch(trace);
      expect(await program(net, `${flag}=false`, '--allow-removal')).toMatchObject({ code: 0 });
      expect(await program(`first-${net}`, ...flags, '--iac', iac, `${flag}=false`)).toMatchObject({
        code: 0,
      });
      expect(code(net)).toEqual(code(`first-${net}`));
      expect(code(net).text).not.toMatch(trace);
      // The record says no, so the next run needs no flag for that.
      expect(code(net).record.answers).toMatchObject({ [key]: false });
      expect((await program(net)).stdout).toContain('Nothing changed');
    },
  );

  it('can take back every switch of create', () => {
    // One chooses the source of the network, which test/cli/again.test.ts takes back. Central endpoints can't be taken back.
    expect([...new Set([...CASES.map(([key]) => key), 'offline', 'central'])].sort()).toEqual(
      [...SWITCHES].sort(),
    );
  });
});

describe('a switch', () => {
  it.each<[args: string[], message: string]>([
    [['--no-service-connect'], 'There is no --no-service-connect: write --service-connect=false.'],
    [['--no-adopt'], 'There is no --no-adopt: write --adopt=false.'],
    [['--service-connect=perhaps'], '--service-connect: must be true or false, not "perhaps".'],
    [['--service-connect='], '--service-connect: must be true or false, not "".'],
    [['--service-connect', 'false'], '"false" follows --service-connect: write --service-connect=false'],
    [['--service-connect', '--service-connect=false'], '--service-connect is given with different values.'],
    [
      ['--service-connect=false', '--service-connect=true'],
      '--service-connect is given with different values.',
    ],
    [['--dry-run=false'], '--dry-run is a switch and takes no value'],
    [['--no-dry-run'], 'There is no --no-dry-run'],
  ])('is refused as %j', (args, message) => {
    const folder = emptyFolder();
    const { code, stdout, stderr } = run([...NEW_VPC_FLAGS, ...args, '--yes'], { cwd: folder });
    expect({ code, stdout, files: filesOf(folder) }).toEqual({ code: 2, stdout: '', files: {} });
    expect(stderr).toContain(message);
  });

  it.each(['false', 'FALSE', 'no', '0'])('is taken as %s, like a variable of the environment', (word) => {
    const folder = emptyFolder();
    const flags = [...NEW_VPC_FLAGS, `--service-connect=${word}`, '--yes'];
    expect(run(['net', ...flags], { cwd: folder }).code).toBe(0);
    expect(JSON.parse(filesOf(folder)[`net/${RECORD}`] ?? '').answers.serviceConnect).toBe(false);
  });

  it('is in a replay line where it says other than the record, and left out where there is none', () => {
    const answers = { directory: 'net', serviceConnect: false, adopt: true };
    const line = { shell: 'posix', commandWords: ['doctor'] } as const;
    const command = 'npx create-private-ecs-network net';
    expect(replay(create, answers, line)).toBe(`${command} --adopt --yes`);
    expect(replay(create, answers, line, ['serviceConnect', 'adopt'])).toBe(
      `${command} --service-connect=false --adopt --yes`,
    );
  });
});

/** For each answer that can't be empty: the flags of a first run that make sense with it, and the value it had. */
const VALUES: readonly (readonly [key: QuestionKey, value: string, flags: readonly string[]])[] = [
  ['taskDefinition', 'task.json', NEW_VPC_FLAGS],
  ['s3Policy', 'ecr-only', NEW_VPC_FLAGS],
  ['azs', 'eu-west-1c,eu-west-1a', NEW_VPC_FLAGS],
  ['taskSecurityGroups', 'sg-0a1b2c3d4e5f60718', OFFLINE_FLAGS],
];

/** Those that take AWS to have: the value that a record has, of a run that would be the same without. */
const RECORDED: readonly (readonly [key: QuestionKey, value: unknown])[] = [
  ['service', ['shop/web']],
  ['cluster', ['shop', 'pay']],
  ['snapshot', '../gone.json'],
  ['spokeSubnets', ['subnet-0ccccccccccccccc3']],
];

/** Those that a run must have, and those that say what the code is for: the flags of the first run, and why it can't be without. */
const KEPT: readonly (readonly [key: QuestionKey, flags: readonly string[], message: string])[] = [
  ['launchType', NEW_VPC_FLAGS, '--launch-type <fargate|ec2>  Launch type of the tasks'],
  ['vpcCidr', [...NEW_VPC_FLAGS, '--vpc-cidr', '10.9.0.0/16'], "which 10.0.0.0/16 doesn't hold"],
  ['subnets', OFFLINE_FLAGS, '--subnets <id,...>'],
  ['azs', OFFLINE_FLAGS, '--azs <az,...>'],
  ['subnetCidrs', OFFLINE_FLAGS, '--subnet-cidrs <cidr,...>'],
  ['routeTables', OFFLINE_FLAGS, '--route-tables <id,...>'],
  ['spokes', OFFLINE_FLAGS, '--spokes: '],
  ['region', NEW_VPC_FLAGS, '--region: "" is not an AWS Region'],
  ['vpc', NEW_VPC_FLAGS, `--vpc: "" isn't a valid VPC ID`],
  ['iac', NEW_VPC_FLAGS, '--iac: "" is not one of'],
  ['name', [...NEW_VPC_FLAGS, '--name', 'shop'], '--name: '],
  ['terraformLayout', [...NEW_VPC_FLAGS, '--terraform-layout', 'module'], '--terraform-layout: "" is not'],
  // A machine's own: no record has it.
  ['profile', NEW_VPC_FLAGS, '--profile: is empty'],
];

/** Taken back, it leaves what is there: the subnets of a new VPC keep their blocks. */
const AZ_COUNT: QuestionKey = 'azCount';

/** Of these none is an answer like any other. */
const MAY_BE_EMPTY: readonly (readonly [key: QuestionKey, value: string])[] = [
  ['services', 'logs,sqs'],
  ['tags', 'team=a'],
];

describe('an answer of the run before', () => {
  const TASK = {
    family: 'web',
    containerDefinitions: [{ name: 'web', image: 'nginx', logConfiguration: { logDriver: 'awslogs' } }],
  };
  const folder = () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'task.json'), JSON.stringify(TASK));
    writeFileSync(join(cwd, 'answers.json'), JSON.stringify({ taskDefinition: ['task.json'] }));
    writeFileSync(join(cwd, 'empty.json'), JSON.stringify({ taskDefinition: [] }));
    return cwd;
  };

  it('can be taken back, or says why not, whichever it is', () => {
    const tables = [VALUES, RECORDED, KEPT, MAY_BE_EMPTY, [[AZ_COUNT]]] as const;
    const keys = new Set(tables.flatMap((table) => table.map(([key]) => key)));
    const all = QUESTION_KEYS.filter(
      (key) =>
        create.questions.has(key) &&
        !['switch', 'argument'].includes(question(key).form) &&
        !question(key).mode,
    );
    expect([...keys].sort()).toEqual([...all].sort());
  });

  it.each(VALUES)('is taken back by an empty %s, as if it had never been given', (key, value, flags) => {
    const flag = `--${question(key).flag}`;
    const cwd = folder();
    const at = flags.indexOf(flag);
    const others = at === -1 ? flags : flags.toSpliced(at, 2);
    const code = (directory: string) => filesOf(join(cwd, directory));
    expect(run(['first', ...others, '--yes'], { cwd }).code).toBe(0);
    expect(run(['net', ...others, flag, value, '--yes'], { cwd }).code).toBe(0);
    expect(code('net')).not.toEqual(code('first'));
    expect(run(['net', `${flag}=`, '--yes', '--allow-removal'], { cwd })).toMatchObject({
      code: 0,
      stderr: `Note: ${flag} is empty, so the answer of the run before is taken back.\n`,
    });
    expect(code('net')).toEqual(code('first'));
    expect(run(['net', '--yes'], { cwd })).toMatchObject({
      stdout: expect.stringContaining('Nothing changed'),
      stderr: '',
    });
  });

  it('is taken back by an empty azCount, and the blocks that stay are those before', () => {
    const cwd = folder();
    const recorded = () => JSON.parse(filesOf(join(cwd, 'net'))[RECORD] ?? '');
    expect(run(['net', ...NEW_VPC_FLAGS, '--az-count', '3', '--yes'], { cwd }).code).toBe(0);
    const { answers, blocks } = recorded();
    const refused = run(['net', '--az-count=', '--yes'], { cwd });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`- subnet ${blocks[2]} of the new VPC`);
    expect(run(['net', '--az-count=', '--yes', '--allow-removal'], { cwd }).code).toBe(0);
    const { azCount: _, ...others } = answers;
    expect(recorded()).toMatchObject({ answers: others, blocks: blocks.slice(0, 2) });
    expect(recorded().answers).toEqual(others);
  });

  it.each(RECORDED)('is taken back by an empty %s, as if no record had it', (key, value) => {
    const flag = `--${question(key).flag}`;
    const cwd = folder();
    expect(run(['net', ...OFFLINE_FLAGS, '--yes'], { cwd }).code).toBe(0);
    const written = filesOf(join(cwd, 'net'));
    const record = JSON.parse(written[RECORD] ?? '');
    record.answers[key] = value;
    writeFileSync(join(cwd, 'net', RECORD), JSON.stringify(record, null, 2));
    const { code, stderr } = run(['net', `${flag}=`, '--yes'], { cwd });
    expect([code, stderr]).toEqual([
      0,
      `Note: ${flag} is empty, so the answer of the run before is taken back.\n`,
    ]);
    expect(filesOf(join(cwd, 'net'))).toEqual(written);
  });

  it.each(KEPT)('stays where %s is empty, whatever is allowed', (key, flags, message) => {
    const cwd = folder();
    expect(run(['net', ...flags, '--yes'], { cwd }).code).toBe(0);
    const written = filesOf(cwd);
    for (const more of [['--allow-removal', '--force'], ['--dry-run']]) {
      const { code, stdout, stderr } = run(['net', `--${question(key).flag}=`, '--yes', ...more], { cwd });
      expect({ code, stdout, files: filesOf(cwd) }).toEqual({ code: 2, stdout: '', files: written });
      expect(stderr).toContain(message);
    }
  });

  it.each(MAY_BE_EMPTY)('is none where %s is empty', (key, value) => {
    const flag = `--${question(key).flag}`;
    const cwd = folder();
    const code = (directory: string) => filesOf(join(cwd, directory));
    expect(run(['first', ...NEW_VPC_FLAGS, `${flag}=`, '--yes'], { cwd }).code).toBe(0);
    expect(run(['net', ...NEW_VPC_FLAGS, flag, value, '--yes'], { cwd }).code).toBe(0);
    expect(run(['net', `${flag}=`, '--yes', '--allow-removal'], { cwd })).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(code('net')).toEqual(code('first'));
  });

  it('is taken back for doctor alone, which writes nothing', () => {
    const cwd = folder();
    const needs = (...args: string[]) => {
      const ran = run(['doctor', 'net', '--json', '--fail-on', 'never', ...args], { cwd });
      expect(ran).toMatchObject({ code: 0 });
      return (JSON.parse(ran.stdout) as { paths: { service: string }[] }).paths.map(({ service }) => service);
    };
    const snapshot = ['--snapshot', join(process.cwd(), 'docs/examples/nat-leak.snapshot.json')];
    const flags = ['--launch-type', 'fargate', '--iac', 'terraform', '--task-definition', 'task.json'];
    const { subnets } = JSON.parse(readFileSync(snapshot[1] ?? '', 'utf8'));
    const { id } = subnets.find(({ name }: { name?: string }) => name === 'shop-tasks-a');
    expect(run(['net', ...snapshot, ...flags, '--subnets', id, '--yes'], { cwd }).code).toBe(0);
    const written = filesOf(cwd);
    expect(needs()).toContain('logs');
    expect(needs('--task-definition=')).not.toContain('logs');
    expect(filesOf(cwd)).toEqual(written);
  });

  it.each<[args: string[], env: Record<string, string>, message: string]>([
    [['new', ...NEW_VPC_FLAGS, '--task-definition='], {}, '--task-definition: names nothing.'],
    // It was not given, so there is nothing to take back: a variable of a script may be empty.
    [['net', '--s3-policy='], {}, '--s3-policy: '],
    [['doctor', 'net', '--fail-on='], {}, '--fail-on: '],
    [['net', '--task-definition=', '--config', 'answers.json'], {}, '--task-definition: names nothing.'],
    [['net', '--config', 'empty.json'], {}, '"taskDefinition" in empty.json: names nothing.'],
    [
      ['net', '--task-definition='],
      { PRIVATE_ECS_TASK_DEFINITION: 'task.json' },
      '--task-definition: names nothing.',
    ],
  ])('is not taken back by %j', (args, env, message) => {
    const cwd = folder();
    const first = ['net', ...NEW_VPC_FLAGS, '--task-definition', 'task.json', '--yes'];
    expect(run(first, { cwd }).code).toBe(0);
    const written = filesOf(cwd);
    const { code, stdout, stderr } = run(args[0] === 'doctor' ? args : [...args, '--yes'], { cwd, env });
    expect({ code, stdout, files: filesOf(cwd) }).toEqual({ code: 2, stdout: '', files: written });
    expect(stderr).toContain(message);
  });
});
