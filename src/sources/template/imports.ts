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
 * How `Fn::ImportValue` is resolved among the templates that are given. Names of exports often begin with the name of their stack,
 * which only the deployment tells. Where all imports that fit a template's exports give it one and the same name, it is taken to have
 * that name; that is an assumption.
 *
 * @param stacks all of them, nested ones too
 * @param asked the names of all imports
 * @param assume is told each assumption
 */
export function imports(
  stacks: () => readonly Stack[],
  asked: readonly Value[],
  assume: (sentence: string) => void,
): Import {
  let known: { readonly exported: readonly Exported[]; readonly names: StackNames } | undefined;
  return (name) => {
    if (!known) {
      const exported = stacks().flatMap(exportsOf);
      known = { exported, names: stackNames(asked, exported) };
    }
    const { exported, names } = known;
    const exact = exported.filter((each) => isSame(name, each));
    const alike = exported.filter((each) => {
      const { file } = each.stack.template;
      return names.get(file)?.size === 1 && standsFor(name, each.name) !== undefined;
    });
    const [found, ...others] = exact.length > 0 ? exact : alike;
    const shownName = shortened(patternText(name), LONGEST_NAME);
    if (!found || others.length > 0) {
      const reason = name instanceof Open ? ` (${why(name).unknown})` : '';
      return unsettled(`export ${shownName} of another stack${reason}`);
    }
    if (exact.length === 0) {
      const { file } = found.stack.template;
      assume(
        `${file} is taken to be the stack ${[...(names.get(file) ?? [])].join()}, from which the others import.`,
      );
    }
    return found.stack.output(found.output);
  };
}

type Import = (name: Value, where: string) => Value;

/** By the file of a template, what imports have in the place of its stack's name. */
type StackNames = ReadonlyMap<string, ReadonlySet<string>>;

function stackNames(asked: readonly Value[], exported: readonly Exported[]): StackNames {
  const names = new Map<string, Set<string>>();
  for (const name of asked) {
    if (exported.some((each) => isSame(name, each))) continue;
    for (const each of exported) {
      const found = standsFor(name, each.name);
      const { file } = each.stack.template;
      if (found !== undefined) names.set(file, (names.get(file) ?? new Set()).add(found));
    }
  }
  return names;
}

const isSame = (name: Value, each: Exported): boolean => typeof name === 'string' && each.name === name;

const exportsOf = (stack: Stack): Exported[] =>
  [...stack.template.outputs.keys()].flatMap((output) => {
    const name = stack.exportName(output);
    return name === undefined ? [] : [{ name, stack, output }];
  });

/**
 * What an import's name has in the place of what is open in an export's: `network` for `network-VpcId` and `…-VpcId`. Undefined
 * where they differ around it.
 */
function standsFor(name: Value, exported: Value): string | undefined {
  const [wanted, pattern] = [ends(name), ends(exported)];
  if (!wanted || pattern?.open === undefined) return undefined;
  const { head, tail } = pattern;
  // A stack's name alone says nothing.
  if (head.length + tail.length < 2) return undefined;
  if (wanted.open !== undefined)
    return wanted.head === head && wanted.tail === tail ? wanted.open : undefined;
  const isAround = wanted.head.startsWith(head) && wanted.head.endsWith(tail);
  return isAround ? wanted.head.slice(head.length, wanted.head.length - tail.length) || undefined : undefined;
}

interface Ends {
  /** What stands before what is open: all, where nothing is. */
  readonly head: string;
  readonly tail: string;
  /** What decides the rest. */
  readonly open: string | undefined;
}

function ends(name: Value): Ends | undefined {
  if (typeof name === 'string') return { head: name, tail: '', open: undefined };
  if (!(name instanceof Open)) return undefined;
  const isText = (piece: Piece | undefined): piece is string => typeof piece === 'string';
  if (name.pieces.filter((piece) => !isText(piece)).length !== 1) return undefined;
  const [first, last] = [name.pieces[0], name.pieces.at(-1)];
  return {
    head: isText(first) ? first : '',
    tail: isText(last) ? last : '',
    open: `in ${why(name).unknown}`,
  };
}

const patternText = (name: Value): string =>
  name instanceof Open
    ? name.pieces.map((piece) => (typeof piece === 'string' ? piece : '…')).join('')
    : String(name);
