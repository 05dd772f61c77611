import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import type { GeneratedFile } from '../../src/formats/format.ts';
import type { Template } from '../formats/graph/from-template.ts';

const run = promisify(execFile);

/**
 * The templates of any number of CDK apps, synthesized by the library that they ask for in one process. What `cdk synth` does
 * besides is to start that process: it says where the template goes and what the context of cdk.json is.
 *
 * @throws When the library cannot be installed or an app fails, with what was said.
 */
export async function synthesizedTemplates(
  apps: readonly (readonly GeneratedFile[])[],
): Promise<(Template | undefined)[]> {
  const root = mkdtempSync(join(tmpdir(), 'same-graph-'));
  const folderOf = (index: number): string => join(root, `app-${index + 1}`);
  const packages = apps.flat().find(({ path }) => path === 'package.json');
  try {
    writeFileSync(join(root, 'package.json'), packages?.contents ?? '{}');
    writeFileSync(join(root, 'synthesize.cjs'), SYNTHESIZE);
    await run('npm', ['install', '--omit=dev', '--no-audit', '--no-fund'], { cwd: root, shell: WINDOWS });
    const folders: string[] = [];
    for (const [index, files] of apps.entries()) {
      if (!files.some(({ path }) => path === 'cdk.json')) continue;
      folders.push(folderOf(index));
      for (const { path, contents } of files) {
        const file = join(folderOf(index), path);
        mkdirSync(dirname(file), { recursive: true });
        if (path.endsWith('.ts')) {
          const { code } = await transform(contents, { loader: 'ts', format: 'cjs', target: 'node20' });
          writeFileSync(file.replace(/ts$/, 'js'), code);
        } else if (path === 'cdk.json') {
          writeFileSync(file, contents);
        }
      }
    }
    await run(process.execPath, ['synthesize.cjs', ...folders], { cwd: root, maxBuffer: 1 << 26 });
    return apps.map((_, index) => {
      if (!folders.includes(folderOf(index))) return undefined;
      const out = join(folderOf(index), 'cdk.out');
      const [file, ...others] = readdirSync(out).filter((name) => name.endsWith('.template.json'));
      if (file === undefined || others.length > 0) throw new Error(`not one template in ${out}`);
      return JSON.parse(readFileSync(join(out, file), 'utf8')) as Template;
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const WINDOWS = process.platform === 'win32';

/** An app told where to put its template synthesizes when the process has nothing more to do. */
const SYNTHESIZE = `const { readFileSync } = require('node:fs');
const { join } = require('node:path');
process.setMaxListeners(0);
for (const folder of process.argv.slice(2)) {
  const { context } = JSON.parse(readFileSync(join(folder, 'cdk.json'), 'utf8'));
  process.env.CDK_OUTDIR = join(folder, 'cdk.out');
  process.env.CDK_CONTEXT_JSON = JSON.stringify(context);
  require(join(folder, 'bin', 'app.js'));
}
`;
