import type { TerminalStyle } from '../reports/terminal-style.ts';

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What an output can show. NO_COLOR and FORCE_COLOR have their usual meaning; a file or a pipe gets no colour and 80 columns.
 *
 * @see https://no-color.org
 * @see https://force-color.org
 */
export function terminalStyle(output: Output, env: Environment, platform: NodeJS.Platform): TerminalStyle {
  return {
    width: output.columns && output.columns > 0 ? output.columns : 80,
    colour: showsColour(output, env),
    unicode: showsUnicode(env, platform),
  };
}

function showsColour({ isTTY }: Output, env: Environment): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return isTTY === true && env.TERM !== 'dumb';
}

function showsUnicode(env: Environment, platform: NodeJS.Platform): boolean {
  if (platform === 'win32') {
    return Boolean(env.WT_SESSION) || env.TERM_PROGRAM === 'vscode' || Boolean(env.CI);
  }
  if (env.TERM === 'linux') return false;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  // macOS and CI often set no locale and yet show Unicode; a locale that is set and is not UTF-8 is meant.
  return !locale || /utf-?8/i.test(locale);
}
