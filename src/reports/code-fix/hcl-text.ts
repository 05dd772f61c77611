import { comment } from '../../formats/comment.ts';
import type { Hcl } from '../../formats/terraform/hcl-value.ts';
import type { Code, Name } from '../../sources/planned/parts.ts';
import { type Block, blockText } from './hcl-block.ts';

/** A block, and the module that gets it: `module.vpc["a"]`, or nothing for the root module. */
export interface PlacedBlock {
  readonly module: string;
  readonly block: Block;
  /** The resource or module call whose block is there already and gets this; undefined for a new block. */
  readonly edits: Name | undefined;
}

/** A part of a fix: a block, or a sentence for what no block can do. */
export type Piece = PlacedBlock | { readonly comment: string };

/** The parts as one text. What blocks that are there need is a block of the same name, with no more than that in it. */
export function hclText(pieces: readonly Piece[], code: Code): Hcl {
  return merged(pieces)
    .map((piece) => ('comment' in piece ? `# ${comment(piece.comment)}\n` : placedText(piece, code)))
    .join('\n');
}

/** Parts that give the same block something become one; the same part twice is one, too. */
function merged(pieces: readonly Piece[]): Piece[] {
  const all = new Map<string, Piece>();
  for (const piece of pieces) {
    if ('comment' in piece) {
      all.set(piece.comment, piece);
      continue;
    }
    const key = [piece.module, ...piece.block.words].join(' ');
    const before = all.get(key);
    const both = before && 'block' in before ? bothOf(before, piece) : piece;
    if (both) all.set(key, both);
    else all.set(`${key} ${piece.edits}`, piece);
  }
  return [...all.values()];
}

/** Two parts for one block; undefined where they say different things of one argument, as for instances of one resource. */
function bothOf(one: PlacedBlock, other: PlacedBlock): PlacedBlock | undefined {
  const known = new Map(one.block.groups.flat());
  const more = other.block.groups.flat();
  if (more.some(([name, expression]) => known.has(name) && known.get(name) !== expression)) return undefined;
  const isMore = more.some(([name]) => !known.has(name));
  const texts = new Set(one.block.blocks?.map((block) => blockText(block)));
  return {
    ...one,
    block: {
      ...one.block,
      groups: isMore ? [[...known, ...more.filter(([name]) => !known.has(name))]] : one.block.groups,
      blocks: [
        ...(one.block.blocks ?? []),
        ...(other.block.blocks ?? []).filter((block) => !texts.has(blockText(block))),
      ],
    },
  };
}

function placedText({ module, block, edits }: PlacedBlock, { locate }: Code): Hcl {
  const text = blockText(block);
  if (edits === undefined) return module === '' ? text : `# Add to ${comment(module)}:\n${text}`;
  const place = locate(edits);
  const where = place ? ` (${place.file}:${place.line})` : '';
  return `# Set in ${comment(`${edits}${where}`)}:\n${text}`;
}
