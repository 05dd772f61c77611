import { join } from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { answerFromText, contradictions, gather, missing, missingProblem } from '../../src/ask/answers.ts';
import { environmentOf } from '../../src/ask/question-text.ts';
import { type Answers, QUESTION_KEYS, question, withDefaults } from '../../src/ask/questions.ts';
import { replay } from '../../src/ask/replay.ts';
import { COMMANDS } from '../../src/commands/commands.ts';
import { create } from '../../src/commands/create/command.ts';
import { doctor } from '../../src/commands/doctor/command.ts';
import { sweep } from '../../src/commands/sweep/command.ts';
import { Problem } from '../../src/core/problem.ts';
import { shellWord } from '../../src/core/text/shell-word.ts';
import { readArgv } from '../../src/host/argv.ts';

const COMMAND = { create, doctor, sweep };
const LINE = { shell: 'posix', commandWords: ['doctor', 'completion'] } as const;

describe('the table of questions', () => {
  it('gives no flag and no variable twice', () => {
    const flags = QUESTION_KEYS.map((key) => question(key).flag);
    expect(new Set(flags).size).toBe(flags.length);
    const variables = QUESTION_KEYS.flatMap(environmentOf);
    expect(new Set(variables).size).toBe(variables.length);
  });

  it.each(
    QUESTION_KEYS.filter((key) => question(key).fallback !== undefined && question(key).form !== 'list'),
  )('%s has a default that it would take as an answer', (key) => {
    expect(v.safeParse(question(key).schema, question(key).fallback).success).toBe(true);
  });

  it('names each answer in camel case as its flag in kebab case', () => {
    const kebab = (key: string) => key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect(QUESTION_KEYS.map((key) => question(key).flag)).toEqual(QUESTION_KEYS.map(kebab));
  });
});

describe('text becomes a value', () => {
  it.each([
    ['services', ' logs, ssm ,logs,', ['logs', 'ssm']],
    ['tags', 'a=b=c, d=', { a: 'b=c', d: '' }],
    ['azCount', '3', 3],
    ['offline', 'yes', true],
    ['azs', 'us-east-1a,us-west-2-lax-1a', ['us-east-1a', 'us-west-2-lax-1a']],
    ['vpc', 'new', 'new'],
    ['region', 'us-gov-west-1', 'us-gov-west-1'],
  ] as const)('%s: %s', (key, text, value) => {
    expect(answerFromText(key, text)).toEqual(value);
  });
});

