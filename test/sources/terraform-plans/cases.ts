import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Planned } from '../../../src/sources/planned/parts.ts';
import type { CodeFiles } from '../../../src/sources/terraform/module-code.ts';
import { readTerraform } from '../../../src/sources/terraform/read-terraform.ts';

/** Configurations in folders of this one, each with the arguments of its plan. */
export const CASES = {
  'vpc-module': { folder: 'vpc-module', args: [] },
  'vpc-module-single-nat': { folder: 'vpc-module', args: ['-var=single=true'] },
  'for-each': { folder: 'for-each', args: [] },
  inline: { folder: 'inline', args: [] },
  separate: { folder: 'separate', args: [] },
  undecided: { folder: 'undecided', args: [] },
  defaults: { folder: 'defaults', args: [] },
  expressions: { folder: 'expressions', args: [] },
} as const satisfies Readonly<Record<string, { folder: string; args: readonly string[] }>>;

export type Case = keyof typeof CASES;

const here = new URL('.', import.meta.url).pathname;

/** The files of a folder, with those that all have. */
export function filesIn(name: string): { path: string; contents: string }[] {
  const folder = join(here, name);
  const own = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return [
    ...own.map((path) => ({ path, contents: readFileSync(join(folder, path), 'utf8') })),
    ...['versions.tf', 'provider.tf'].map((path) => ({
      path,
      contents: readFileSync(join(here, path), 'utf8'),
    })),
  ];
}

/** Where the plan is that Terraform made of a case; `test/real` makes them anew and compares. */
export const recordedPath = (name: Case): string =>
  join(here, '../__snapshots__/terraform-plans', `${name}.json`);

export const recorded = (name: Case): string => readFileSync(recordedPath(name), 'utf8');

/** The code of a case, as a reader of plans finds it. */
export const codeOf = (name: Case): CodeFiles => codeAmong(filesIn(CASES[name].folder));

/** Files as a reader of plans finds them. */
export const codeAmong = (files: readonly { path: string; contents: string }[]): CodeFiles => ({
  directory: '.',
  filesIn: (directory) =>
    files
      .filter(({ path }) => dirname(path) === directory && /\.tf(\.json)?$/.test(path))
      .map(({ path, contents }) => ({ path, text: contents })),
  textOf: (wanted) => files.find(({ path }) => path === wanted)?.contents,
});

/** What is read of the plan of a case, with its code. */
export const planOf = (name: Case): Planned => readTerraform(recorded(name), 'plan.json', codeOf(name));
