import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { slimProvider } from './slim-provider.ts';

/** A provider that runs on its own, for one Terraform at a time to attach to. */
export interface Provider {
  /**
   * What makes Terraform attach to it rather than start one.
   *
   * @param types the resource types and data sources that Terraform is told of
   */
  readonly envFor: (types: ReadonlySet<string>) => Readonly<Record<string, string>>;
  readonly stop: () => void;
}

/** The executable of the AWS provider that `terraform init` put into the data directory `data`. */
export function providerIn(data: string): string {
  const folder = join(data, 'providers', 'registry.terraform.io', 'hashicorp', 'aws');
  const [version = '', ...others] = readdirSync(folder);
  const [platform = ''] = readdirSync(join(folder, version));
  const name = readdirSync(join(folder, version, platform)).find((file) => /^terraform-provider-/.test(file));
  if (name === undefined || others.length > 0) throw new Error(`not one provider in ${folder}`);
  return join(folder, version, platform, name);
}

/** Starts a provider the way that its developers do for a debugger; it sees the environment `env`. */
export async function startProvider(path: string, env: NodeJS.ProcessEnv): Promise<Provider> {
  const { said, stop } = await debugged(path, env);
  const [whole, socket] = /"String":"(.*?)"/.exec(said) ?? [];
  if (whole === undefined || socket === undefined) throw new Error(`no socket in ${said}`);
  let told: ReadonlySet<string> = new Set();
  const slim = await slimProvider(socket, () => told);
  const attach = { TF_REATTACH_PROVIDERS: said.replace(whole, `"String":${JSON.stringify(slim.socket)}`) };
  return {
    envFor: (types) => {
      told = types;
      return attach;
    },
    stop: () => {
      slim.stop();
      stop();
    },
  };
}

/** A provider that runs, and what it said by which Terraform can attach to it. */
function debugged(path: string, env: NodeJS.ProcessEnv): Promise<{ said: string; stop: () => void }> {
  const server = spawn(path, ['-debug'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => {
    process.off('exit', stop);
    server.kill('SIGKILL');
  };
  process.once('exit', stop);
  return new Promise((resolve, reject) => {
    let said = '';
    const failed = (why: string) => {
      clearTimeout(timer);
      stop();
      reject(new Error(`the provider ${why}:\n${said}`));
    };
    const timer = setTimeout(() => failed('did not start within 60 s'), 60_000);
    // Read to the end: who is not read from stops.
    server.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk).slice(-10_000);
    });
    server.stdout.on('data', (chunk: Buffer) => {
      said = (said + chunk).slice(-10_000);
      const address = /TF_REATTACH_PROVIDERS='(.*)'/.exec(said)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve({ said: address, stop });
    });
    server.once('error', ({ message }) => failed(`did not start: ${message}`));
    server.once('exit', (code) => failed(`ended with ${code}`));
  });
}
