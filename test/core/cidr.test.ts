import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contains,
  cutSubnets,
  formatCidr,
  overlaps,
  parseCidr,
  rangesOf,
  subtract,
} from '../../src/core/network/cidr.ts';

const cidr = fc
  .tuple(fc.nat({ max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }))
  .map(([address, prefix]) => ({ base: address - (address % 2 ** (32 - prefix)), prefix }));

describe('parseCidr', () => {
  it.each([
    ['10.0.0.0/16', { base: 0x0a000000, prefix: 16 }],
    ['255.255.255.255/32', { base: 0xffffffff, prefix: 32 }],
    ['0.0.0.0/0', { base: 0, prefix: 0 }],
  ])('reads %s', (text, expected) => expect(parseCidr(text)).toEqual(expected));

  it.each([
    '10.0.0.1/16',
    '10.0.0.0',
    '10.0.0.0/33',
    '256.0.0.0/8',
    '010.0.0.0/8',
    '10.0.0.0/08',
    '10.0.0/16',
    '2001:db8::/32',
    '',
    ' 10.0.0.0/16',
  ])('refuses "%s"', (text) => expect(parseCidr(text)).toBeUndefined());

  it('reads back what formatCidr writes', () => {
    fc.assert(
      fc.property(cidr, (block) => {
        expect(parseCidr(formatCidr(block))).toEqual(block);
      }),
    );
  });
});

describe('subtract', () => {
  it.each([
    [['10.0.0.0/24'], ['10.0.0.0/25'], ['10.0.0.128/25']],
    [['10.0.0.0/24'], ['10.0.0.64/26'], ['10.0.0.0/26', '10.0.0.128/25']],
    [['10.0.0.0/24'], ['10.0.0.0/16'], []],
    [['10.0.0.0/24'], ['10.0.1.0/24'], ['10.0.0.0/24']],
    [['10.0.0.0/24'], ['10.0.0.0/25', '10.0.0.128/25'], []],
  ])('%j without %j leaves %j', (from, taken, left) => {
    expect(subtract(rangesOf(from), rangesOf(taken))).toEqual(rangesOf(left));
  });
});

describe('cutSubnets', () => {
  it.each([
    ['10.0.0.0/16', 1, ['10.0.0.0/17']],
    ['10.0.0.0/16', 2, ['10.0.0.0/18', '10.0.64.0/18']],
    ['10.0.0.0/16', 3, ['10.0.0.0/19', '10.0.32.0/19', '10.0.64.0/19']],
    ['10.0.0.0/22', 2, ['10.0.0.0/24', '10.0.1.0/24']],
    ['10.0.0.0/23', 2, ['10.0.0.0/24', '10.0.1.0/24']],
    ['192.168.7.0/24', 4, ['192.168.7.0/26', '192.168.7.64/26', '192.168.7.128/26', '192.168.7.192/26']],
    ['10.0.0.0/28', 1, ['10.0.0.0/28']],
  ])('cuts %s in %i', (block, count, expected) => expect(cutSubnets(block, count)).toEqual(expected));

  it.each([
    ['10.0.0.0/28', 2, '10.0.0.0/28 is too small for 2 subnets'],
    ['10.0.0.0/8', 2, 'AWS allows /16 to /28'],
    ['10.0.0.1/16', 2, '"10.0.0.1/16" is not an IPv4 CIDR block'],
    ['ten', 2, '"ten" is not an IPv4 CIDR block'],
    ['10.0.0.0/16', 0, '0 is not a number of Availability Zones'],
    ['10.0.0.0/16', 1.5, '1.5 is not a number'],
  ])('refuses %s in %d: %s', (block, count, message) =>
    expect(() => cutSubnets(block, count)).toThrow(message),
  );

  it('gives equal blocks inside the VPC that do not overlap, for any block that has room', () => {
    const block = cidr.map(({ base, prefix }) => {
      const bounded = 16 + (prefix % 13);
      return { base: base - (base % 2 ** (32 - bounded)), prefix: bounded };
    });
    fc.assert(
      fc.property(block, fc.integer({ min: 1, max: 6 }), (vpc, count) => {
        fc.pre(vpc.prefix + Math.ceil(Math.log2(count)) <= 28);
        const subnets = cutSubnets(formatCidr(vpc), count).map(
          (text) => parseCidr(text) ?? { base: -1, prefix: 0 },
        );
        expect(subnets).toHaveLength(count);
        for (const [index, subnet] of subnets.entries()) {
          expect(contains(vpc, subnet)).toBe(true);
          expect(subnets.slice(index + 1).some((other) => overlaps(subnet, other))).toBe(false);
        }
      }),
    );
  });
});
