import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { afterEach } from 'vitest';

/** The program under test: the built one, or any other by PROGRAM (a packed and installed one, say). */
export const PROGRAM = resolve(process.env.PROGRAM ?? 'bin/create-private-ecs-network.js');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  /** Milliseconds until the program is killed. */
  readonly timeout?: number;
}

/** An environment that says nothing of AWS, of proxies, of CI or of this tool, and in which no AWS call can succeed. */
export function bareEnv(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([key]) => !/^(AWS_|PRIVATE_ECS_|CI$|NO_COLOR$|FORCE_COLOR$|(HTTPS?|NO)_PROXY$)/i.test(key),
  );
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** Runs the program without a terminal. */
export function run(args: readonly string[], { cwd, env, uid, timeout = 15_000 }: RunOptions = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd: cwd ?? tmpdir(),
    env: { ...bareEnv(), ...env },
    encoding: 'utf8',
    timeout,
    killSignal: 'SIGKILL',
    ...(uid !== undefined && { uid }),
  });
  return { code: status, stdout, stderr };
}

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty directory that is gone after the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cli-'));
  folders.push(folder);
  return folder;
}

/** A PATH on which stand only these programs, each a shell script. */
export function only(scripts: Readonly<Record<string, string>>): string {
  const folder = emptyFolder();
  mkdirSync(join(folder, 'bin'));
  for (const [name, body] of Object.entries(scripts)) {
    const path = join(folder, 'bin', name);
    writeFileSync(path, `#!/bin/sh\n${body}\n`);
    chmodSync(path, 0o755);
  }
  return join(folder, 'bin');
}

/** Every file below a directory, by its relative path. */
export function filesOf(directory: string): Record<string, string> {
  const paths = readdirSync(directory, { recursive: true })
    .map((path) => join(directory, String(path)))
    .filter((path) => statSync(path).isFile());
  return Object.fromEntries(
    paths.sort().map((path) => [relative(directory, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')]),
  );
}

/** All answers that a new VPC needs. */
export const NEW_VPC_FLAGS = [
  ...['--region', 'eu-west-1'],
  ...['--vpc', 'new'],
  ...['--launch-type', 'fargate'],
  ...['--iac', 'terraform'],
] as const;

/** All answers that an existing VPC needs offline. */
export const OFFLINE_FLAGS = [
  '--offline',
  ...['--region', 'eu-west-1'],
  ...['--vpc', 'vpc-0a1b2c3d4e5f60718'],
  ...['--subnets', 'subnet-0aaaaaaaaaaaaaaa1,subnet-0bbbbbbbbbbbbbbb2'],
  ...['--azs', 'eu-west-1a,eu-west-1b'],
  ...['--subnet-cidrs', '10.0.1.0/24,10.0.2.0/24'],
  ...['--route-tables', 'rtb-0aaaaaaaaaaaaaaa1,rtb-0bbbbbbbbbbbbbbb2'],
  ...['--launch-type', 'fargate'],
  ...['--iac', 'terraform'],
] as const;

/** `flags` with other values, or without a flag where the value is undefined. */
export function withFlags(
  flags: readonly string[],
  changes: Readonly<Record<string, string | undefined>>,
): string[] {
  const kept = flags.filter(
    (word, index) => !(word in changes) && !((flags[index - 1] ?? '') in changes && !word.startsWith('--')),
  );
  return [
    ...kept,
    ...Object.entries(changes).flatMap(([flag, value]) => (value === undefined ? [] : [flag, value])),
  ];
}
