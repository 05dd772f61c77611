import { type Range, rangesOf, subtract } from './cidr.ts';

const EVERYWHERE: Range = { from: 0, to: 2 ** 32 - 1 };

/**
 * Addresses that a public AWS name can resolve to: everything but what is reserved for other uses.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 */
export const PUBLIC_ADDRESSES: readonly Range[] = subtract(
  [EVERYWHERE],
  rangesOf([
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '224.0.0.0/3',
  ]),
);
