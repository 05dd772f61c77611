import { type Expression, referencesOf } from '../hcl/expression.ts';
import { at, itemsAt } from './json-value.ts';
import { stepsOf } from './traversal.ts';

/**
 * Whether an expression of the code refers to what the plan's JSON has of it: else the code isn't that of the plan.
 *
 * @param shown the expression in the JSON; undefined where that has none, as for blocks that are `dynamic`
 * @see https://developer.hashicorp.com/terraform/internals/json-format#expression-representation
 */
export function sameReferences(expression: Expression, shown: unknown): boolean {
  if (typeof shown !== 'object' || shown === null) return shown === undefined;
  const before = SAME.get(shown)?.get(expression);
  if (before !== undefined) return before;
  const same = hasSame(expression, shown);
  const ofShown = SAME.get(shown) ?? new WeakMap<Expression, boolean>();
  SAME.set(shown, ofShown.set(expression, same));
  return same;
}

/** All instances of a resource have one expression. */
const SAME = new WeakMap<object, WeakMap<Expression, boolean>>();

function hasSame(expression: Expression, shown: object): boolean {
  const list = Array.isArray(at(shown, 'references')) ? itemsAt(shown, 'references') : [];
  const planned = new Set(list.flatMap((text) => (typeof text === 'string' ? wholeOf(text) : [])));
  const written = [...referencesOf(expression)].filter((each) => each.includes('.'));
  const read = new Set(written.flatMap(wholeOf));
  return planned.size === read.size && [...planned].every((each) => read.has(each));
}

/** What a reference is a part of: `aws_subnet.private` for `aws_subnet.private[0].id`; none for what is always known. */
function wholeOf(text: string): string[] {
  const names = (stepsOf(text) ?? []).flatMap((step) => ('name' in step ? [step.name] : []));
  const [root = ''] = names;
  if (root === 'path' || root === 'terraform' || root === 'tofu') return [];
  const whole = names.slice(0, root === 'data' ? 3 : 2);
  return whole.length < 2 ? [] : [whole.join('.')];
}
