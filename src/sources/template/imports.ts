import { shortened } from '../../core/text/visible.ts';
import type { Stack } from './stack.ts';
import { Open, type Piece, unsettled, type Value, why } from './value.ts';

/** The CDK makes up long names, which differ at their ends. */
const LONGEST_NAME = 400;

interface Exported {
  readonly name: Value;
  readonly stack: Stack;
  readonly output: string;
}

/**
 * How `Fn::ImportValue` is resolved among the templates that are given. A name that holds the name of a stack, which only the
 * deployment tells, is that of the one output whose name is the same around it; that is an assumption.
 *
 * @param stacks all of them, nested ones too
 * @param assume is told each assumption, once
 */
export function imports(
  stacks: () => readonly Stack[],
  assume: (sentence: string) => void,
): (name: Value, where: string) => Value {
  let exported: readonly Exported[] | undefined;
  return (name) => {
    exported ??= stacks().flatMap(exportsOf);
    const shownName = shortened(patternText(name), LONGEST_NAME);
    const [exact, ...others] = exported.filter((each) => typeof name === 'string' && each.name === name);
    if (exact && others.length === 0) return exact.stack.output(exact.output);
    const [alike, ...more] = exact ? [] : exported.filter((each) => mayBeSame(name, each.name));
    if (alike && more.length === 0) {
      const { stack, output } = alike;
      assume(`The import ${shownName} is taken to be the output ${output} of ${stack.template.file}.`);
      return stack.output(output);
    }
    const reason = name instanceof Open ? ` (${why(name).unknown})` : '';
    return unsettled(`export ${shownName} of another stack${reason}`);
  };
}

const exportsOf = (stack: Stack): Exported[] =>
  [...stack.template.outputs.keys()].flatMap((output) => {
    const name = stack.exportName(output);
    return name === undefined ? [] : [{ name, stack, output }];
  });

/** Whether two names, of which at least one is open in one place, are the same around it. */
function mayBeSame(a: Value, b: Value): boolean {
  const [one, other] = [ends(a), ends(b)];
  if (!one || !other || (one.settled && other.settled)) return false;
  // A stack's name alone says nothing.
  if ([one, other].some(({ settled, head, tail }) => !settled && head.length + tail.length < 2)) return false;
  if (!one.settled && !other.settled) return one.head === other.head && one.tail === other.tail;
  const [text, open] = one.settled ? [one.head, other] : [other.head, one];
  return (
    text.length > open.head.length + open.tail.length &&
    text.startsWith(open.head) &&
    text.endsWith(open.tail)
  );
}

interface Ends {
  readonly settled: boolean;
  /** What stands before what is open: all, where nothing is. */
  readonly head: string;
  readonly tail: string;
}

function ends(name: Value): Ends | undefined {
  if (typeof name === 'string') return { settled: true, head: name, tail: '' };
  if (!(name instanceof Open)) return undefined;
  const isText = (piece: Piece | undefined): piece is string => typeof piece === 'string';
  if (name.pieces.filter((piece) => !isText(piece)).length !== 1) return undefined;
  const [first, last] = [name.pieces[0], name.pieces.at(-1)];
  return { settled: false, head: isText(first) ? first : '', tail: isText(last) ? last : '' };
}

const patternText = (name: Value): string =>
  name instanceof Open
    ? name.pieces.map((piece) => (typeof piece === 'string' ? piece : '…')).join('')
    : String(name);
