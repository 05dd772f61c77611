import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
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

  it.each(readdirSync(join(ROOT, 'docs/pictures')))('are in it, with a text, and small: %s', (name) => {
    expect(textOf('README.md')).toMatch(new RegExp(`!\\[[^\\]]{40,}\\]\\(docs/pictures/${name}\\)`));
    expect(statSync(join(ROOT, 'docs/pictures', name)).size).toBeLessThan(100_000);
  });
});
