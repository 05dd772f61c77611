import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Runs the shell blocks of sections of a README in the folder it lies in, as one script; returns what they print.
 *
 * @param only which blocks; unless told, all but the doctor's, which has tests of its own
 */
export async function followReadme(
  directory: string,
  sections: string | readonly string[],
  env: Readonly<Record<string, string>>,
  only = /^(?!npx create)/,
): Promise<string> {
  const readme = readFileSync(join(directory, 'README.md'), 'utf8');
  const text = [sections]
    .flat()
    .flatMap((section) => readme.split(/^## /m).find((part) => part.startsWith(`${section}\n`)) ?? [])
    .join('');
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
  const script = ['set -eu', ...blocks.filter((block) => only.test(block))].join('\n');
  return (await run('bash', ['-c', script], { env: { ...env }, cwd: directory })).stdout;
}
