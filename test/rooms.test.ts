import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * The rooms of src, each with the packages and the parts of Node that it may import. A room imports only from itself and from
 * rooms above it in this list; within core the order is that of `CORE`.
 */
const ROOMS: readonly (readonly [room: string, ...may: string[]])[] = [
  ['core', 'valibot', 'docs'],
  ['formats', 'handlebars', 'templates'],
  ['ask', 'valibot'],
  ['sources', 'valibot', 'node:', '@aws-sdk', '@smithy', 'hpagent', 'yaml'],
  ['reports', 'diff'],
  ['host', 'valibot', 'node:', '@clack/prompts', 'execa'],
  ['commands', 'node:'],
];

/** What a folder or file of core may import: itself and what comes before it. */
const CORE = [
  'problem.ts',
  'cancelled.ts',
  'record.ts',
  'text',
  'catalogue.ts',
  'network',
  'workload',
  'trace',
  'redact',
  'plan',
  'evidence',
  'findings',
  'stopped',
] as const;

/** Packages that only the few files beside each other may know. */
const KNOWN_TO: Readonly<Record<string, RegExp>> = {
  handlebars: /^formats\/template\.ts$/,
  '@clack/prompts': /^host\/ask\/[\w-]+\.ts$/,
  execa: /^host\/run\.ts$/,
  diff: /^reports\/files-diff\.ts$/,
  yaml: /^sources\/workload\/parse-yaml\.ts$/,
  '@aws-sdk': /^sources\/aws\/[\w-]+\.ts$/,
  '@smithy': /^sources\/aws\/(proxy\/)?[\w-]+\.ts$/,
  hpagent: /^sources\/aws\/proxy\/tunnel-agent\.ts$/,
};

const src = new URL('../src/', import.meta.url).pathname;
const files = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
  .map((entry) => relative(src, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));

/** What a file imports, types and what is loaded later included: files of src by their path in it, the rest as written. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8');
  return [...text.matchAll(/(?:from |import\(|import )'([^']+)'/g)].map(([, specifier = '']) =>
    specifier.startsWith('.') ? join(dirname(file), specifier).replaceAll('\\', '/') : specifier,
  );
}

/** The room of a file, the folder beside src that a path leads to, or the name of a package. */
function roomOf(target: string): string {
  if (target.startsWith('node:')) return 'node:';
  if (target.startsWith('../')) return target.replaceAll('../', '').split('/')[0] ?? '';
  if (/^@(aws-sdk|smithy)\//.test(target)) return target.split('/')[0] ?? '';
  return target.endsWith('.ts') ? (target.split('/')[0] ?? '') : target.replace(/\/runtime\.js$/, '');
}

/** Within core nothing is imported from the right. */
function expectOrder(file: string): void {
  const placeOf = (path: string) => (CORE as readonly string[]).indexOf(path.split('/')[1] ?? '');
  expect(placeOf(file), 'has no place in the order').not.toBe(-1);
  for (const target of importsOf(file).filter((each) => each.startsWith('core/')))
    expect(placeOf(target), `${file} imports ${target}`).toBeLessThanOrEqual(placeOf(file));
}

describe.each(files.filter((file) => file.includes('/')))('%s', (file) => {
  const at = ROOMS.findIndex(([room]) => room === roomOf(file));
  const [room = '', ...may] = ROOMS[at] ?? [];

  it('imports only what its room may', () => {
    expect(room, 'is in no room').not.toBe('');
    const allowed = [...ROOMS.slice(0, at + 1).map(([each]) => each), ...may];
    for (const target of importsOf(file)) {
      const to = roomOf(target);
      expect(allowed, `${file} imports ${target}`).toContain(to);
      const known = KNOWN_TO[to];
      if (known) expect(file, `${file} imports ${target}`).toMatch(known);
    }
    if (room === 'core') expectOrder(file);
  });
});

it('has no circle of imports, be it of types or of what is loaded later', () => {
  const circles: string[] = [];
  const done = new Set<string>();
  const follow = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' > '));
    if (done.has(file)) return;
    done.add(file);
    for (const target of importsOf(file)) if (files.includes(target)) follow(target, [...way, file]);
  };
  for (const file of files) follow(file, []);
  expect(circles).toEqual([]);
});
