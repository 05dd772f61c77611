import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bareEnv, emptyFolder, type Outcome, PROGRAM } from '../cli/program.ts';
import { ROOT } from './page.ts';

const start = promisify(execFile);

/**
 * Somebody who types what a page says, in a folder that looks like a checkout. `npx create-private-ecs-network` is the
 * program under test. What would build, or run these tests again, is only looked up: an npm script must exist, a path must.
 */
export class Reader {
  readonly folder = emptyFolder();
  readonly #env: Record<string, string>;

  constructor(env: Readonly<Record<string, string>> = {}) {
    const tools = join(this.folder, '.tools');
    mkdirSync(tools);
    for (const [name, body] of Object.entries(TOOLS)) {
      writeFileSync(join(tools, name), `#!/bin/sh\n${body}`);
      chmodSync(join(tools, name), 0o755);
    }
    for (const name of ['bin', 'dist', 'docs', 'test', 'package.json'])
      symlinkSync(join(ROOT, name), join(this.folder, name));
    this.#env = { ...bareEnv(), ...env, PATH: `${tools}:${env.PATH ?? process.env.PATH}` };
  }

  /** Types commands into a shell that stops at the first that fails. */
  async type(commands: string, env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    try {
      const options = { cwd: this.folder, env: { ...this.#env, ...env } };
      const { stdout, stderr } = await start('sh', ['-ec', commands], options);
      return { code: 0, stdout, stderr };
    } catch (error) {
      const { code = null, stdout = '', stderr = '' } = error as Partial<Outcome>;
      return { code, stdout, stderr };
    }
  }
}

const TOOLS: Readonly<Record<string, string>> = {
  npx: `
[ "$1" != --yes ] || shift
name=$1
shift
case $name in
  create-private-ecs-network|create-private-ecs-network@*) exec '${process.execPath}' '${PROGRAM}' "$@" ;;
  vitest) for word; do case $word in test/*) [ -e "$word" ] || exit 1 ;; esac; done ;;
  *) echo "npx $name: nobody said what that is" >&2; exit 64 ;;
esac
`,
  npm: `
case $1 in
  ci) ;;
  test|run)
    [ "$1" != run ] || shift
    '${process.execPath}' -e 'process.exit(process.argv[1] in require("./package.json").scripts ? 0 : 1)' "$1" ;;
  *) echo "npm $1: nobody said what that is" >&2; exit 64 ;;
esac
`,
  // Stands for the real one, which would download a provider; test/real runs that.
  terraform: 'echo "terraform $*"\n',
};
