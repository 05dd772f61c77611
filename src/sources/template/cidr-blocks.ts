/** The longest list that `Fn::Cidr` makes. */
const MOST = 256;

/**
 * The blocks that `Fn::Cidr` cuts from the front of a block: `count` of them, each with `bits` host bits.
 *
 * @returns undefined where AWS makes none: the block is none, or has no room for so many
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html
 */
export function cidrBlocks(block: string, count: number, bits: number): string[] | undefined {
  const parsed = block.includes(':') ? ipv6(block) : ipv4(block);
  if (!parsed || !Number.isInteger(count) || count < 1 || count > MOST) return undefined;
  const { base, prefix, width, format } = parsed;
  if (!Number.isInteger(bits) || bits < 1 || bits > width - prefix) return undefined;
  const size = 2n ** BigInt(bits);
  if (BigInt(count) * size > 2n ** BigInt(width - prefix)) return undefined;
  return Array.from(
    { length: count },
    (_, index) => `${format(base + BigInt(index) * size)}/${width - bits}`,
  );
}

interface Block {
  /** The first address; bits behind the prefix are cleared, as EC2 does. */
  readonly base: bigint;
  readonly prefix: number;
  readonly width: 32 | 128;
  readonly format: (address: bigint) => string;
}

function ipv4(text: string): Block | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  const numbers = match?.slice(1).map(Number) ?? [];
  const prefix = numbers.pop();
  if (prefix === undefined || prefix > 32 || numbers.some((byte) => byte > 255)) return undefined;
  const address = numbers.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return {
    base: masked(address, 32 - prefix),
    prefix,
    width: 32,
    format: (value) => [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.'),
  };
}

function ipv6(text: string): Block | undefined {
  const [, address = '', length = ''] = /^([\da-f:]+)\/(\d{1,3})$/i.exec(text) ?? [];
  const prefix = Number(length);
  const [front = '', back, ...more] = address.split('::');
  if (length === '' || prefix > 128 || more.length > 0) return undefined;
  const [before, after] = [front, back ?? ''].map((part) => (part === '' ? [] : part.split(':')));
  const missing = 8 - (before?.length ?? 0) - (after?.length ?? 0);
  if (back === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...(before ?? []), ...Array.from({ length: missing }, () => '0'), ...(after ?? [])];
  if (groups.some((group) => !/^[\da-f]{1,4}$/i.test(group))) return undefined;
  const value = groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
  return { base: masked(value, 128 - prefix), prefix, width: 128, format: ipv6Text };
}

const masked = (address: bigint, bits: number): bigint => (address >> BigInt(bits)) << BigInt(bits);

/** An address in its shortest form: the longest run of zero groups as `::`. */
function ipv6Text(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 65_535n).toString(16),
  );
  const runs = [...groups.join(':').matchAll(/\b0(?::0)+\b/g)].map(([run]) => run);
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  const text = groups.join(':');
  if (longest === '') return text;
  const at = text.search(new RegExp(`\\b${longest}\\b`));
  const [head, tail] = [text.slice(0, at), text.slice(at + longest.length)];
  return `${head.replace(/:$/, '')}::${tail.replace(/^:/, '')}`;
}
