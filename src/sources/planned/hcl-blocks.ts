/** A block at the top of a file: `resource "aws_vpc" "main" {`. */
export interface HclBlock {
  /** Its type and labels: `['resource', 'aws_vpc', 'main']`. */
  readonly words: readonly string[];
  /** The line of its header, from 1. */
  readonly line: number;
}

const SPACE = /[^\S\n]+|#[^\n]*|\/\/[^\n]*/y;
const COMMENT = /\/\*[\s\S]*?(?:\*\/|$)/y;
const WORD = /[\p{L}_][\p{L}\p{N}_-]*/uy;
/** The marker stands alone in the line that ends it. */
const HEREDOC = /<<-?([\p{L}_][\p{L}\p{N}_-]*)[^\n]*\n(?:(?!\s*\1\s*$)[^\n]*\n)*\s*\1/muy;

/**
 * The blocks at the top of a Terraform file, in order. It knows strings, templates in them, heredocs and comments, and no more of
 * the language: a file with a fault further down still has its first blocks.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/configuration
 */
export function hclBlocks(text: string): HclBlock[] {
  const blocks: HclBlock[] = [];
  let header: { words: string[]; line: number } | undefined;
  let depth = 0;
  let line = 1;
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    if (found) at += found.length;
    return found || undefined;
  };
  const add = (word: string) => {
    if (depth > 0) return;
    header ??= { words: [], line };
    header.words.push(word);
  };

  while (at < text.length) {
    if (take(SPACE)) continue;
    const long = take(COMMENT) ?? take(HEREDOC);
    if (long) {
      line += long.split('\n').length - 1;
      continue;
    }
    const word = take(WORD);
    if (word) {
      add(word);
      continue;
    }
    const character = text.charAt(at);
    if (character === '"') {
      const end = endOfString(text, at);
      add(text.slice(at + 1, end - 1));
      line += text.slice(at, end).split('\n').length - 1;
      at = end;
      continue;
    }
    at += 1;
    if (character === '{' && depth === 0 && header) blocks.push(header);
    if (OPENING.has(character)) depth += 1;
    else if (CLOSING.has(character)) depth = Math.max(0, depth - 1);
    if (character === '\n') line += 1;
    header = undefined;
  }
  return blocks;
}

const OPENING: ReadonlySet<string> = new Set('{[(');
const CLOSING: ReadonlySet<string> = new Set('}])');

/** The offset behind a string that starts at an offset. In `${…}` and `%{…}` it can have strings again, and line ends. */
function endOfString(text: string, start: number): number {
  const open: ('string' | 'code')[] = ['string'];
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (open.at(-1) === 'code') {
      if (character === '"') open.push('string');
      else if (character === '{') open.push('code');
      else if (character === '}') open.pop();
    } else if (character === '\n') return at;
    else if (character === '\\') at += 1;
    else if (character === '"') {
      open.pop();
      if (open.length === 0) return at + 1;
    } else if ((character === '$' || character === '%') && text[at + 1] === '{') {
      // A doubled sign is that sign.
      if (text[at - 1] !== character) open.push('code');
      at += 1;
    }
  }
  return text.length;
}
