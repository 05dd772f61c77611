import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ROOT, textOf } from './page.ts';

const run = promisify(execFile);

// Windows redraws what a program prints, so its screen is not compared.
describe.skipIf(process.platform === 'win32')('the pictures of the first page', () => {
  it('show what the program prints', async () => {
    const { stderr } = await run(process.execPath, ['scripts/pictures.mjs', '--check'], { cwd: ROOT }).catch(
      (error) => error,
    );
    expect(stderr).toBe('');
  }, 60_000);

  it.each(['wizard', 'doctor', 'traffic'])('are in it: %s', (name) => {
    expect(textOf('README.md')).toContain(`(docs/pictures/${name}.svg)`);
  });
});
