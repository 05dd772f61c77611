import { isUnknown, type Name, type Told, type Unknown } from '../planned/parts.ts';

/** What names a resource of the templates, or one of its attributes. */
export interface Reference {
  readonly resource: Name;
  /** `AWS::EC2::Subnet`. */
  readonly type: string;
  /** The attribute of `Fn::GetAtt`; undefined for `Ref`. */
  readonly attribute: string | undefined;
}

/** A value that the templates don't settle, as far as they tell anything of it. */
export interface Unsettled extends Unknown {
  /** It may turn out to be no value at all: `AWS::NoValue` under an unknown condition. */
  readonly optional?: true;
  /** It is one of the Region's Availability Zones: the same number is the same zone. */
  readonly zone?: number;
  /** What stands for it in text, without the marks around it, and for the same value everywhere: `AWS::AccountId`. */
  readonly label?: string;
}

/** A piece of a text: settled, the ID of a resource, or unknown. */
export type Piece = string | Reference | Unsettled;

/** A value of which at least one piece is decided only by the deployment; nothing more is known of its kind either. */
export class Open {
  readonly pieces: readonly Piece[];

  constructor(pieces: readonly Piece[]) {
    this.pieces = pieces;
  }
}

/** `Fn::GetAZs`: the zones of the stack's Region, of which not even the number is known. */
export class Zones {
  /** The Region as it stands in reasons. */
  readonly region: string;

  constructor(region: string) {
    this.region = region;
  }
}

export interface Members {
  readonly [key: string]: Value;
}

/** What an expression of a template comes to. `AWS::NoValue` is no value: readers of expressions return undefined for it. */
export type Value = string | number | boolean | null | Open | Zones | readonly Value[] | Members;

export const isMembers = (value: Value | undefined): value is Members =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Open) &&
  !(value instanceof Zones);

export const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value);

const isReference = (piece: Piece): piece is Reference => typeof piece === 'object' && 'resource' in piece;

/** A value of which only the reason is known why it is unknown. */
export const unsettled = (unknown: string, more: Omit<Unsettled, 'unknown'> = {}): Open =>
  new Open([{ unknown, ...more }]);

/** The resource or attribute that `value` is, where it is nothing but that. */
export function referenceIn(value: Value | undefined): Reference | undefined {
  const [piece, ...others] = value instanceof Open ? value.pieces : [];
  return piece !== undefined && others.length === 0 && isReference(piece) ? piece : undefined;
}

/** The unknown that `value` is, where it is nothing but that. */
export function unsettledIn(value: Value | undefined): Unsettled | undefined {
  const [piece, ...others] = value instanceof Open ? value.pieces : [];
  return others.length === 0 && isUnknown(piece) ? piece : undefined;
}

/** Pieces as the plainest value that they make. */
export function joinPieces(pieces: readonly Piece[]): string | Open {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') joined[joined.length - 1] = last + piece;
    else if (piece !== '' || joined.length === 0) joined.push(piece);
  }
  const [only = '', ...others] = joined[0] === '' && joined.length > 1 ? joined.slice(1) : joined;
  if (others.length === 0 && typeof only === 'string') return only;
  return new Open([only, ...others]);
}

/** The pieces of a value that can stand in a text; undefined for a list or an object. */
export function piecesOf(value: Value | undefined): readonly Piece[] | undefined {
  if (value instanceof Open) return value.pieces;
  if (value instanceof Zones) return [{ unknown: zonesText(value) }];
  if (typeof value === 'string') return [value];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  return undefined;
}

export const zonesText = ({ region }: Zones): string => `the Availability Zones of ${region}`;

/** Why part of `value`, however deep in it, is not settled; undefined where all is. IDs of resources are not. */
export function whyOpen(value: Value | undefined): Unknown | undefined {
  if (value instanceof Open) return why(value);
  if (value instanceof Zones) return { unknown: zonesText(value) };
  for (const item of isList(value) ? value : isMembers(value) ? Object.values(value) : []) {
    const found = whyOpen(item);
    if (found) return found;
  }
  return undefined;
}

/** What has to be known before `open` is. */
export function why({ pieces }: Open): Unknown {
  const [first] = pieces.filter((piece) => typeof piece !== 'string');
  const unknown = pieces.find((piece): piece is Unsettled => isUnknown(piece));
  if (unknown) return { unknown: unknown.unknown };
  if (first === undefined || typeof first === 'string') return { unknown: 'a value' };
  return { unknown: isReference(first) ? `${pathOf(first)} (known after deployment)` : first.unknown };
}

/** `Vpc.CidrBlock`, `Vpc`. */
export const pathOf = ({ resource, attribute }: Reference): string =>
  attribute === undefined ? resource : `${resource}.${attribute}`;

/** Text with what is open as `${…}`, the form that readers of task definitions know. */
export const withPlaceholders = (pieces: readonly Piece[], ofReference: (to: Reference) => string): string =>
  pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      if (isReference(piece)) return ofReference(piece);
      return `\${${(piece.label ?? piece.unknown).replace(/[{}$]+/g, ' ').trim()}}`;
    })
    .join('');

/** Whether two values are the same; undefined where only the deployment tells. */
export function equal(a: Value, b: Value): boolean | undefined {
  const [one, other] = [JSON.stringify(plain(a)), JSON.stringify(plain(b))];
  if (!whyOpen(a) && !whyOpen(b)) return one === other;
  return one === other && isNamed(a) && isNamed(b) ? true : undefined;
}

/** `true` and `"true"` are the same in a template. */
const plain = (value: Value): Value =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;

/** Whether what is open in `value` has names, of which the same one stands for the same value. */
const isNamed = (value: Value): boolean =>
  value instanceof Open &&
  value.pieces.every((piece) => !isUnknown(piece) || piece.label !== undefined || piece.zone !== undefined);

/** A settled text, or why it isn't one. */
export const told = (pieces: readonly Piece[]): Told<string> => {
  const value = joinPieces(pieces);
  return typeof value === 'string' ? value : why(value);
};
