import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Where `name` is on PATH, or undefined when it is not there. */
export function tool(name: string): string | undefined {
  const endings = process.platform === 'win32' ? (process.env.PATHEXT ?? '.EXE;.CMD;.BAT').split(';') : [''];
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders
    .flatMap((folder) => endings.map((ending) => join(folder, name + ending)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * A `describe` for tests that run real tools. Where one of them is absent the tests are skipped and the reason is
 * printed; with REQUIRE_TOOLS=1 that is a failure instead.
 */
export const describeWithTools = (tools: readonly string[], title: string, tests: () => void): void =>
  withTools(tools, title, false, tests);

/** The same, together with its neighbours of this kind; its tests too, unless they are sequential. */
export const describeTogether = (tools: readonly string[], title: string, tests: () => void): void =>
  withTools(tools, title, true, tests);

function withTools(tools: readonly string[], title: string, concurrent: boolean, tests: () => void): void {
  const absent = tools.filter((name) => tool(name) === undefined);
  if (absent.length === 0) {
    describe(title, { concurrent }, tests);
  } else if (process.env.REQUIRE_TOOLS === '1') {
    describe(title, () => {
      it(`finds ${tools.join(', ')} on PATH`, () => expect(absent).toEqual([]));
    });
  } else {
    console.warn(`Skipped "${title}": not on PATH: ${absent.join(', ')}.`);
    describe.skip(`${title} (not on PATH: ${absent.join(', ')})`, tests);
  }
}
