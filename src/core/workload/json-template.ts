import { Problem } from '../problem.ts';
import { oneLine, reasonOf } from '../text/visible.ts';
import { depthBehind, NO_TEMPLATE, STATEMENT, type Template } from './template.ts';

/** A placeholder that can stand without quotes, and what follows it at once: `${cpu}`, `{{ port }}0`, `<%= env %>`. */
const UNQUOTED = new RegExp(
  [
    String.raw`(?:[$#]+\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}#?`,
    String.raw`\{\{(?:[^{}\n]|\{[^{}\n]*\})*\}\}`,
    String.raw`<%=[\s\S]*?%>`,
    String.raw`<+[A-Za-z+][^<>"\n]*>+`,
    String.raw`\(\([^()"\n]*\)\)`,
    String.raw`\$[A-Za-z_]\w*`,
    String.raw`@+[A-Za-z_]\w*@+`,
    String.raw`%[A-Za-z_]\w*%?`,
    String.raw`__+[A-Za-z]\w*`,
    String.raw`(?<![\w.])[A-Z][A-Z0-9_]+`,
    String.raw`\[(?!(?:true|false|null)\])[A-Za-z][\w .-]*\])[\w.:/@-]*`,
  ].join('|'),
  'y',
);

/** What a template language may put quotes into, inside of JSON's own: `"{{ env "TAG" }}"`. */
const IN_STRING = /\$\{(?:[^{}\n]|\{[^{}\n]*\})*\}|\{\{(?:[^{}\n]|\{[^{}\n]*\})*\}\}|<%[^\n]*?%>/y;

/**
 * Reads JSON, and templates of it as far as that is safe: a placeholder without quotes is read as text, which every
 * reader takes for something that is decided later.
 *
 * @param file how messages name it
 * @throws Problem saying what it is instead, and what to do
 */
export function parseJsonTemplate(text: string, file: string): { json: unknown; template: Template } {
  assertText(text, file);
  const json = text.replace(/^\uFEFF/, '');
  try {
    return { json: JSON.parse(json), template: NO_TEMPLATE };
  } catch (error) {
    const filled = filledIn(json);
    const read = parsed(filled.json);
    if (read) return { json: read.json, template: filled.template };
    const reason = reasonOf(error);
    throw new Problem(`${file} is not JSON: ${reason}.${whatToDo(json, file)}`);
  }
}

/** @throws Problem when the bytes of a file are no text */
export function assertText(text: string, file: string): void {
  if (text.includes('\u0000')) throw new Problem(`${file} is not UTF-8 text. Save it as UTF-8.`);
}

function parsed(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function whatToDo(text: string, file: string): string {
  if (/\.(jsonnet|libsonnet)$/i.test(file) || /^\s*local\s+\w+\s*=|\bstd\.\w+\(|\{\s*\w+::?\s/.test(text)) {
    return ' It looks like Jsonnet. Pass what `jsonnet` or `ecspresso render taskdef` prints.';
  }
  const plain = withoutComments(text);
  if (plain !== text && parsed(filledIn(withoutDanglingCommas(plain)).json)) {
    return ' It has comments, which JSON does not take. Delete them.';
  }
  if (parsed(filledIn(withoutDanglingCommas(plain)).json)) {
    return ' It has a comma with nothing after it, which JSON does not take. Delete it.';
  }
  return '';
}

/** Texts in quotes, whole, or what is to be replaced. */
const outsideTexts = (text: string, what: RegExp): string =>
  text.replace(new RegExp(`"(?:[^"\\\\\\n]|\\\\.)*"|${what.source}`, 'g'), (found) =>
    found.startsWith('"') ? found : '',
  );

const withoutComments = (text: string): string =>
  outsideTexts(text, /\/\/[^\n]*|\/\*[\s\S]*?\*\/|(?<=^|\n)\s*#[^\n]*/);
const withoutDanglingCommas = (text: string): string => outsideTexts(text, /,(?=\s*[\]}])/);

/** Puts quotes around placeholders that have none, and leaves out what only decides which parts are there. */
function filledIn(text: string): { readonly json: string; readonly template: Template } {
  const [placeholders, conditionalKeys] = [new Set<string>(), new Set<string>()];
  const inside: string[] = [];
  let [json, depth, conditions, keyNext] = ['', 0, false, false];
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? '';
    const statement = matchAt(STATEMENT, text, at);
    const placeholder = statement === undefined ? matchAt(UNQUOTED, text, at) : undefined;
    if (statement !== undefined) {
      conditions = true;
      depth = depthBehind(statement, depth);
      at += statement.length;
    } else if (placeholder !== undefined) {
      placeholders.add(oneLine(placeholder));
      at += placeholder.length;
      // Whole members of an object, which may bring a comma of their own.
      const members = keyNext && matchAt(COLON, text, at) === undefined;
      if (members) at += matchAt(COMMA, text, at)?.length ?? 0;
      else json += JSON.stringify(placeholder);
      conditions ||= members;
    } else if (char === '"') {
      const string = stringAt(text, at);
      if (keyNext && depth > 0) conditionalKeys.add(string.json.slice(1, -1));
      keyNext = false;
      json += string.json;
      at += string.length;
    } else {
      if (char === '{' || char === '[') inside.push(char);
      if (char === '}' || char === ']') {
        inside.pop();
        // What stood behind the comma may have been left out.
        const kept = conditions ? json.trimEnd() : '';
        if (kept.endsWith(',')) json = kept.slice(0, -1);
      }
      if (/\S/.test(char)) keyNext = (char === '{' || char === ',') && inside.at(-1) === '{';
      json += char;
      at += 1;
    }
  }
  return {
    json,
    template: { placeholders: [...placeholders], conditions, conditionalKeys: [...conditionalKeys] },
  };
}

const COLON = /\s*:/y;
const COMMA = /\s*,/y;

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** A text in quotes as JSON takes it, and how long it is in the file. */
function stringAt(text: string, start: number): { readonly json: string; readonly length: number } {
  let [json, at] = ['"', start + 1];
  while (at < text.length) {
    const mark = matchAt(IN_STRING, text, at);
    const quotes = mark?.match(/(?<!\\)"/g)?.length ?? 0;
    const char = text[at] ?? '';
    if (mark !== undefined && quotes > 0 && quotes % 2 === 0) {
      json += mark.replace(/(?<!\\)"/g, '\\"');
      at += mark.length;
    } else if (char === '\\') {
      json += text.slice(at, at + 2);
      at += 2;
    } else {
      json += char;
      at += 1;
      if (char === '"') break;
    }
  }
  return { json, length: at - start };
}
