/** An expression of Terraform's language, as far as it is read. */
export type Expression =
  | { readonly op: 'literal'; readonly value: string | number | boolean | null }
  /** Text with `${…}` in it. */
  | { readonly op: 'template'; readonly parts: readonly Expression[] }
  | { readonly op: 'tuple'; readonly items: readonly Expression[] }
  | { readonly op: 'object'; readonly entries: readonly (readonly [key: Expression, value: Expression])[] }
  /** What is there already: `aws_subnet.private`, `data.aws_vpc.main`, `module.vpc`, `var.azs`, `count.index`. */
  | { readonly op: 'reference'; readonly words: readonly string[] }
  /** A name that the expression itself brings: of `for`, or the item of a splat. */
  | { readonly op: 'bound'; readonly name: string }
  | { readonly op: 'attribute'; readonly of: Expression; readonly name: string }
  | { readonly op: 'index'; readonly of: Expression; readonly key: Expression }
  /** `of[*]…`: `each` is made of every item, which it knows by `name`. */
  | { readonly op: 'splat'; readonly of: Expression; readonly name: string; readonly each: Expression }
  | {
      readonly op: 'call';
      readonly name: string;
      readonly args: readonly Expression[];
      readonly spread: boolean;
    }
  | { readonly op: 'not' | 'minus'; readonly of: Expression }
  | {
      readonly op: 'binary';
      readonly sign: BinarySign;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly op: 'choice';
      readonly condition: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    }
  | ForExpression;

export interface ForExpression {
  readonly op: 'for';
  readonly names: readonly string[];
  readonly of: Expression;
  /** Only of those that become an object. */
  readonly key: Expression | undefined;
  readonly value: Expression;
  /** `...`: values of one key are a list. */
  readonly grouped: boolean;
  readonly condition: Expression | undefined;
}

export type BinarySign = '||' | '&&' | '==' | '!=' | '<' | '>' | '<=' | '>=' | '+' | '-' | '*' | '/' | '%';

/** The expressions that one is made of. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.op) {
    case 'literal':
    case 'reference':
    case 'bound':
      return [];
    case 'template':
      return expression.parts;
    case 'tuple':
      return expression.items;
    case 'object':
      return expression.entries.flat();
    case 'attribute':
    case 'not':
    case 'minus':
      return [expression.of];
    case 'index':
      return [expression.of, expression.key];
    case 'splat':
      return [expression.of, expression.each];
    case 'call':
      return expression.args;
    case 'binary':
      return [expression.left, expression.right];
    case 'choice':
      return [expression.condition, expression.yes, expression.no];
    case 'for':
      return [expression.of, expression.key, expression.value, expression.condition].filter(
        (part) => part !== undefined,
      );
  }
}

const REFERENCES = new WeakMap<Expression, ReadonlySet<string>>();

/** What an expression refers to: `aws_subnet.private`, `var.azs`, and the names that expressions around it bring. */
export function referencesOf(expression: Expression): ReadonlySet<string> {
  const known = REFERENCES.get(expression);
  if (known) return known;
  const all = new Set<string>();
  if (expression.op === 'reference') all.add(expression.words.join('.'));
  else if (expression.op === 'bound') all.add(expression.name);
  for (const part of partsOf(expression)) for (const each of referencesOf(part)) all.add(each);
  REFERENCES.set(expression, all);
  return all;
}
