import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { questionsOf } from '../../src/ask/command.ts';
import { question } from '../../src/ask/questions.ts';
import { COMMANDS } from '../../src/commands/commands.ts';
import { completion as scriptFor } from '../../src/commands/completion/completion.ts';
import { Problem } from '../../src/core/problem.ts';
import { describeWithTools } from '../real/tools.ts';

const COMMAND = 'create-private-ecs-network';
const completion = (operands: readonly string[]) => scriptFor(operands, COMMANDS);

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('knows every flag in %s', (shell) => {
    const script = completion([shell]);
    for (const command of COMMANDS) {
      for (const key of questionsOf(command)) {
        const { form, flag } = question(key);
        const written = shell === 'fish' ? `-l ${flag} ` : `--${flag}`;
        if (form !== 'argument') expect(script).toContain(written);
      }
    }
  });

  it.each([
    [[], 'completion needs the name of a shell: one of bash, zsh, fish.'],
    [['bahs'], '"bahs" is not a shell: one of bash, zsh, fish; did you mean bash?'],
    [['bash', 'zsh'], '"bash zsh" is not a shell: one of bash, zsh, fish'],
  ])('refuses %j', (operands, message) => {
    expect(() => completion(operands)).toThrow(Problem);
    expect(() => completion(operands)).toThrow(message);
  });
});

describeWithTools(['bash'], 'completion, in bash', () => {
  /** What bash offers for the last of these words. */
  function offered(...words: string[]): string[] {
    const script = `${completion(['bash'])}
      COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 ))
      _create_private_ecs_network
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', COMMAND, ...words], {
      cwd: 'templates',
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((line) => line !== '');
  }

  it.each<[words: string[], offers: string[]]>([
    [['d'], ['doctor']],
    [['t'], ['terraform']],
    [['--la'], ['--launch-type']],
    [
      ['--launch-type', ''],
      ['fargate', 'ec2'],
    ],
    [
      ['out', '--iac', 'c'],
      ['cdk', 'cloudformation'],
    ],
    [['--vpc', 'n'], ['new']],
    [['doctor', '--vpc', 'n'], []],
    [['--services', 'logs,sec'], ['logs,secretsmanager']],
    [['--config', ''], []],
    [
      ['doctor', '--re'],
      ['--region', '--redact', '--report'],
    ],
    [['doctor', '--ia'], []],
    [
      ['net', '--adopt', '='],
      ['true', 'false'],
    ],
    [['net', '--adopt', '=', 'f'], ['false']],
    [['doctor', 'net', '--service-connect', '=', 'f'], ['false']],
    [['net', '--dry-run', '=', 'fa'], []],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
  ])('offers for %j', (words, offers) => {
    expect(offered(...words)).toEqual(offers);
  });
});
