import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RULE_IDS, RULES } from '../../../src/core/findings/rules.ts';

const folder = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const named = (path: string, ending: string) =>
  readdirSync(folder(path))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));

const SECTIONS = [
  'What it is',
  'What happens',
  'How to see it',
  'How to fix it',
  'When this is a false positive',
];

describe.each(RULE_IDS)('%s', (rule) => {
  it('has a file, a page and a test of its name', () => {
    expect(named('src/core/findings/rules', '.ts')).toContain(rule);
    expect(named('docs/rules', '.md')).toContain(rule);
    expect(named('test/core/rules', '.test.ts')).toContain(rule);
  });

  it('has a page that says everything, and its severity truly', () => {
    const page = RULES[rule].page;
    expect(page).toBe(readFileSync(folder(`docs/rules/${rule}.md`), 'utf8'));
    expect(page.startsWith(`# ${rule}\n\nSeverity: `)).toBe(true);
    expect(/^Severity: .*$/m.exec(page)?.[0]).toContain(RULES[rule].severity);
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual(SECTIONS);
  });

  it('has a page whose links lead somewhere', () => {
    const links = [...RULES[rule].page.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !RULE_IDS.some((id) => link === `${id}.md`))).toEqual([]);
  });
});

it('has no page without a rule', () => {
  expect(named('docs/rules', '.md').sort()).toEqual([...RULE_IDS].sort());
});
