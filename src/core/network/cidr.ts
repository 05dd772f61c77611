import { Problem } from '../problem.ts';

/** A block of IPv4 addresses; `base` is the first address as an unsigned 32-bit number. */
export interface Cidr {
  readonly base: number;
  readonly prefix: number;
}

/** An inclusive range of IPv4 addresses, or of ports. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Blocks as they were read: a trace looks at the same few over and over. */
const READ = new Map<string, Cidr | undefined>();

/** Reads `10.0.0.0/16`; undefined for anything else, IPv6, leading zeros and host bits that are set included. */
export function parseCidr(text: string): Cidr | undefined {
  if (!READ.has(text)) READ.set(text, readCidr(text));
  return READ.get(text);
}

function readCidr(text: string): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  // EC2 takes no leading zero, and elsewhere it stands for octal.
  if (!match || /(^|[./])0\d/.test(text)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  if (Math.max(a, b, c, d) > 255 || prefix > 32) return undefined;
  const base = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  return base % 2 ** (32 - prefix) === 0 ? { base, prefix } : undefined;
}

export function formatCidr({ base, prefix }: Cidr): string {
  return `${[24, 16, 8, 0].map((shift) => (base >>> shift) & 255).join('.')}/${prefix}`;
}

/** The addresses of a block. */
export const rangeOf = ({ base, prefix }: Cidr): Range => ({ from: base, to: base + 2 ** (32 - prefix) - 1 });

/** The IPv4 addresses of blocks given as text; IPv6 blocks and malformed ones hold no IPv4 address. */
export const rangesOf = (cidrs: readonly string[]): Range[] =>
  cidrs.flatMap((text) => {
    const cidr = parseCidr(text);
    return cidr ? [rangeOf(cidr)] : [];
  });

/** Whether every address of `inner` is in `outer`. */
export const contains = (outer: Cidr, inner: Cidr): boolean =>
  outer.prefix <= inner.prefix && rangeOf(outer).from <= inner.base && inner.base <= rangeOf(outer).to;

export const overlaps = (a: Cidr, b: Cidr): boolean => contains(a, b) || contains(b, a);

/** What two ranges share, or undefined. */
export function intersection(a: Range, b: Range): Range | undefined {
  const from = Math.max(a.from, b.from);
  const to = Math.min(a.to, b.to);
  return from <= to ? { from, to } : undefined;
}

/** `ranges` without the addresses of `taken`. */
export function subtract(ranges: readonly Range[], taken: readonly Range[]): Range[] {
  let left = [...ranges];
  for (const hole of taken) {
    left = left.flatMap((range) => {
      if (!intersection(range, hole)) return [range];
      return [
        ...(range.from < hole.from ? [{ from: range.from, to: hole.from - 1 }] : []),
        ...(range.to > hole.to ? [{ from: hole.to + 1, to: range.to }] : []),
      ];
    });
  }
  return left;
}

/**
 * The fewest blocks that hold exactly the addresses of blocks given as text: no address more. Text that is no IPv4 block
 * stays as it is.
 */
export function mergedCidrs(cidrs: readonly string[]): string[] {
  const others = cidrs.filter((text) => parseCidr(text) === undefined);
  return [...joined(rangesOf(cidrs)).flatMap(blocksOf).map(formatCidr), ...others];
}

/** The same addresses in the fewest ranges, in their order: no two of them touch. */
export function joined(ranges: readonly Range[]): Range[] {
  const sorted: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = sorted.at(-1);
    if (last && range.from <= last.to + 1) {
      sorted[sorted.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    } else sorted.push(range);
  }
  return sorted;
}

/** Whether every address of `range` is in one of `sorted`, which are joined. */
export function holds(sorted: readonly Range[], range: Range): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.to ?? 0) < range.to) low = middle + 1;
    else high = middle;
  }
  const found = sorted[low];
  return found !== undefined && found.from <= range.from;
}

/** The fewest blocks that hold exactly these addresses. */
export const cidrsOf = (ranges: readonly Range[]): string[] =>
  mergedCidrs(ranges.flatMap(blocksOf).map(formatCidr));

/** A range cut where blocks can begin and end, the largest blocks first that fit. */
function blocksOf({ from, to }: Range): Cidr[] {
  const blocks: Cidr[] = [];
  for (let base = from; base <= to; ) {
    let prefix = 0;
    while (base % 2 ** (32 - prefix) !== 0 || base + 2 ** (32 - prefix) - 1 > to) prefix += 1;
    blocks.push({ base, prefix });
    base += 2 ** (32 - prefix);
  }
  return blocks;
}

/** AWS allows VPCs and subnets from /16 to /28. */
const LARGEST = 16;
const SMALLEST = 28;
/** Subnets of 251 usable addresses are enough for tasks to share the block with others. */
const ROOMY = 24;

/**
 * Cuts `count` equal subnets from the front of a VPC's block, the largest that fit; where they are roomy all the same, the
 * second half of the block stays free for subnets of other kinds.
 *
 * @throws Problem when the block is no valid VPC block, or has no room for `count` subnets of at least /28.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
 */
export function cutSubnets(vpcCidr: string, count: number): string[] {
  const vpc = parseCidr(vpcCidr);
  if (!vpc) {
    throw new Problem(
      `"${vpcCidr}" is not an IPv4 CIDR block: write the first address and a prefix length, e.g. 10.0.0.0/16.`,
    );
  }
  if (vpc.prefix < LARGEST || vpc.prefix > SMALLEST) {
    throw new Problem(`${vpcCidr} cannot be a VPC's block: AWS allows /${LARGEST} to /${SMALLEST}.`);
  }
  if (!Number.isInteger(count) || count < 1)
    throw new Problem(`${count} is not a number of Availability Zones.`);
  const tight = vpc.prefix + Math.ceil(Math.log2(count));
  if (tight > SMALLEST) {
    throw new Problem(
      `${vpcCidr} is too small for ${count} subnets: each would be a /${tight}, AWS allows /${SMALLEST} at the smallest. ` +
        'Use a larger block or fewer Availability Zones.',
    );
  }
  const prefix = tight < ROOMY ? tight + 1 : tight;
  const size = 2 ** (32 - prefix);
  return Array.from({ length: count }, (_, index) => formatCidr({ base: vpc.base + index * size, prefix }));
}
