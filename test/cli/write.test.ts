import { lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Cancelled } from '../../src/core/ask/cancelled.ts';
import { Problem } from '../../src/core/problem.ts';
import { writeFile, writeFiles } from '../../src/io/write.ts';
import { emptyFolder, filesOf } from './program.ts';

const files = [
  { path: 'a.txt', contents: 'new a' },
  { path: 'deep/er/b.txt', contents: 'new b' },
  { path: 'c.txt', contents: 'new c' },
];

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

describe('one file', () => {
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
