import { execFile, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { GeneratedFile } from '../../src/formats/format.ts';
import { type Provider, providerIn, startProvider } from './terraform-provider.ts';

/** How a run of Terraform ended. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Terraform with the AWS provider at hand, initialised once for any number of configurations with the same versions. */
export interface Terraform {
  /** Writes a configuration into a folder of its own, ready to be planned, and returns the folder. */
  readonly write: (files: readonly GeneratedFile[]) => string;
  /** Runs `terraform` with `args` in `folder`; standard input is `input`. */
  readonly run: (
    folder: string,
    args: readonly string[],
    options?: { readonly env?: Readonly<Record<string, string>>; readonly input?: string },
  ) => Promise<Ran>;
  readonly remove: () => void;
}

/**
 * Commands attach to a provider that runs already: to start it, which Terraform does several times for each command, and to
 * take the checksum of its 700 MB before that, costs more than all the rest. `terraform init` still finds and checks it. What the
 * provider says of itself is made shorter on the way, see `slimProvider`.
 *
 * @param versions The `versions.tf` that all configurations share.
 * @throws When `terraform init` fails, with what it said.
 */
export async function terraformWith(versions: GeneratedFile): Promise<Terraform> {
  const root = mkdtempSync(join(tmpdir(), 'terraform-'));
  const data = join(root, 'data');
  const settings = {
    TF_CLI_CONFIG_FILE: cliConfigurationIn(root),
    TF_DATA_DIR: data,
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
    GOGC,
  };
  const required = requirementsOf(versions);
  const providers: Provider[] = [];
  /** Those that no command is attached to, by their environment. */
  const idle = new Map<string, Provider[]>();
  /** Folders whose configuration has the provider in several ways, as with other default tags. */
  const several = new Set<string>();
  /** The resource types and data sources of all code and state so far: what is deployed may be in no code any more. */
  const types = new Set<string>();
  let count = 0;

  const terraform = (cwd: string, args: readonly string[], env: NodeJS.ProcessEnv, input?: string) =>
    new Promise<Ran>((resolve) => {
      const child = execFile(
        'terraform',
        [...args],
        { cwd, env: { ...env, ...settings }, maxBuffer: 64 * 1024 * 1024 },
        (error, stdout, stderr) => {
          resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
        },
      );
      child.stdin?.end(input);
    });
  /**
   * A provider does as it was told last, so it serves one command at a time, and none of a configuration that has it in
   * several ways.
   */
  const attached = async (
    folder: string,
    env: NodeJS.ProcessEnv,
    work: (env: NodeJS.ProcessEnv) => Promise<Ran>,
  ) => {
    for (const type of typesIn(folder)) types.add(type);
    const key = JSON.stringify(env);
    const free = idle.get(key) ?? [];
    idle.set(key, free);
    let provider = free.pop();
    if (!provider) {
      provider = await startProvider(providerIn(data), { ...env, GOGC });
      providers.push(provider);
    }
    try {
      return await work({ ...env, ...provider.envFor(types) });
    } finally {
      free.push(provider);
    }
  };
  const remove = () => {
    for (const { stop } of providers) stop();
    rmSync(root, { recursive: true, force: true });
  };
  const write = (files: readonly GeneratedFile[]) => {
    const folder = join(root, `configuration-${++count}`);
    for (const file of files) {
      // What an attached provider is, Terraform does not compare with what a configuration asks for.
      if (file.path === 'versions.tf' && requirementsOf(file) !== required)
        throw new Error(`other versions than those of terraform init:\n${file.contents}`);
      mkdirSync(dirname(join(folder, file.path)), { recursive: true });
      writeFileSync(join(folder, file.path), file.contents);
    }
    const blocks = files.flatMap(({ contents }) => contents.match(/^provider "aws"/gm) ?? []);
    if (blocks.length > 1) several.add(folder);
    if (count > 1) copyFileSync(join(root, 'configuration-1', LOCK), join(folder, LOCK));
    return folder;
  };

  const init = await terraform(write([versions]), ['init', '-backend=false', '-no-color'], process.env);
  if (init.code !== 0) {
    remove();
    throw new Error(`terraform init failed:\n${init.stdout}${init.stderr}`);
  }
  return {
    write,
    run: (folder, args, { env = process.env, input } = {}) =>
      WITHOUT_PROVIDER.has(args[0] ?? '') || several.has(folder)
        ? terraform(folder, args, env, input)
        : attached(folder, env, (env) => terraform(folder, args, env, input)),
    remove,
  };
}

/** Commands that start no provider. */
const WITHOUT_PROVIDER = new Set(['fmt', 'init']);

/** Terraform and its provider spend much of their time on freeing memory, of which there is enough. */
const GOGC = '400';

/** The `terraform` block of a versions.tf. */
const requirementsOf = ({ contents }: GeneratedFile): string =>
  /^terraform \{\n.*?^\}$/ms.exec(contents)?.[0] ?? contents;

/** The resource types and data sources of the AWS provider that the files in a folder name. */
const typesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap(
      ({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8').match(/\baws_\w+/g) ?? [],
    );

const LOCK = '.terraform.lock.hcl';

/** A folder that holds the AWS provider: named by TERRAFORM_PROVIDER_MIRROR, or found near the root of this machine. */
function providerMirror(): string | undefined {
  const named = process.env.TERRAFORM_PROVIDER_MIRROR;
  if (named || process.platform === 'win32') return named || undefined;
  const pattern = '*/registry.terraform.io/hashicorp/aws';
  const { stdout } = spawnSync(
    'find',
    [
      ...['/', '-maxdepth', '6', '-type', 'd', '-path', pattern],
      ...['-not', '-path', '/proc/*', '-not', '-path', '*/.terraform/*', '-print', '-quit'],
    ],
    { encoding: 'utf8' },
  );
  const found = stdout?.split('\n')[0];
  return found ? dirname(dirname(dirname(found))) : undefined;
}

/** Writes the settings by which Terraform finds its providers in `mirror` into a folder, and returns their path. */
export function cliConfigurationIn(folder: string, mirror = providerMirror()): string {
  const path = join(folder, 'terraform.rc');
  writeFileSync(path, cliConfiguration(mirror));
  return path;
}

/** Without a mirror Terraform asks its registry, as usual. */
const cliConfiguration = (mirror: string | undefined): string =>
  mirror === undefined
    ? ''
    : `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`;
