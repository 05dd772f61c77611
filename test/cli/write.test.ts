import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Cancelled } from '../../src/core/cancelled.ts';
import { Problem } from '../../src/core/problem.ts';
import { fileFault, writeFile, writeFiles } from '../../src/host/write.ts';
import { declareNewVpc } from '../../src/sources/declared/declare.ts';
import { isSnapshot, snapshotText } from '../../src/sources/snapshot/snapshot.ts';
import { emptyFolder, filesOf } from './program.ts';

const files = [
  { path: 'a.txt', contents: 'new a' },
  { path: 'deep/er/b.txt', contents: 'new b' },
  { path: 'c.txt', contents: 'new c' },
];

const A_VPC = {
  region: 'eu-west-1',
  vpcCidr: '10.0.0.0/16',
  azCount: 2,
  azs: undefined,
  name: 'x',
  offers: undefined,
};

/** Fires at the n-th time anybody looks, as a signal that comes while files are moved would be noticed then. */
function firesAtLook(count: number): AbortSignal {
  let looks = 0;
  return {
    get aborted() {
      looks += 1;
      return looks >= count;
    },
  } as AbortSignal;
}

describe('files are written all or none', () => {
  it('makes the directory and those above it', async () => {
    const folder = emptyFolder();
    await writeFiles(join(folder, 'x', 'y'), files, { force: false });
    expect(filesOf(folder)).toEqual({
      'x/y/a.txt': 'new a',
      'x/y/c.txt': 'new c',
      'x/y/deep/er/b.txt': 'new b',
    });
    expect(readdirSync(join(folder, 'x'))).toEqual(['y']);
  });

  it.each([1, 2])('leaves nothing when cancelled before the %s. look', async (look) => {
    const folder = emptyFolder();
    const signal = firesAtLook(look);
    await expect(writeFiles(join(folder, 'x', 'y'), files, { force: false, signal })).rejects.toThrow(
      Cancelled,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([1, 2])('puts back what it replaced when cancelled before the %s. look', async (look) => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'a.txt'), 'old a');
    writeFileSync(join(folder, 'other.txt'), 'other');
    const signal = firesAtLook(look);
    await expect(writeFiles(folder, files, { force: true, signal })).rejects.toThrow(Cancelled);
    expect(filesOf(folder)).toEqual({ 'a.txt': 'old a', 'other.txt': 'other' });
    expect(readdirSync(folder).sort()).toEqual(['a.txt', 'other.txt']);
  });

  it('leaves nothing when one file cannot be written', async () => {
    const folder = emptyFolder();
    const bad = [...files, { path: `${'n'.repeat(300)}.txt`, contents: '' }];
    await expect(writeFiles(join(folder, 'x'), bad, { force: false })).rejects.toThrow(Problem);
    expect(readdirSync(folder)).toEqual([]);
    mkdirSync(join(folder, 'there'));
    writeFileSync(join(folder, 'there', 'a.txt'), 'old a');
    await expect(writeFiles(join(folder, 'there'), bad, { force: true })).rejects.toThrow(
      'the name is too long',
    );
    expect(filesOf(folder)).toEqual({ 'there/a.txt': 'old a' });
  });

  it('writes into an empty directory without force', async () => {
    const folder = emptyFolder();
    await writeFiles(folder, files, { force: false });
    expect(Object.keys(filesOf(folder))).toEqual(['a.txt', 'c.txt', 'deep/er/b.txt']);
    expect(readdirSync(folder).sort()).toEqual(['a.txt', 'c.txt', 'deep']);
  });
});

describe('a directory with a long name', () => {
  it.each([100, 241, 242, 250, 255])('of %i characters is written, new and again', async (length) => {
    const folder = emptyFolder();
    const directory = join(folder, 'n'.repeat(length));
    await writeFiles(directory, files, { force: false });
    await writeFiles(directory, [{ path: 'a.txt', contents: 'newer a' }], { force: true });
    expect(filesOf(directory)['a.txt']).toBe('newer a');
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('of 256 is refused', async () => {
    const folder = emptyFolder();
    await expect(writeFiles(join(folder, 'n'.repeat(256)), files, { force: false })).rejects.toThrow(
      'the name is too long',
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('one file', () => {
  it('is written where a link leads, keeps its mode, and leaves nothing beside it', () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, 'deep'));
    writeFileSync(join(folder, 'deep', 'real'), 'old', { mode: 0o640 });
    symlinkSync('deep/real', join(folder, 'link'));
    symlinkSync('link', join(folder, 'link-to-link'));
    writeFile(join(folder, 'link-to-link'), 'new');
    expect(lstatSync(join(folder, 'link-to-link')).isSymbolicLink()).toBe(true);
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'deep', 'real'), 'utf8')).toBe('new');
    expect(lstatSync(join(folder, 'deep', 'real')).mode & 0o777).toBe(0o640);
    expect(readdirSync(join(folder, 'deep'))).toEqual(['real']);
  });

  it('is made where a link leads to nothing yet', () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, 'deep'));
    symlinkSync('deep/real', join(folder, 'link'));
    writeFile(join(folder, 'link'), 'new');
    expect(readFileSync(join(folder, 'deep', 'real'), 'utf8')).toBe('new');
  });

  it.each([200, 250, 255])('takes a name of %i characters', (length) => {
    const folder = emptyFolder();
    writeFile(join(folder, 'n'.repeat(length)), 'new');
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it.each<[string, string, boolean]>([
    ['a snapshot', snapshotText(declareNewVpc(A_VPC)), true],
    ['a snapshot of a later version', '{"schemaVersion":9,"region":"x","vpc":{"id":"v"},"subnets":[]}', true],
    ['nothing', '', true],
    ['an answers file', '{"region":"eu-west-1","vpc":"new"}', false],
    ['other JSON', '{"schemaVersion":1}', false],
    ['a list', '[]', false],
    ['code', 'resource "aws_vpc" "this" {}', false],
  ])('that holds %s is replaced without force: %s', (_, text, may) => {
    const path = join(emptyFolder(), 'file');
    writeFileSync(path, text);
    expect(fileFault(path, false, isSnapshot) === undefined).toBe(may);
    expect(fileFault(path, true, isSnapshot)).toBeUndefined();
  });

  it('is replaced whole, and a device is written to instead', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'a.txt'), 'old');
    writeFile(join(folder, 'a.txt'), 'new');
    expect(filesOf(folder)).toEqual({ 'a.txt': 'new' });
    symlinkSync(devNull, join(folder, 'device'));
    writeFile(join(folder, 'device'), 'gone');
    expect(lstatSync(join(folder, 'device')).isSymbolicLink()).toBe(true);
    expect(() => writeFile(folder, 'x')).toThrow('is a directory; name a file');
  });
});
