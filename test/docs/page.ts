import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Every page for people, but the rules' own and what tools write. */
export const PAGES: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(`${ROOT}/docs`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

export const RULE_PAGES: readonly string[] = readdirSync(`${ROOT}/docs/rules`).map(
  (name) => `docs/rules/${name}`,
);

/** A page's text, with the line ends of the repository. */
export const textOf = (page: string): string =>
  readFileSync(`${ROOT}/${page}`, 'utf8').replaceAll('\r\n', '\n');

/**
 * A fenced block. What stands after the language in the first line tells a test what to make of it:
 *
 * - `sh`: commands that succeed; `sh exit=1`: that end so; `sh terminal`: one that asks; `sh in=aws`: that read AWS
 * - `console`: commands after `$ `, each with what it prints; a line `…` stands for lines left out
 * - `json answers`: an answers file, there as `network.json` for the commands after it; `json iam`: the policy for the reads
 * - `yaml ci=github`, `yaml ci=gitlab`: a pipeline, or a job for it
 * - none: a drawing
 */
export interface Block {
  readonly kind: string;
  readonly code: string;
}

export function blocksOf(text: string): Block[] {
  return [...text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map(([, kind = '', code = '']) => ({
    kind,
    code,
  }));
}

/** The text of a page with its blocks of one kind replaced. */
export const withBlocks = (text: string, kind: string, replacement: (code: string) => string): string =>
  text.replace(/^```(.*)\n([\s\S]*?)^```$/gm, (whole, found: string, code: string) =>
    found === kind ? `\`\`\`${kind}\n${replacement(code)}\`\`\`` : whole,
  );

/** The text of a page with its tables, each between `<!-- table: name -->` and `<!-- end -->`, replaced. */
export const withTables = (text: string, tables: Readonly<Record<string, () => string>>): string =>
  text.replace(/^<!-- table: (.+) -->\n[\s\S]*?^<!-- end -->$/gm, (_, name: string) => {
    const table = tables[name];
    if (!table) throw new Error(`There is no table "${name}".`);
    return `<!-- table: ${name} -->\n\n${table()}\n<!-- end -->`;
  });

/** A table as it stands in Markdown. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const [head = [], ...body] = rows.map(
    (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`,
  );
  return [head, `|${'---|'.repeat(rows[0]?.length ?? 0)}\n`, ...body].join('');
};
