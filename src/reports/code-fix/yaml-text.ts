import { yamlLines } from '../../formats/cloudformation/yaml-text.ts';
import { comment } from '../../formats/comment.ts';
import type { Code, Name } from '../../sources/planned/parts.ts';

/** A part of a template; scalars are YAML already. */
export type Node = string | number | boolean | readonly Node[] | { readonly [key: string]: Node };

/** What a template gets, and which: that of a nested stack by its path, or the template itself. */
export interface PlacedNode {
  readonly stack: string;
  readonly node: Node;
  /** The resource that is there already and gets this; left out for a new one. */
  readonly edits?: Name;
}

/** A part of a fix: what a template gets, or a sentence for what no resource can do. */
export type YamlPiece = PlacedNode | { readonly comment: string };

/** The parts as one text: for each template what to merge into it. */
export function yamlText(pieces: readonly YamlPiece[], { locate }: Code): string {
  const placed = pieces.filter((piece) => 'node' in piece);
  const stacks = [...new Set(placed.map(({ stack }) => stack))].sort();
  const texts = stacks.map((stack) => {
    const here = placed.filter((piece) => piece.stack === stack);
    const there = [...new Set(here.flatMap(({ edits }) => edits ?? []))].map((name) => {
      const place = locate(name);
      return place ? `${name} (${place.file}:${place.line})` : name;
    });
    return [
      ...(stack === '' ? [] : [`# In the template of ${comment(stack)}:`]),
      ...(there.length > 0 ? [`# Already there: ${comment(there.join(', '))}`] : []),
      ...yamlLines(
        here.reduce<Node>((all, { node }) => merged(all, node), {}),
        (scalar) => scalar,
      ),
    ];
  });
  const comments = pieces.flatMap((piece) => ('comment' in piece ? [`# ${comment(piece.comment)}`] : []));
  return [...texts, [...new Set(comments)]]
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** One part with another in it; what only one of two scalars or lists can be, is the second. */
function merged(one: Node, other: Node): Node {
  if (!isMapping(one) || !isMapping(other)) return other;
  const both: Record<string, Node> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const before = both[key];
    both[key] = before === undefined ? value : merged(before, value);
  }
  return both;
}

const isMapping = (node: Node): node is { readonly [key: string]: Node } =>
  typeof node === 'object' && !Array.isArray(node);
