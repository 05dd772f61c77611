import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { withoutAws } from './aws-env.ts';
import { tool } from './tools.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The socket that starts an emulator of AWS for each connection; undefined where moto is absent. */
    emulators: string | undefined;
  }
}

/** Before the tests that drive real tools: one process that has moto loaded, whose forks are their emulators. */
export async function setup(project: TestProject): Promise<(() => void) | undefined> {
  if (tool('moto_server') === undefined || tool('python3') === undefined) {
    project.provide('emulators', undefined);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'emulators-'));
  const socket = join(folder, 'socket');
  const script = fileURLToPath(new URL('moto_forks.py', import.meta.url));
  const forks = spawn('python3', [script, socket], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: withoutAws(process.env),
  });
  await listening(forks);
  project.provide('emulators', socket);
  return () => {
    forks.kill();
    rmSync(folder, { recursive: true, force: true });
  };
}

function listening(forks: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    forks.stdout?.once('data', () => resolve());
    forks.once('error', reject);
    forks.once('exit', (code) => reject(new Error(`moto_forks.py ended with ${code}`)));
  });
}
