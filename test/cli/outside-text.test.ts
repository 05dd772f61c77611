import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMAT_NAMES } from '../../src/formats/formats.ts';
import { commandsIn, unseenIn } from '../core/text/hostile.ts';
import { bareEnv, emptyFolder, NEW_VPC_FLAGS, type Outcome, run } from './program.ts';

/**
 * That what the program prints goes through what test/reports/outputs.test.ts holds: whole runs, in which every name is a command
 * for the runner of a CI job, long enough to be broken.
 */

const NAME = '::zqx '.repeat(20).trim();

/** A task definition and a snapshot in which everything has that name. */
function folder(): string {
  const cwd = emptyFolder();
  const snapshot = readFileSync(
    new URL('../../docs/examples/nat-leak.snapshot.json', import.meta.url),
    'utf8',
  );
  const renamed = snapshot.replaceAll(/"name": "(?!com[.])[^"]*"/g, `"name": "${NAME}"`);
  writeFileSync(join(cwd, 'vpc.json'), JSON.stringify({ ...JSON.parse(renamed), assumptions: [NAME] }));
  const image = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1';
  writeFileSync(
    join(cwd, 'task.json'),
    JSON.stringify({
      family: NAME,
      containerDefinitions: [
        { name: NAME, image },
        { name: `${NAME} side`, image: 'redis:7' },
      ],
    }),
  );
  return cwd;
}

function expectText({ stdout, stderr }: Outcome): void {
  const printed = `${stdout}\n${stderr}`;
  expect(printed).toContain('zqx');
  expect(unseenIn(printed)).toEqual([]);
  expect(commandsIn(printed)).toEqual([]);
  // The second wall breaks a command with a space. Nothing gets that far, as no line starts with a name.
  expect(printed).not.toContain(': :zqx');
  expect(printed.split('\n').filter((line) => /^\s*zqx/.test(line))).toEqual([]);
}

const doctor = ['doctor', '--snapshot', 'vpc.json', '--launch-type', 'ec2'];

describe('names that are commands stay text', () => {
  it.each(['text', 'markdown', 'json', 'sarif', 'html'])('in the report as %s', (report) => {
    const outcome = run([...doctor, '--task-definition', 'task.json', '--report', report], { cwd: folder() });
    expect(outcome).toMatchObject({ code: 1, stderr: '' });
    expectText(outcome);
  });

  it.each(
    FORMAT_NAMES.flatMap((iac) =>
      [['--dry-run'], ['--dry-run', '--json'], []].map((how) => [iac, how] as const),
    ),
  )('where %s is made: %j', (iac, how) => {
    const words = ['--snapshot', 'vpc.json', '--subnets', 'subnet-c4c10daf156bd7dda', '--launch-type', 'ec2'];
    const texts = ['--task-definition', 'task.json', '--tags', `${NAME}=${NAME}`];
    const outcome = run([...words, ...texts, '--iac', iac, '--yes', ...how], { cwd: folder() });
    expect(outcome).toMatchObject({ code: 0 });
    expectText(outcome);
  });

  it.each<[string, readonly string[], Readonly<Record<string, string>>]>([
    ['a flag', [...NEW_VPC_FLAGS, '--iac', NAME], {}],
    ['an unknown flag', [`--${NAME}`], {}],
    ['an argument too many', ['a', NAME], {}],
    ['a variable', NEW_VPC_FLAGS, { PRIVATE_ECS_AZ_COUNT: NAME }],
    ['the path of an answers file', ['--config', NAME], {}],
    ['the path of a task definition', [...NEW_VPC_FLAGS, '--task-definition', `./${NAME}.json`], {}],
    ['the path of a snapshot', ['doctor', '--snapshot', NAME, '--launch-type', 'ec2'], {}],
    ['a directory', [`/dev/null/${NAME}`, ...NEW_VPC_FLAGS], {}],
    ['a flag, with --debug', [...NEW_VPC_FLAGS, '--iac', NAME, '--debug'], {}],
  ])('in the error about %s', (_, args, env) => {
    const outcome = run([...args, '--yes'], { cwd: emptyFolder(), env: { ...bareEnv(), ...env } });
    expect(outcome.code).toBe(2);
    expectText(outcome);
  });
});
