import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { GeneratedFile } from '../../src/formats/format.ts';

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
 * @param versions The `versions.tf` that all configurations share.
 * @throws When `terraform init` fails, with what it said.
 */
export async function terraformWith(versions: GeneratedFile): Promise<Terraform> {
  const root = mkdtempSync(join(tmpdir(), 'terraform-'));
  const settings = {
    TF_CLI_CONFIG_FILE: cliConfigurationIn(root),
    TF_DATA_DIR: join(root, 'data'),
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
  };
  let count = 0;
  const terraform: Terraform = {
    write: (files) => {
      const folder = join(root, `configuration-${++count}`);
      for (const { path, contents } of files) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), contents);
      }
      if (count > 1) copyFileSync(join(root, 'configuration-1', LOCK), join(folder, LOCK));
      return folder;
    },
    run: (cwd, args, { env = process.env, input } = {}) =>
      new Promise((resolve) => {
        const child = execFile(
          'terraform',
          [...args],
          { cwd, env: { ...env, ...settings }, maxBuffer: 64 * 1024 * 1024 },
          (error, stdout, stderr) => {
            resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
          },
        );
        child.stdin?.end(input);
      }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
  const folder = terraform.write([versions]);
  const init = await terraform.run(folder, ['init', '-backend=false', '-no-color']);
  if (init.code !== 0) {
    terraform.remove();
    throw new Error(`terraform init failed:\n${init.stdout}${init.stderr}`);
  }
  return terraform;
}

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
