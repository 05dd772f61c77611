import { at, isObject, itemsAt, type JsonObject, objectAt } from './json-value.ts';

/**
 * The code of a block, as far as the JSON of a plan shows it: undefined where the file has no code, `hidden` within a `dynamic`
 * block, of which it shows nothing.
 */
export type BlockCode =
  | undefined
  | 'hidden'
  /** The block's attributes; several blocks where the order of the values isn't that of the code. */
  | { readonly blocks: readonly JsonObject[] }
  /** One expression for all blocks of a name, as for `ingress` of a security group; `shared` where these are several. */
  | { readonly expression: JsonObject; readonly shared: boolean };

/** The code of a resource or data source. */
export const codeOf = (configuration: JsonObject | undefined): BlockCode => {
  const expressions = objectAt(configuration, 'expressions');
  return expressions && { blocks: [expressions] };
};

/** What stands for the attribute or block `name`: expressions, or blocks of them. */
function nodesOf(code: Exclude<BlockCode, undefined | 'hidden'>, name: string): readonly unknown[] {
  return 'expression' in code
    ? [code.expression]
    : code.blocks.flatMap((block) => {
        const node = at(block, name);
        return Array.isArray(node) ? node : node === undefined ? [] : [node];
      });
}

/** Whether the code says something of `name`; undefined where that can't be told. */
export function isDeclared(code: BlockCode, name: string): boolean | undefined {
  if (code === undefined || code === 'hidden' || 'expression' in code) return undefined;
  return nodesOf(code, name).length > 0;
}

/** The code of the `count` blocks `name` in a block. */
export function codeOfBlocks(code: BlockCode, name: string, count: number): BlockCode {
  if (code === undefined || code === 'hidden') return code;
  const nodes = nodesOf(code, name).filter(isObject);
  const [first] = nodes;
  // A dynamic block has no entry, though there are values.
  if (first === undefined) return 'hidden';
  return isExpression(first) ? { expression: first, shared: count > 1 } : { blocks: nodes };
}

const isExpression = (node: JsonObject): boolean =>
  Array.isArray(at(node, 'references')) || Object.hasOwn(node, 'constant_value');

/** What the attribute `name` refers to; `hidden` where the file doesn't tell. */
export function referenceList(code: BlockCode, name: string): readonly unknown[] | 'hidden' {
  if (code === undefined || code === 'hidden') return 'hidden';
  const nodes = nodesOf(code, name);
  if (nodes.length === 0) return 'hidden';
  const lists = nodes.map((node) => itemsAt(node, 'references'));
  return lists.length === 1 ? (lists[0] ?? []) : lists.flat();
}

/** The expression of the attribute `name`; undefined where the file doesn't tell, or has several. */
export function nodeOf(code: BlockCode, name: string): unknown {
  if (code === undefined || code === 'hidden') return undefined;
  const [node, another] = nodesOf(code, name);
  return another === undefined ? node : undefined;
}
