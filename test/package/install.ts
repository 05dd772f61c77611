import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Before the tests that run the program: packs it and installs the tarball in an empty folder, as a user would have it.
 * PROGRAM is then the installed executable, TARBALL what was packed. A PROGRAM that is set already is run instead.
 */
export function setup(): (() => void) | undefined {
  if (process.env.PROGRAM) return undefined;
  if (!existsSync('dist/cli.cjs')) throw new Error('There is no build to pack: npm run build.');
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  const user = join(folder, 'user');
  // Some tests run the program as another user.
  chmodSync(folder, 0o755);
  mkdirSync(user);
  writeFileSync(join(user, 'package.json'), '{ "private": true }');

  const [packed] = JSON.parse(
    npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], process.cwd()),
  );
  const tarball = join(folder, packed.filename);
  npm(['install', '--no-audit', '--no-fund', '--offline', tarball], user);

  const { name, bin } = JSON.parse(readFileSync('package.json', 'utf8'));
  process.env.TARBALL = tarball;
  process.env.PROGRAM = resolve(user, 'node_modules', name, bin[name]);
  return () => rmSync(folder, { recursive: true, force: true });
}

function npm(args: readonly string[], cwd: string): string {
  // On Windows npm is a batch file, which needs a shell.
  const shell = process.platform === 'win32';
  return execFileSync('npm', shell ? args.map((word) => `"${word}"`) : args, {
    cwd,
    shell,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
