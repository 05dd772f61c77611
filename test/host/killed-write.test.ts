import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { settleInterrupted } from '../../src/host/stage.ts';
import { writeFiles } from '../../src/host/write.ts';
import { filesOf } from '../cli/program.ts';

/** How many changes the file system still takes; then the process is as good as dead: no later change happens either. */
const life = vi.hoisted(() => ({
  left: Number.POSITIVE_INFINITY,
  refuses: (_call: string): boolean => false,
}));

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const mortal =
    <Name extends 'renameSync' | 'mkdirSync' | 'writeFileSync' | 'rmSync' | 'rmdirSync' | 'chmodSync'>(
      name: Name,
    ) =>
    (...args: Parameters<(typeof fs)[Name]>) => {
      life.left -= 1;
      if (life.left < 0) throw new Error('killed');
      if (life.refuses(`${name} ${args[0]}`))
        throw Object.assign(new Error(`${name} refused`), { code: 'EACCES' });
      return (real[name] as (...given: unknown[]) => unknown)(...args);
    };
  return {
    ...real,
    renameSync: mortal('renameSync'),
    mkdirSync: mortal('mkdirSync'),
    writeFileSync: mortal('writeFileSync'),
    rmSync: mortal('rmSync'),
    rmdirSync: mortal('rmdirSync'),
    chmodSync: mortal('chmodSync'),
  };
});

const OURS = [
  { path: 'a.txt', contents: 'new a' },
  { path: 'deep/er/b.txt', contents: 'new b' },
  { path: 'same.txt', contents: 'same' },
  { path: 'there/c.txt', contents: 'new c' },
  { path: 'there/d.txt', contents: 'new d' },
];
const THEIRS = { 'a.txt': 'old a', 'same.txt': 'same', 'there/c.txt': 'old c', 'their-own.txt': 'x' };
const WHOLE = { ...THEIRS, ...Object.fromEntries(OURS.map(({ path, contents }) => [path, contents])) };

/** Modes that somebody gave files that are rewritten, kept and removed. */
const MODES: readonly (readonly [path: string, mode: number])[] = [
  ['a.txt', 0o755],
  ['there/c.txt', 0o640],
  ['same.txt', 0o700],
  ['empty/then/gone.txt', 0o750],
];

const folders: string[] = [];
afterEach(() => {
  life.left = Number.POSITIVE_INFINITY;
  life.refuses = () => false;
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'killed-'));
  folders.push(folder);
  for (const [path, contents] of Object.entries(files)) {
    fs.mkdirSync(join(folder, path, '..'), { recursive: true });
    fs.writeFileSync(join(folder, path), contents);
  }
  return folder;
}

/** Writes and is killed after so many changes. Whether it was done before. */
async function killedAfter(
  changes: number,
  directory: string,
  removed: readonly string[] = [],
): Promise<boolean> {
  life.left = changes;
  try {
    await writeFiles(directory, OURS, { force: true, removed });
    return true;
  } catch {
    return false;
  } finally {
    life.left = Number.POSITIVE_INFINITY;
  }
}

const everyPath = (folder: string) => fs.readdirSync(folder, { recursive: true }).map(String).sort();

