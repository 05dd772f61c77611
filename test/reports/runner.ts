/** A command that the runner of GitHub Actions would carry out. */
export interface RunnerCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/**
 * What the runner makes of a step's output: a line that starts with `::` after spaces, or has `##[` anywhere.
 *
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export const runnerCommands = (output: string): RunnerCommand[] =>
  output.split(/\r\n|\r|\n/).flatMap((line) => newForm(line.trimStart()) ?? oldForm(line) ?? []);

function newForm(line: string): RunnerCommand | undefined {
  const end = line.indexOf('::', 2);
  if (!line.startsWith('::') || end < 0) return undefined;
  const { name, properties } = head(line.slice(2, end), ',');
  return { name, properties, data: undone(line.slice(end + 2), DATA) };
}

function oldForm(line: string): RunnerCommand | undefined {
  const start = line.indexOf('##[');
  const end = line.indexOf(']', start);
  if (start < 0 || end < 0) return undefined;
  return { ...head(line.slice(start + 3, end), ';'), data: line.slice(end + 1) };
}

function head(text: string, separator: string): Pick<RunnerCommand, 'name' | 'properties'> {
  const [name = '', ...rest] = text.split(' ');
  const pairs = rest.join(' ').split(separator).filter(Boolean);
  return {
    name,
    properties: Object.fromEntries(
      pairs.map((pair) => {
        const [key = '', ...value] = pair.split('=');
        return [key.trim(), undone(value.join('='), [...PROPERTY, ...DATA])];
      }),
    ),
  };
}

const PROPERTY = [
  ['%3A', ':'],
  ['%2C', ','],
] as const;

/** The sign itself is undone last. */
const DATA = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
] as const;

const undone = (text: string, escapes: readonly (readonly [escaped: string, character: string])[]): string =>
  escapes.reduce((rest, [escaped, character]) => rest.replaceAll(escaped, character), text);
