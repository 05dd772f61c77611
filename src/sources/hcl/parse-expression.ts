import type { BinarySign, Expression } from './expression.ts';
import { type TemplatePart, type Token, templateParts } from './tokens.ts';

/** What can't be read. */
class Unread extends Error {}

/**
 * The expression that tokens are, all of them.
 *
 * @returns undefined for what isn't one, and for what isn't read: heredocs, directives, functions of providers
 * @see https://developer.hashicorp.com/terraform/language/expressions
 */
export const parseExpression = (tokens: readonly Token[]): Expression | undefined =>
  orUndefined(() => new Parser(tokens, [], 0).whole());

/** The expression that text in JSON is: a template. */
export const parseTemplate = (text: string): Expression | undefined =>
  orUndefined(() => templateOf(templateParts(text), [], 0));

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unread) return undefined;
    throw error;
  }
}

/** How deep expressions nest, and how long a chain in them is, before they aren't read. */
const DEEPEST = 100;

const STRENGTH: Readonly<Record<BinarySign, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '>': 4,
  '<=': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};

const isBinary = (sign: string | undefined): sign is BinarySign =>
  sign !== undefined && Object.hasOwn(STRENGTH, sign);

const LITERALS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function templateOf(parts: readonly TemplatePart[], bound: readonly string[], depth: number): Expression {
  const read = parts.map((part): Expression => {
    if (part === undefined) throw new Unread();
    return typeof part === 'string' ? { op: 'literal', value: part } : new Parser(part, bound, depth).whole();
  });
  const [only] = read;
  if (only === undefined) return { op: 'literal', value: '' };
  // A template of nothing but an expression is that, whatever its type.
  return read.length === 1 ? only : { op: 'template', parts: read };
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #bound: string[];
  #at = 0;
  #depth: number;
  /** Whether line ends count, innermost last: they don't in parentheses and brackets. */
  readonly #lines: boolean[] = [false];

  constructor(tokens: readonly Token[], bound: readonly string[], depth: number) {
    this.#tokens = tokens;
    this.#bound = [...bound];
    this.#depth = depth;
  }

  whole(): Expression {
    const expression = this.#expression();
    if (this.#peek() !== undefined) throw new Unread();
    return expression;
  }

  #peek(): Token | undefined {
    while (!this.#lines.at(-1) && this.#tokens[this.#at]?.is === 'line') this.#at += 1;
    return this.#tokens[this.#at];
  }

  /** The sign that comes next. */
  #sign(): string | undefined {
    const token = this.#peek();
    return token?.is === 'sign' ? token.text : undefined;
  }

  #takes(sign: string): boolean {
    if (this.#sign() !== sign) return false;
    this.#at += 1;
    return true;
  }

  #needs(sign: string): void {
    if (!this.#takes(sign)) throw new Unread();
  }

  #name(): string | undefined {
    const token = this.#peek();
    return token?.is === 'name' ? token.text : undefined;
  }

  #takesName(): string {
    const name = this.#name();
    if (name === undefined) throw new Unread();
    this.#at += 1;
    return name;
  }

  #within<T>(lines: boolean, read: () => T): T {
    this.#lines.push(lines);
    const result = read();
    this.#lines.pop();
    return result;
  }

  #expression(): Expression {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new Unread();
    const condition = this.#operation(1);
    let expression = condition;
    if (this.#takes('?')) {
      const yes = this.#expression();
      this.#needs(':');
      expression = { op: 'choice', condition, yes, no: this.#expression() };
    }
    this.#depth -= 1;
    return expression;
  }

  #operation(weakest: number): Expression {
    let left = this.#single();
    let count = 0;
    for (let sign = this.#sign(); isBinary(sign) && STRENGTH[sign] >= weakest; sign = this.#sign()) {
      this.#at += 1;
      count += 1;
      if (count > DEEPEST) throw new Unread();
      left = { op: 'binary', sign, left, right: this.#operation(STRENGTH[sign] + 1) };
    }
    return left;
  }

  #single(): Expression {
    if (this.#sign() !== '!' && this.#sign() !== '-') return this.#steps(this.#primary());
    const op = this.#takes('!') ? 'not' : 'minus';
    if (op === 'minus') this.#at += 1;
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new Unread();
    const of = this.#single();
    this.#depth -= 1;
    return { op, of };
  }

  #primary(): Expression {
    const token = this.#peek();
    if (token === undefined) throw new Unread();
    this.#at += 1;
    switch (token.is) {
      case 'number':
        return { op: 'literal', value: Number(token.text) };
      case 'string':
        return templateOf(token.parts, this.#bound, this.#depth);
      case 'name':
        return this.#named(token.text);
      case 'sign':
        if (token.text === '(') return this.#parenthesized();
        if (token.text === '[') return this.#within(false, () => this.#tuple());
        if (token.text === '{') return this.#object();
        throw new Unread();
      default:
        throw new Unread();
    }
  }

  #parenthesized(): Expression {
    return this.#within(false, () => {
      const inner = this.#expression();
      this.#needs(')');
      return inner;
    });
  }

  #named(name: string): Expression {
    if (this.#sign() === '(') return this.#call(name);
    const literal = LITERALS.get(name);
    if (literal !== undefined) return { op: 'literal', value: literal };
    if (this.#bound.includes(name)) return { op: 'bound', name };
    const words = [name];
    while (words.length < (name === 'data' ? 3 : 2) && this.#isSign(0, '.') && this.#takes('.')) {
      words.push(this.#takesName());
    }
    return { op: 'reference', words };
  }

  #call(name: string): Expression {
    this.#needs('(');
    return this.#within(false, () => {
      const args: Expression[] = [];
      let spread = false;
      while (!this.#takes(')')) {
        args.push(this.#expression());
        spread = this.#takes('...');
        if (!spread && this.#takes(',')) continue;
        this.#needs(')');
        break;
      }
      return { op: 'call', name, args, spread };
    });
  }

  #tuple(): Expression {
    if (this.#name() === 'for') return this.#for(']');
    const items: Expression[] = [];
    while (!this.#takes(']')) {
      items.push(this.#expression());
      if (this.#takes(',')) continue;
      this.#needs(']');
      break;
    }
    return { op: 'tuple', items };
  }

  #object(): Expression {
    const loop = this.#within(false, () => (this.#name() === 'for' ? this.#for('}') : undefined));
    if (loop) return loop;
    return this.#within(true, () => {
      const entries: (readonly [Expression, Expression])[] = [];
      for (;;) {
        while (this.#peek()?.is === 'line') this.#at += 1;
        if (this.#takes('}')) return { op: 'object', entries };
        const key = this.#key();
        if (!this.#takes('=')) this.#needs(':');
        entries.push([key, this.#expression()]);
        if (!this.#takes(',') && this.#peek()?.is !== 'line' && this.#sign() !== '}') throw new Unread();
      }
    });
  }

  /** A name as a key is that name. */
  #key(): Expression {
    const name = this.#name();
    const next = this.#tokens[this.#at + 1];
    if (name !== undefined && next?.is === 'sign' && (next.text === '=' || next.text === ':')) {
      this.#at += 1;
      return { op: 'literal', value: name };
    }
    return this.#expression();
  }

  #for(end: ']' | '}'): Expression {
    this.#takesName();
    const names = [this.#takesName()];
    if (this.#takes(',')) names.push(this.#takesName());
    if (this.#takesName() !== 'in') throw new Unread();
    const of = this.#expression();
    this.#needs(':');
    this.#bound.push(...names);
    const first = this.#expression();
    const second = end === '}' ? this.#second() : undefined;
    const grouped = this.#takes('...');
    let condition: Expression | undefined;
    if (this.#name() === 'if') {
      this.#at += 1;
      condition = this.#expression();
    }
    this.#needs(end);
    this.#bound.splice(this.#bound.length - names.length);
    return {
      op: 'for',
      names,
      of,
      key: second === undefined ? undefined : first,
      value: second ?? first,
      grouped,
      condition,
    };
  }

  #second(): Expression {
    this.#needs('=>');
    return this.#expression();
  }

  /** What follows a value: `.name`, `[key]`, `[*]`, and the older `.*` and `.0`. */
  #steps(start: Expression): Expression {
    let of = start;
    for (let count = 0; count < DEEPEST; count++) {
      if (this.#takes('.')) {
        if (this.#takes('*')) of = this.#splat(of, false);
        else of = this.#step(of);
      } else if (this.#takes('[')) {
        if (this.#sign() === '*' && this.#isSign(1, ']')) {
          this.#at += 2;
          return this.#splat(of, true);
        }
        of = this.#within(false, () => {
          const key = this.#expression();
          this.#needs(']');
          return { op: 'index', of, key };
        });
      } else return of;
    }
    throw new Unread();
  }

  #isSign(ahead: number, sign: string): boolean {
    const token = this.#tokens[this.#at + ahead];
    return token?.is === 'sign' && token.text === sign;
  }

  #step(of: Expression): Expression {
    const token = this.#peek();
    if (token?.is === 'number' && /^\d+$/.test(token.text)) {
      this.#at += 1;
      return { op: 'index', of, key: { op: 'literal', value: Number(token.text) } };
    }
    return { op: 'attribute', of, name: this.#takesName() };
  }

  /** Of `[*]` all that follows is done with each item, of `.*` only the names. */
  #splat(of: Expression, full: boolean): Expression {
    const name = `*${this.#at}`;
    let each: Expression = { op: 'bound', name };
    if (full) each = this.#steps(each);
    else
      while (this.#sign() === '.' && this.#tokens[this.#at + 1]?.is === 'name') {
        this.#at += 1;
        each = this.#step(each);
      }
    return { op: 'splat', of, name, each };
  }
}
