import { hclBlocks } from '../../src/sources/planned/hcl-blocks.ts';

/**
 * Puts a fix into Terraform code as a reader would: a block that is there gets what the block of the same name says, any other is new.
 * Both are formatted, so that a block ends with the first brace at the start of a line.
 */
export function withFix(source: string, fix: string): string {
  const lines = source.split('\n');
  for (const block of blocksIn(fix.split('\n'))) {
    const there = blocksIn(lines).find(({ name }) => name === block.name);
    if (!there) {
      lines.push(...block.lines, '');
      continue;
    }
    const body = block.lines.slice(1, -1);
    const kept = without(
      there.lines,
      body.flatMap((line) => /^ {2}(\w+)\s+=/.exec(line)?.[1] ?? []),
    );
    lines.splice(there.start, there.lines.length, ...kept.slice(0, -1), '', ...body, '}');
  }
  return lines.join('\n');
}

/** Code of a root module and of the modules that it calls, by their names. */
export interface Sources {
  readonly root: string;
  readonly modules: Readonly<Record<string, string>>;
}

/** The same for code in modules: the comment above a block says which of them gets it. */
export function withFixIn({ root, modules }: Sources, fix: string): Sources {
  const parts = fix.split(/\n\n(?=\S)/).map((text) => ({
    text,
    module: /^# (?:Add to|Set in) module\.([\w-]+)(?::|\.(?!.*\n?module ))/.exec(text)?.[1],
  }));
  const of = (module: string | undefined) =>
    parts
      .filter((part) => part.module === module)
      .map(({ text }) => `${text}\n`)
      .join('\n');
  return {
    root: withFix(root, of(undefined)),
    modules: Object.fromEntries(
      Object.entries(modules).map(([name, source]) => [name, withFix(source, of(name))]),
    ),
  };
}

interface Found {
  readonly name: string;
  /** The index of its first line. */
  readonly start: number;
  readonly lines: readonly string[];
}

const blocksIn = (lines: readonly string[]): Found[] =>
  hclBlocks(lines.join('\n')).map(({ words, line }) => {
    const start = line - 1;
    const end = lines.findIndex((text, index) => index >= start && text.startsWith('}'));
    return { name: words.join('.'), start, lines: lines.slice(start, end + 1) };
  });

/** The lines of a block without some of its arguments. */
function without(lines: readonly string[], names: readonly string[]): string[] {
  const kept: string[] = [];
  let within = false;
  for (const line of lines) {
    const [, name = ''] = /^ {2}(\w+)\s+=/.exec(line) ?? [];
    if (!within && !names.includes(name)) kept.push(line);
    else within = within ? !/^ {2}[\])}]/.test(line) : /[[({]$/.test(line);
  }
  return kept;
}
