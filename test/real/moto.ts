import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { awsEnv, withoutAws } from './aws-env.ts';

/** A running emulator of the AWS API. */
export interface Moto {
  readonly url: string;
  /**
   * The whole environment for a child process that is to talk to the emulator and to nothing else: this process's,
   * less every AWS_ variable, and less CI, by which programs decide whether to ask. No Region is set; add AWS_REGION
   * where one is wanted.
   */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

/** Needs `moto_server` on PATH and a python3 that can import it; see `describeWithTools`. */
export async function startMoto(): Promise<Moto> {
  const socket = inject('emulators');
  if (socket === undefined) throw new Error('moto_server and python3 are not on PATH');
  const folder = mkdtempSync(join(tmpdir(), 'moto-'));
  const emulator = connect(socket);
  const stop = async () => {
    await ended(emulator);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const url = await address(emulator);
    const { CI: _, ...env } = withoutAws(process.env);
    return { url, env: { ...env, ...awsEnv(url, folder) }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The emulator picks a free port itself and says which once it listens. */
function address(emulator: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`moto did not start within 60 s:\n${said}`)), 60_000);
    emulator.on('data', (chunk: Buffer) => {
      said = (said + chunk).slice(-10_000);
      const url = /Running on (http:\/\/[\d.]+:\d+)/.exec(said)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
    emulator.once('error', reject);
    emulator.once('close', () => {
      clearTimeout(timer);
      reject(new Error(`moto ended:\n${said}`));
    });
  });
}

function ended(emulator: Socket): Promise<void> {
  if (emulator.closed) return Promise.resolve();
  return new Promise((resolve) => {
    emulator.once('close', () => resolve());
    emulator.destroy();
  });
}
