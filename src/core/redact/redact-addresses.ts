import { type Cidr, contains, formatCidr, parseCidr } from '../network/cidr.ts';
import type { Network } from '../network/network.ts';

/** Blocks whose meaning is in their address: what is in one stays in it. Those marked `whole` keep every address. */
const MEANINGFUL: readonly { readonly cidr: string; readonly whole: boolean }[] = [
  { cidr: '0.0.0.0/8', whole: true },
  { cidr: '10.0.0.0/8', whole: false },
  { cidr: '100.64.0.0/10', whole: false },
  { cidr: '127.0.0.0/8', whole: true },
  { cidr: '169.254.0.0/16', whole: true },
  { cidr: '172.16.0.0/12', whole: false },
  { cidr: '192.168.0.0/16', whole: false },
  { cidr: '198.18.0.0/15', whole: false },
  { cidr: '224.0.0.0/3', whole: true },
];

/** Bits after these tell the machines of a subnet apart, and say nothing of whose they are. */
const TELLING_BITS = 24;

/** No block: EC2 writes none with bits set behind its prefix, and the trace reads none. */
const MALFORMED = '0.0.0.1/0';

const ANY_IPV6 = '::/0';

export const isAddress = (text: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?$/.test(text) || /^[\da-f]*:[\da-f:.]*(\/\d{1,3})?$/i.test(text);

/**
 * Other addresses for those of a network. Two that begin with the same bits begin with the same bits afterwards, so blocks
 * contain and touch each other as before; the first one met at a fork takes the zero, so that nothing of it is left. AWS's
 * own addresses, and the meaning of private ones, stay.
 *
 * @returns for IPv4 and IPv6 addresses and blocks; other text is returned as it is
 */
export function addressMap(network: Network): (text: string) => string {
  const published = (network.prefixLists ?? [])
    .filter(({ name }) => name.startsWith('com.amazonaws.'))
    .flatMap(({ cidrs }) => cidrs ?? []);
  const pinned = [...MEANINGFUL, ...published.map((cidr) => ({ cidr, whole: true }))].flatMap(
    ({ cidr, whole }) => {
      const block = parseCidr(cidr);
      return block ? [{ block, whole }] : [];
    },
  );
  const turns = new Map<string, number>();
  const turn = (base: number, depth: number): number => {
    const node: Cidr = { base: truncated(base, depth), prefix: depth };
    const key = formatCidr(node);
    const known = turns.get(key);
    if (known !== undefined) return known;
    const kept = pinned.some(({ block, whole }) =>
      block.prefix > depth ? contains(node, block) : whole && contains(block, node),
    );
    const found = kept ? 0 : bitOf(base, depth);
    turns.set(key, found);
    return found;
  };
  const moved = (base: number, prefix: number): number => {
    let result = base;
    for (let depth = 0; depth < Math.min(prefix, TELLING_BITS); depth += 1)
      if (turn(base, depth) === 1) result = (result ^ (1 << (31 - depth))) >>> 0;
    return result;
  };
  const sixes = new Map<string, string>();
  const ipv6 = (text: string): string => {
    if (text === ANY_IPV6 || published.includes(text)) return text;
    const [, length] = text.split('/');
    const found =
      sixes.get(text) ??
      `2001:db8:${(sixes.size + 1).toString(16)}::${length === undefined ? '' : `/${length}`}`;
    sixes.set(text, found);
    return found;
  };
  const map = (text: string): string => {
    if (!isAddress(text)) return text;
    if (text.includes(':')) return ipv6(text);
    const cidr = parseCidr(text.includes('/') ? text : `${text}/32`);
    if (!cidr) return MALFORMED;
    const block = formatCidr({ base: moved(cidr.base, cidr.prefix), prefix: cidr.prefix });
    return text.includes('/') ? block : block.replace('/32', '');
  };
  // The VPC's first, so that the resolver at its second address stays at its second address.
  for (const cidr of network.vpc.cidrs) map(cidr.replace(/\/\d+$/, ''));
  return map;
}

const bitOf = (base: number, depth: number): number => (base >>> (31 - depth)) & 1;

const truncated = (base: number, depth: number): number =>
  depth === 0 ? 0 : (base & (0xffffffff << (32 - depth))) >>> 0;
