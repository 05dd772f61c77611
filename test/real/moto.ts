import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
  const folder = mkdtempSync(join(tmpdir(), 'moto-'));
  const script = fileURLToPath(new URL('moto_lab.py', import.meta.url));
  const server = spawn('python3', [script, '-H', '127.0.0.1', '-p', '0'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: withoutAws(process.env),
  });
  const kill = () => server.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    await ended(server);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const url = await address(server);
    const { CI: _, ...env } = withoutAws(process.env);
    return { url, env: { ...env, ...awsEnv(url, folder) }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** AWS settings that reach only `url`, with an empty configuration so that nobody's own settings leak in. */
export function awsEnv(url: string, folder: string): Record<string, string> {
  const empty = join(folder, 'empty');
  writeFileSync(empty, '');
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_CONFIG_FILE: empty,
    AWS_SHARED_CREDENTIALS_FILE: empty,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** `env` without its AWS_ variables. */
export function withoutAws(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([key, value]) =>
      value === undefined || key.startsWith('AWS_') ? [] : [[key, value]],
    ),
  );
}

/** Makes this process's AWS_ variables those of `env`, for tests that call the SDK in process; returns the undo. */
export function useAwsEnv(env: Readonly<Record<string, string>>): () => void {
  const set = (to: Readonly<Record<string, string | undefined>>) => {
    for (const key of Object.keys(process.env)) if (key.startsWith('AWS_')) delete process.env[key];
    for (const [key, value] of Object.entries(to)) {
      if (key.startsWith('AWS_') && value !== undefined) process.env[key] = value;
    }
  };
  const before = { ...process.env };
  set(env);
  return () => set(before);
}

/** The server picks a free port itself and says which once it listens. */
function address(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`moto did not start within 60 s:\n${said}`)), 60_000);
    server.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk).slice(-10_000);
      const url = /Running on (http:\/\/[\d.]+:\d+)/.exec(said)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
    server.once('error', reject);
    server.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`moto ended with ${code}:\n${said}`));
    });
  });
}

function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined)
    return Promise.resolve();
  return new Promise((resolve) => {
    server.once('exit', () => resolve());
    server.kill('SIGKILL');
  });
}
