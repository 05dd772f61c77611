import { spawn } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { emptyFolder } from '../cli/program.ts';
import { ROOT } from '../docs/page.ts';
import { NO_FORMAT } from '../formats-that.ts';

it('npm run dev runs the program, and again when a source changes', async () => {
  const copy = emptyFolder();
  for (const path of ['src', 'templates', 'docs', 'scripts', 'package.json'])
    cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');

  const dev = spawn(process.execPath, ['scripts/dev.mjs', 'no-such-folder/x', '--iac', NO_FORMAT], {
    cwd: copy,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let printed = '';
  dev.stderr.setEncoding('utf8').on('data', (text) => {
    printed += text;
  });
  const runs = (count: number) =>
    expect.poll(() => printed.split('Waiting for changes').length - 1, { timeout: 30_000 }).toBe(count);
  try {
    await runs(1);
    expect(printed).toContain('Error: --iac');
    expect(printed).toContain('Exit code 2.');

    const source = join(copy, 'src/cli.ts');
    writeFileSync(source, readFileSync(source, 'utf8').replace("'Error: '", "'Changed: '"));
    await runs(2);
    expect(printed).toContain('src/cli.ts changed.');
    expect(printed).toContain('Changed: --iac');
  } finally {
    dev.kill();
  }
}, 90_000);