describe('answers that contradict each other', () => {
  it.each<[command: 'create' | 'doctor' | 'sweep', answers: Answers, named: string[]]>([
    ['sweep', { role: 'audit', accounts: ['111122223333'], externalId: 'x1', regions: ['all'] }, []],
    ['sweep', { role: 'audit', organization: true, ou: 'ou-ab12-11111111' }, []],
    ['sweep', { role: 'audit', externalId: 'x1' }, ['--role']],
    ['sweep', { externalId: 'x1', ou: 'ou-ab12-11111111' }, ['--ou', '--external-id']],
    [
      'sweep',
      { role: 'audit', accounts: ['111122223333'], organization: true, profiles: ['a'] },
      ['--profiles', '--accounts'],
    ],
    ['sweep', { from: 'fleet', regions: ['all'], save: 'x' }, ['--regions', '--save']],
    ['sweep', { report: 'sarif' }, ['--report']],
    ['doctor', { report: 'jsonl' }, ['--report']],
    ['create', {}, []],
    ['create', { vpc: 'new', vpcCidr: '10.0.0.0/16', azCount: 3 }, []],
    ['create', { vpc: 'new', snapshot: 'x' }, ['--snapshot']],
    ['create', { snapshot: 'x', offline: true }, ['--offline']],
    ['create', { vpc: 'vpc-0a1b2c3d', vpcCidr: '10.0.0.0/16' }, ['--vpc-cidr']],
    ['create', { vpc: 'vpc-0a1b2c3d', offline: true, vpcCidr: '10.0.0.0/16' }, []],
    ['create', { vpc: 'vpc-0a1b2c3d', azCount: 2 }, ['--az-count']],
    ['doctor', { vpc: 'new' }, ['--vpc']],
    ['doctor', { snapshot: 'x', saveSnapshot: 'y' }, ['--save-snapshot']],
    ['doctor', { snapshot: 'x', service: ['shop/web'] }, ['--service']],
    ['create', { offline: true, cluster: ['shop'] }, ['--cluster']],
    ['create', { offline: true, taskDefinition: ['./web.json', 'web:7'] }, ['--task-definition']],
    ['create', { offline: true, taskDefinition: ['./web.json'] }, []],
    ['create', { vpc: 'new', service: ['shop/web'] }, []],
    ['create', { vpc: 'new', iac: 'terraform', terraformLayout: 'module' }, []],
    ['create', { vpc: 'new', terraformLayout: 'module' }, []],
    ['create', { vpc: 'new', iac: 'cloudformation', terraformLayout: 'root' }, ['--terraform-layout']],
    ['create', { vpc: 'vpc-0a1b2c3d', terraformLayout: 'module', adopt: true }, ['--adopt']],
    ['create', { vpc: 'vpc-0a1b2c3d', iac: 'terraform', central: true, spokes: ['vpc-1'] }, []],
    [
      'create',
      { vpc: 'vpc-0a1b2c3d', terraformLayout: 'module', iac: 'terraform', central: true },
      ['--central'],
    ],
    ['create', { vpc: 'vpc-0a1b2c3d', iac: 'cloudformation', central: true }, ['--central']],
    ['create', { vpc: 'vpc-0a1b2c3d', iac: 'cdk', central: true }, ['--central']],
    ['create', { vpc: 'new', central: true }, ['--central']],
    ['create', { snapshot: 'vpc.json', central: true }, ['--central']],
    [
      'create',
      { vpc: 'vpc-0a1b2c3d', spokes: ['vpc-1'], spokeSubnets: ['subnet-1'] },
      ['--spokes', '--spoke-subnets'],
    ],
  ])('%s %j: %j', (command, answers, named) => {
    const sentences = contradictions(COMMAND[command], answers, {});
    expect(sentences.map((sentence) => sentence.split(' ')[0])).toEqual(named);
  });
});

describe('what is missing', () => {
  it.each([
    ['create', { vpc: 'new', region: 'eu-west-1', launchType: 'ec2', iac: 'cdk' }, []],
    ['create', { snapshot: 'x', launchType: 'ec2' }, ['subnets', 'iac']],
    ['create', { vpc: 'vpc-0a1b2c3d', region: 'eu-west-1', launchType: 'ec2', iac: 'cdk' }, ['subnets']],
    ['doctor', {}, ['region', 'vpc', 'launchType']],
    ['doctor', { snapshot: 'x' }, ['launchType']],
    ['doctor', { explain: 'nacl-blocks' }, []],
  ] as const)('%s %j: %j', (command, answers, keys) => {
    expect(missing(COMMAND[command], answers)).toEqual(keys);
  });
});

describe('gather', () => {
  const from = (env: Record<string, string>, text?: string) =>
    gather({
      command: doctor,
      flags: {},
      env,
      file: text === undefined ? undefined : { path: 'a.json', text },
    });

  const byFlags = (argv: readonly string[]) =>
    gather({ command: doctor, flags: readArgv(argv, doctor, COMMANDS), env: {}, file: undefined }).answers;

  it('takes parameters from any number of flags, with lists in them', () => {
    const value = fc.array(fc.stringMatching(/^[a-z0-9.-]{1,8}$/), { minLength: 1, maxLength: 3 });
    const pairs = fc.dictionary(fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,8}$/), value, { minKeys: 1 });
    fc.assert(
      fc.property(pairs, fc.infiniteStream(fc.boolean()), (values, breaks) => {
        const argv: string[] = [];
        for (const [name, items] of Object.entries(values)) {
          const text = `${name}=${items.join(',')}`;
          const before = breaks.next().value ? argv.pop() : undefined;
          if (before === undefined) argv.push('--parameters', text);
          else argv.push(`${before},${text}`);
        }
        expect(byFlags(argv).parameters).toEqual(
          Object.fromEntries(Object.entries(values).map(([name, items]) => [name, items.join(',')])),
        );
      }),
    );
  });

  it.each([
    [['--parameters', 'A=1', '--parameters', 'A=2'], 'names the key "A" twice'],
    [['--parameters', 'A=1', '--parameters', 'B'], `"B" isn't in name=value form`],
  ])('refuses parameters that do not add up: %j', (argv, message) => {
    expect(() => byFlags(argv)).toThrow(message);
  });

  it('leaves the answers of the other command alone', () => {
    expect(from({ PRIVATE_ECS_IAC: 'nonsense' }, '{"iac": "cdk", "launchType": "ec2"}').answers).toEqual({
      launchType: 'ec2',
    });
  });

  it('reads a file with a byte order mark', () => {
    expect(from({}, '\uFEFF{"vpc": "vpc-0a1b2c3d"}').answers).toEqual({ vpc: 'vpc-0a1b2c3d' });
  });

  it('says when another source overrules a different answer, and only then', () => {
    expect(from({ AWS_REGION: 'eu-west-1' }, '{"region": "eu-west-1"}').overruled).toEqual([]);
    expect(from({ AWS_REGION: 'eu-west-1' }, '{"region": "eu-west-2"}').overruled).toHaveLength(1);
  });

  it('throws one Problem for all that is wrong', () => {
    expect(() => from({ AWS_REGION: 'x', PRIVATE_ECS_VPC: 'y' })).toThrow(Problem);
  });
});

