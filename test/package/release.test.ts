import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from '../cli/program.ts';
import { ROOT } from '../docs/page.ts';

const FILES = ['CHANGELOG.md', 'package.json', 'package-lock.json'];

/** A project at a version, with a changelog and files in changes/. */
function project(version: string, changelog: string, changes: Readonly<Record<string, string>>): string {
  const folder = emptyFolder();
  const written = {
    'package.json': `${JSON.stringify({ name: 'toy', version, repository: 'toy/toy' }, null, 2)}\n`,
    'package-lock.json': JSON.stringify({ name: 'toy', version, packages: { '': { version }, other: {} } }),
    'CHANGELOG.md': `# Changelog\n\nAbout it.\n\n${changelog}`,
  };
  mkdirSync(join(folder, 'changes'));
  for (const [path, text] of Object.entries(written)) writeFileSync(join(folder, path), text);
  for (const [name, text] of Object.entries(changes)) writeFileSync(join(folder, 'changes', name), text);
  return folder;
}

function release(cwd: string, ...args: string[]) {
  const script = join(ROOT, 'scripts/release.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const textIn = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8');
const dated = (text: string) => text.replaceAll(/\d{4}-\d\d-\d\d/g, 'DATE');

describe('npm run release', () => {
  it('puts the changes under a new version, by kind', () => {
    const folder = project('1.2.3', '## 1.2.3 - 2026-01-01\n\n### Added\n\n- Old.\n', {
      'a.md': 'fixed\n\nA fault.\n',
      'b.md': 'added\r\nTwo lines:\r\nhere.\r\n\r\nAnd more.\r\n',
      'c.md': 'added\nAnother.',
    });
    const { status, stdout, stderr } = release(folder);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(dated(textIn(folder, 'CHANGELOG.md'))).toBe(`# Changelog

About it.

## 1.3.0 - DATE

### Added

- Two lines:
  here.

  And more.
- Another.

### Fixed

- A fault.

## 1.2.3 - DATE

### Added

- Old.
`);
    expect(textIn(folder, 'package.json')).toContain('\n  "version": "1.3.0",\n');
    expect(JSON.parse(textIn(folder, 'package-lock.json'))).toEqual({
      name: 'toy',
      version: '1.3.0',
      packages: { '': { version: '1.3.0' }, other: {} },
    });
    expect(readdirSync(join(folder, 'changes'))).toEqual([]);
    expect(stdout).toContain('git tag --annotate v1.3.0');
    expect(stdout).not.toContain('repository');
  });

  it('keeps what was written under "Unreleased"', () => {
    const folder = project('0.1.0', '## Unreleased\n\n### Added\n\n- First.\n\n### Fixed\n\n- Third.\n', {
      'a.md': 'added\nSecond.',
    });
    expect(release(folder)).toMatchObject({ status: 0, stderr: '' });
    expect(dated(textIn(folder, 'CHANGELOG.md'))).toBe(
      '# Changelog\n\nAbout it.\n\n## 0.1.0 - DATE\n\n### Added\n\n- First.\n- Second.\n\n### Fixed\n\n- Third.\n',
    );
  });

  it.each([
    ['1.2.3', ['breaking', 'fixed'], '2.0.0'],
    ['1.2.3', ['added', 'fixed'], '1.3.0'],
    ['1.2.3', ['changed'], '1.3.0'],
    ['1.2.3', ['fixed'], '1.2.4'],
    ['0.2.3', ['breaking'], '0.3.0'],
    ['0.2.3', ['fixed'], '0.2.4'],
  ])('%s with %j becomes %s', (version, kinds, wanted) => {
    const changes = Object.fromEntries(kinds.map((kind) => [`${kind}.md`, `${kind}\nIt.`]));
    const folder = project(version, `## ${version} - 2026-01-01\n`, changes);
    release(folder);
    expect(JSON.parse(textIn(folder, 'package.json')).version).toBe(wanted);
  });

  it('takes a version', () => {
    const folder = project('0.2.3', '## 0.2.3\n', { 'a.md': 'fixed\nIt.' });
    expect(release(folder, '1.0.0').status).toBe(0);
    expect(JSON.parse(textIn(folder, 'package.json')).version).toBe('1.0.0');
  });

  it.each([
    ['no change', {}, [], 'There is nothing to release: changes/ is empty.'],
    [
      'an unknown kind',
      { 'a.md': 'minor\nIt.' },
      [],
      'changes/a.md: the first line must be one of breaking, added, changed, fixed (got "minor").',
    ],
    ['a change without text', { 'a.md': 'fixed\n\n' }, [], 'changes/a.md has no text after its first line.'],
    ['no version', { 'a.md': 'fixed\nIt.' }, ['v2'], 'The version must have the form 1.2.3 (got "v2").'],
    ['a released version', { 'a.md': 'fixed\nIt.' }, ['1.0.0'], 'CHANGELOG.md already has version 1.0.0.'],
  ])('refuses %s and changes nothing', (_, changes, args, message) => {
    const folder = project('1.0.0', '## 1.0.0\n', changes);
    const before = FILES.map((path) => textIn(folder, path));
    expect(release(folder, ...args)).toEqual({ status: 1, stdout: '', stderr: `${message}\n` });
    expect(FILES.map((path) => textIn(folder, path))).toEqual(before);
    expect(readdirSync(join(folder, 'changes'))).toEqual(Object.keys(changes));
  });

  it('takes this project’s own changes', () => {
    const folder = emptyFolder();
    for (const path of [...FILES, 'changes'])
      if (existsSync(join(ROOT, path))) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    mkdirSync(join(folder, 'changes'), { recursive: true });
    writeFileSync(join(folder, 'changes/one-more.md'), 'fixed\nOne more.\n');
    const { version: before, ...packageJson } = JSON.parse(textIn(folder, 'package.json'));
    expect(release(folder)).toMatchObject({ status: 0, stderr: '' });
    const { version, ...others } = JSON.parse(textIn(folder, 'package.json'));
    expect(others).toEqual(packageJson);
    expect(textIn(folder, 'package.json').length - textIn(ROOT, 'package.json').length).toBe(
      version.length - before.length,
    );
    expect(textIn(folder, 'CHANGELOG.md')).toContain(`\n## ${version} - `);
  });
});
