import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';

/** What each room of src may import besides itself; packages by name, Node's own modules as `node:`. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  core: ['valibot'],
  rules: ['core', 'docs'],
  render: ['core', 'handlebars', 'templates'],
  io: [
    'core',
    'rules',
    'render',
    'node:',
    '@clack/prompts',
    '@aws-sdk',
    '@smithy',
    'execa',
    'valibot',
    'yaml',
  ],
  commands: ['core', 'rules', 'render', 'io', 'node:'],
};

/** Packages that only one file, or the few beside it, may know. */
const KNOWN_TO: Readonly<Record<string, RegExp>> = {
  handlebars: /^render\/template\.ts$/,
  '@clack/prompts': /^io\/ask\/[\w-]+\.ts$/,
  execa: /^io\/run\.ts$/,
  yaml: /^io\/parse-yaml\.ts$/,
  '@aws-sdk': /^io\/(aws-[\w-]+|discover|find-vpc|list-[\w-]+|read-ecs|strict-[\w-]+)\.ts$/,
  '@smithy': /^io\/(limited-handler|strict-[\w-]+)\.ts$/,
};

const src = new URL('../../src/', import.meta.url).pathname;
const files = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
  .map((entry) => relative(src, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));

/** The room or package that an import specifier of a file leads to. */
function target(file: string, specifier: string): string {
  if (specifier.startsWith('node:')) return 'node:';
  if (!specifier.startsWith('.'))
    return specifier.startsWith('@') && !specifier.startsWith('@clack')
      ? (specifier.split('/')[0] ?? '')
      : specifier.replace(/\/runtime\.js$/, '');
  const path = new URL(specifier, `file:///src/${file}`).pathname;
  return path.startsWith('/src/') ? (path.split('/')[2] ?? '') : (path.split('/')[1] ?? '');
}

it.each(files)('%s imports only what its room may', (file) => {
  const room = file.split('/')[0] ?? '';
  const text = readFileSync(join(src, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:from |import\(|import )'([^']+)'/g)].map(
    ([, specifier = '']) => specifier,
  );
  for (const specifier of specifiers) {
    const to = target(file, specifier);
    const allowed = ROOMS[room];
    if (allowed) expect([room, ...allowed], `${file} imports ${specifier}`).toContain(to);
    const known = KNOWN_TO[to];
    if (known) expect(file, `${file} imports ${specifier}`).toMatch(known);
  }
});