describe('what is missing', () => {
  const said = (answers: Answers) =>
    missingProblem(create, answers, missing(create, answers)).message.split('for an existing VPC, also');

  it.each<[string, Answers]>([
    ['no VPC', { region: 'eu-west-1', launchType: 'fargate', iac: 'cdk' }],
    ['nothing', {}],
    ['no VPC, offline', { region: 'eu-west-1', offline: true, iac: 'cdk' }],
  ])('with %s names apart what a new VPC would refuse', (_, answers) => {
    const [always = '', existing = ''] = said(answers);
    const refused = new Set(
      QUESTION_KEYS.filter((key) => question(key).senseless?.({ command: 'create', ...answers, vpc: 'new' })),
    );
    for (const key of missing(create, answers)) {
      const flag = new RegExp(`^  --${question(key).flag} `, 'm');
      expect([key, flag.test(always) !== flag.test(existing)]).toEqual([key, true]);
      if (refused.has(key)) expect([key, flag.test(existing)]).toEqual([key, true]);
    }
    expect(existing).toContain('--subnets ');
    expect(always).toContain('--vpc ');
  });

  it('is one list where the VPC is known', () => {
    const [always = '', ...more] = said({ region: 'eu-west-1', vpc: 'vpc-0a1b2c3d' });
    expect(always).toContain('--subnets ');
    expect(more).toEqual([]);
  });
});

describe('the replay command', () => {
  it('leaves out defaults and ways to run', () => {
    const answers = withDefaults({
      region: 'eu-west-1',
      vpc: 'new',
      force: true,
      launchType: 'ec2',
      iac: 'cdk',
    });
    expect(replay(create, answers, LINE)).toBe(
      'npx create-private-ecs-network private-ecs-network --region eu-west-1 --vpc new --launch-type ec2 --iac cdk --yes',
    );
  });

  it('keeps a directory from being taken for a flag or a command', () => {
    expect(replay(create, { directory: '-x' }, LINE)).toContain(' ./-x ');
    for (const word of LINE.commandWords)
      expect(replay(create, { directory: word }, LINE)).toContain(` ./${word} `);
  });

  it.each(['net', '-x', '--yes', 'doctor', 'completion', 'doctor/completion', './doctor', 'create'])(
    'hands on the directory %j',
    (directory) => {
      const [, , ...words] = replay(create, { directory }, LINE).split(' ');
      expect(LINE.commandWords).not.toContain(words[0]);
      const flags = readArgv(words, create, COMMANDS);
      expect(join(String(flags.directory))).toBe(join(directory));
    },
  );

  it.each([
    ['a b', "'a b'", '"a b"'],
    ["it's", `'it'\\''s'`, `"it's"`],
    ['x;y', "'x;y'", '"x;y"'],
    ['a,b', 'a,b', '"a,b"'],
    ['', "''", '""'],
  ])('quotes %j', (word, posix, windows) => {
    expect(shellWord(word, 'posix')).toBe(posix);
    expect(shellWord(word, 'windows')).toBe(windows);
  });
});
