/** A piece of a Terraform file. Comments and spaces are none. */
export type Token = Place &
  (
    | { readonly is: 'name' | 'number' | 'sign' | 'line' | 'odd'; readonly text: string }
    | { readonly is: 'string'; readonly parts: readonly TemplatePart[] }
  );

/** Where it stands: offsets in the text, and the line from 1. */
export interface Place {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** Text as it is, the tokens within `${…}`, or something that isn't read: a directive `%{…}`, an unknown escape. */
export type TemplatePart = string | readonly Token[] | undefined;

/**
 * The tokens of a Terraform file, in order. Total: a string without an end ends with its line, and characters that are none of the
 * language's are `odd`.
 *
 * @see https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */
export const tokensOf = (text: string): Token[] => new Lexer(text).tokens();

/** The parts of text that is a template as a whole, as JSON has it: without escapes. */
export const templateParts = (text: string): TemplatePart[] => new Lexer(text).template(undefined);

/** Text without templates; empty where there are some. */
export const plainText = (parts: readonly TemplatePart[]): string =>
  parts.every((part) => typeof part === 'string') ? parts.join('') : '';

const SPACE = /(?:[^\S\n]|\ufeff)+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const NAME = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SIGN = /=>|==|!=|<=|>=|&&|\|\||\.\.\.|::|[-+*/%<>!?:=,.()[\]{}]/y;
/** The marker stands alone in the line that ends it. */
const HEREDOC = /<<-?([\p{L}_][\p{L}\p{N}_-]*)[^\n]*\n(?:(?!\s*\1\s*$)[^\n]*\n)*\s*\1/muy;

class Lexer {
  readonly #text: string;
  #at = 0;
  #line = 1;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** @param inTemplate ends before the brace that closes a template's code */
  tokens(inTemplate = false): Token[] {
    const tokens: Token[] = [];
    let open = 0;
    while (this.#at < this.#text.length) {
      if (this.#take(SPACE)) continue;
      const character = this.#text[this.#at];
      if (inTemplate && character === '}' && open === 0) break;
      if (character === '{') open += 1;
      else if (character === '}') open -= 1;
      tokens.push(this.#token());
    }
    return tokens;
  }

  #token(): Token {
    const start = this.#at;
    const line = this.#line;
    const of = (is: 'name' | 'number' | 'sign' | 'line' | 'odd', text: string): Token => ({
      is,
      text,
      start,
      end: this.#at,
      line,
    });
    if (this.#take(HEREDOC)) return { is: 'string', parts: [undefined], start, end: this.#at, line };
    if (this.#text[start] === '"') {
      this.#at += 1;
      const parts = this.template('"');
      return { is: 'string', parts, start, end: this.#at, line };
    }
    for (const [is, pattern] of PATTERNS) {
      const text = this.#take(pattern);
      if (text) return of(is, text);
    }
    this.#at += 1;
    if (this.#text[start] !== '\n') return of('odd', this.#text.charAt(start));
    this.#line += 1;
    return of('line', '\n');
  }

  /** @param end the quote, behind which it goes on; undefined for the whole text */
  template(end: '"' | undefined): TemplatePart[] {
    const parts: TemplatePart[] = [];
    let literal = '';
    const add = (part: TemplatePart) => {
      if (literal !== '') parts.push(literal);
      literal = '';
      parts.push(part);
    };
    while (this.#at < this.#text.length) {
      const character = this.#text.charAt(this.#at);
      const next = this.#text[this.#at + 1];
      if (character === end) {
        this.#at += 1;
        break;
      }
      if (end && character === '\n') {
        add(undefined);
        break;
      }
      if (
        (character === '$' || character === '%') &&
        next === character &&
        this.#text[this.#at + 2] === '{'
      ) {
        literal += `${character}{`;
        this.#at += 3;
      } else if ((character === '$' || character === '%') && next === '{') {
        this.#at += 2;
        const tokens = this.#code();
        add(character === '$' ? tokens : undefined);
      } else if (end && character === '\\') {
        const [sign = character, code] = this.#escape();
        const said = code === undefined ? ESCAPES[sign] : characterOf(code);
        if (said === undefined) add(undefined);
        else literal += said;
      } else {
        literal += character;
        if (character === '\n') this.#line += 1;
        this.#at += 1;
      }
    }
    if (literal !== '') parts.push(literal);
    return parts;
  }

  /** The code in a template; undefined where templates in templates nest too deep. */
  #code(): readonly Token[] | undefined {
    if (this.#depth > DEEPEST) return undefined;
    this.#depth += 1;
    const tokens = this.tokens(true);
    this.#at += 1;
    this.#depth -= 1;
    return tokens;
  }

  #escape(): readonly [sign: string, code: string | undefined] {
    const [all = '\\', four, eight] =
      /^\\(?:u([\da-f]{4})|U([\da-f]{8})|[^\n])?/i.exec(this.#text.slice(this.#at, this.#at + 10)) ?? [];
    this.#at += all.length;
    return [all, four ?? eight];
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    if (!found) return undefined;
    this.#at += found.length;
    if (pattern === SPACE || pattern === HEREDOC) this.#line += found.split('\n').length - 1;
    return found;
  }
}

const PATTERNS = [
  ['name', NAME],
  ['number', NUMBER],
  ['sign', SIGN],
] as const;

/** Nobody nests templates deeper. */
const DEEPEST = 50;

const ESCAPES: Readonly<Record<string, string>> = {
  '\\n': '\n',
  '\\r': '\r',
  '\\t': '\t',
  '\\"': '"',
  '\\\\': '\\',
};

function characterOf(code: string): string | undefined {
  const point = Number.parseInt(code, 16);
  return point > 0x10ffff ? undefined : String.fromCodePoint(point);
}