describe('a run that was killed while it wrote', () => {
  it.each([
    ['', []],
    ['while it removed files, too, ', ['gone.txt', 'empty/then/gone.txt']],
  ])('%sis taken back by the next one, wherever it was killed, or is whole', async (_, removed) => {
    const modes = (folder: string) =>
      Object.fromEntries(
        MODES.flatMap(([path]) => {
          const file = join(folder, path);
          return fs.existsSync(file) ? [[path, fs.statSync(file).mode & 0o777]] : [];
        }),
      );
    const there = { ...THEIRS, ...Object.fromEntries(removed.map((path) => [path, `old ${path}`])) };
    const outcomes = new Set<string>();
    for (let changes = 0, done = false; !done; changes += 1) {
      const folder = folderWith(there);
      for (const [path, mode] of MODES) if (path in there) fs.chmodSync(join(folder, path), mode);
      const [before, had] = [everyPath(folder), modes(folder)];
      done = await killedAfter(changes, folder, removed);
      const said = settleInterrupted(folder);
      const files = filesOf(folder);
      const whole = JSON.stringify(files) === JSON.stringify(filesOf(folderWith(WHOLE)));
      if (!whole) expect({ changes, files }).toEqual({ changes, files: there });
      if (!whole) expect(everyPath(folder)).toEqual(before);
      // What was executable is so, rewritten or put back; and a directory that holds nothing any more is gone.
      expect({ changes, modes: modes(folder) }).toEqual({
        changes,
        modes: Object.fromEntries(Object.entries(had).filter(([path]) => !whole || !removed.includes(path))),
      });
      if (whole) expect(everyPath(folder)).not.toContain('empty');
      if (!done && changes > 0) expect(said.join()).toMatch(/An earlier run was interrupted|^$/);
      outcomes.add(whole ? 'whole' : said.join().includes('Put back: a.txt') ? 'put back' : 'before');
      expect(everyPath(folder).filter((path) => path.includes('.create-'))).toEqual([]);
      expect(settleInterrupted(folder)).toEqual([]);
    }
    expect([...outcomes].sort()).toEqual(['before', 'put back', 'whole']);
  });

  it('is taken back also when that is interrupted, wherever', async () => {
    for (let changes = 0; changes < 40; changes += 1) {
      const folder = folderWith(THEIRS);
      // In the middle of moving files.
      await killedAfter(22, folder);
      life.left = changes;
      try {
        settleInterrupted(folder);
      } catch {}
      life.left = Number.POSITIVE_INFINITY;
      settleInterrupted(folder);
      expect({ changes, files: filesOf(folder) }).toEqual({ changes, files: THEIRS });
    }
  });

  it('leaves nothing of a directory that was to be made', async () => {
    for (let changes = 0, done = false; !done; changes += 1) {
      const parent = folderWith({ 'their-own.txt': 'x' });
      const directory = join(parent, 'net');
      done = await killedAfter(changes, directory);
      settleInterrupted(directory);
      const entries = fs.readdirSync(parent).sort();
      if (entries.length === 1) expect(entries).toEqual(['their-own.txt']);
      else {
        expect(entries).toEqual(['net', 'their-own.txt']);
        expect(Object.keys(filesOf(directory))).toHaveLength(OURS.length);
      }
    }
  });

  it('keeps what somebody wrote since, and says where the earlier version is', async () => {
    const folder = folderWith(THEIRS);
    await killedAfter(22, folder);
    expect(fs.readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('new a');
    fs.writeFileSync(join(folder, 'a.txt'), 'edited since');
    expect(() => settleInterrupted(folder)).toThrow(
      /a\.txt was changed after .* Its earlier version is .*old/s,
    );
    expect(fs.readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('edited since');
  });
});

describe('what another left there', () => {
  const stageIn = (folder: string, files: Readonly<Record<string, string>>) => {
    const stage = join(folder, '.create-private-ecs-network-1-0123abcd');
    for (const [path, contents] of Object.entries(files)) {
      fs.mkdirSync(join(stage, path, '..'), { recursive: true });
      fs.writeFileSync(join(stage, path), contents);
    }
    return stage;
  };
  const owner = (pid: number) => JSON.stringify({ pid, directory: '.' });
  const GONE = 2 ** 22 + 1;

  it('waits for a run that is writing', () => {
    const folder = folderWith(THEIRS);
    stageIn(folder, { 'owner.json': owner(process.ppid) });
    expect(() => settleInterrupted(folder)).toThrow('Another run is writing');
  });

  it.each([['../escaped.txt'], ['/etc/escaped.txt'], ['deep/../../escaped.txt'], ['C:\\escaped.txt'], ['']])(
    'never moves a file to %j',
    (path) => {
      const folder = folderWith(THEIRS);
      const stage = stageIn(folder, {
        'owner.json': owner(GONE),
        'journal.json': JSON.stringify({ files: [{ path, contents: '' }], directories: ['..'] }),
        'old/x': 'planted',
      });
      expect(() => settleInterrupted(folder)).toThrow('is damaged');
      expect(fs.existsSync(join(stage, 'old/x'))).toBe(true);
    },
  );

  it('follows no link out of the directory', () => {
    const folder = folderWith(THEIRS);
    const outside = folderWith({});
    fs.symlinkSync(outside, join(folder, 'link'));
    stageIn(folder, {
      'owner.json': owner(GONE),
      'journal.json': JSON.stringify({ files: [{ path: 'link/x', contents: '' }], directories: [] }),
      'old/link/x': 'planted',
    });
    expect(() => settleInterrupted(folder)).toThrow('is in the way');
    expect(fs.readdirSync(outside)).toEqual([]);
  });

  it.each([
    ['of nobody', {}],
    ['with a damaged owner', { 'owner.json': '{' }],
    ['with an odd owner', { 'owner.json': '{"pid":"1"}' }],
  ])('leaves a folder %s alone where something is in it', (_, files) => {
    const folder = folderWith(THEIRS);
    const stage = stageIn(folder, { 'old/a.txt': 'precious', ...files });
    expect(settleInterrupted(folder)).toEqual([]);
    expect(fs.readFileSync(join(stage, 'old/a.txt'), 'utf8')).toBe('precious');
  });
});

describe('a write that fails', () => {
  it('puts back the others where one cannot be, says the cause and keeps the copy for the next run', async () => {
    const folder = folderWith(THEIRS);
    // d.txt cannot be put in its place, and then a.txt cannot be put back.
    let failed = false;
    life.refuses = (call) => {
      failed ||= /renameSync .*new\/there\/d\.txt/.test(call);
      return failed && /renameSync .*(new\/there\/d|old\/a)\.txt/.test(call);
    };
    const said = await writeFiles(folder, OURS, { force: true }).catch((error: Error) => error.message);
    expect(said).toContain('you may not write there');
    expect(said).toContain('Not everything could be put back: renameSync refused');
    expect(said).not.toContain('Nothing was changed');
    expect(fs.readFileSync(join(folder, 'there/c.txt'), 'utf8')).toBe('old c');
    expect(fs.existsSync(join(folder, 'deep'))).toBe(false);
    life.refuses = () => false;
    expect(settleInterrupted(folder).join()).toContain('Put back: a.txt');
    expect(filesOf(folder)).toEqual(THEIRS);
  });
});
