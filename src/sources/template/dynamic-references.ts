import { shortened } from '../../core/text/visible.ts';
import { joinPieces, Open, type Piece } from './value.ts';

/**
 * A text with its `{{resolve:…}}` as what only the account tells.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export function withDynamicReferences(text: string | Open): string | Open {
  const pieces = text instanceof Open ? text.pieces : [text];
  return joinPieces(pieces.flatMap((piece) => (typeof piece === 'string' ? piecesOfText(piece) : piece)));
}

function piecesOfText(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(/\{\{resolve:([a-z-]+):([^{}]*)\}\}/g)) {
    const [whole, kind = '', name = ''] = match;
    pieces.push(text.slice(at, match.index), {
      unknown: `${KINDS.get(kind) ?? shortened(kind)} ${shortened(name)}`,
      label: `resolve:${shortened(kind)}:${shortened(name)}`,
    });
    at = match.index + whole.length;
  }
  return [...pieces, text.slice(at)];
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ['ssm', 'SSM parameter'],
  ['ssm-secure', 'SSM parameter'],
  ['secretsmanager', 'secret'],
]);
