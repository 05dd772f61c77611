import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NEW_VPC_FORMATS } from '../formats-that.ts';
import { emptyFolder, filesOf, NEW_VPC_FLAGS, run, withFlags } from './program.ts';

/** Keys that AWS takes as any other: some mean something to JavaScript, some are no names in other languages. */
const KEYS = [
  ...['prototype', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'team'],
  ...['für', '名前', 'two words', '007', 'null', 'a: b', '-x'],
];
const PAIRS = KEYS.map((key, index) => `${key}=v${index}`).join(',');

describe.each(NEW_VPC_FORMATS)('tags of any name arrive in %s', (iac) => {
  const created = (args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) => {
    const { code, stderr } = run(['out', ...args, '--yes'], { cwd, env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('fault') });
    const text = Object.values(filesOf(join(cwd, 'out'))).join('\n');
    for (const [index, key] of KEYS.entries()) {
      // In whatever way the format writes a key and a value.
      const pair = new RegExp(`${key}(?![\\p{L}\\d]).{0,60}v${index}\\b`, 'su');
      expect([key, pair.test(text)]).toEqual([key, true]);
    }
    return text;
  };
  const flags = withFlags(NEW_VPC_FLAGS, { '--iac': iac });

  it('from --tags, the environment and an answers file alike', () => {
    const byFlag = created([...flags, '--tags', PAIRS], emptyFolder());
    expect(created(flags, emptyFolder(), { PRIVATE_ECS_TAGS: PAIRS })).toBe(byFlag);
    const cwd = emptyFolder();
    const tags = KEYS.map((key, index) => `${JSON.stringify(key)}: "v${index}"`).join(', ');
    writeFileSync(join(cwd, 'answers.json'), `{ "tags": { ${tags} } }`);
    expect(created([...flags, '--config', 'answers.json'], cwd)).toBe(byFlag);
  });
});
