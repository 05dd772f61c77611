import { describe, expect, it } from 'vitest';
import { rangesOf } from '../../src/core/network/cidr.ts';
import { type Route, type RouteTargetKind, UNKNOWN_DESTINATION } from '../../src/core/network/network.ts';
import { routing } from '../../src/core/network/routing.ts';

const route = (destination: string, kind: RouteTargetKind, rest: Partial<Route> = {}): Route => ({
  destination,
  target: { kind, id: kind },
  state: 'active',
  propagated: false,
  ...rest,
});
const lists = [{ id: 'pl-s3', name: 's3', cidrs: ['52.216.0.0/15', '2600::/32'] }];

/** Which target wins for how much of the asked block. */
const winners = (routes: readonly Route[], asked: string) =>
  routing(routes, rangesOf([asked]), lists).carried.map(
    (part) =>
      `${part.route?.target.kind ?? 'none'} ${part.ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0)}`,
  );

describe('routing', () => {
  const nat = route('0.0.0.0/0', 'nat-gateway');
  const local = route('10.0.0.0/16', 'local');
  const s3 = route('pl-s3', 'vpc-endpoint');

  it.each<[string, Route[], string, string[]]>([
    ['no route', [], '52.216.1.0/24', ['none 256']],
    ['the default route', [nat], '52.216.1.0/24', ['nat-gateway 256']],
    ['a prefix list over the default route', [nat, s3], '52.216.1.0/24', ['vpc-endpoint 256']],
    ['an address outside the prefix list', [nat, s3], '52.200.1.0/24', ['nat-gateway 256']],
    [
      'a more specific route over the prefix list',
      [s3, route('52.216.1.0/25', 'transit-gateway'), nat],
      '52.216.1.0/24',
      ['transit-gateway 128', 'vpc-endpoint 128'],
    ],
    [
      'a static route over an equal prefix list entry',
      [s3, route('52.216.0.0/15', 'instance')],
      '52.216.1.0/24',
      ['instance 256'],
    ],
    [
      'a prefix list over an equal propagated route',
      [route('52.216.0.0/15', 'virtual-private-gateway', { propagated: true }), s3],
      '52.216.1.0/24',
      ['vpc-endpoint 256'],
    ],
    [
      'the local route over a more specific propagated one',
      [local, route('10.0.1.0/24', 'virtual-private-gateway', { propagated: true })],
      '10.0.1.0/24',
      ['local 256'],
    ],
    [
      'a more specific static route over the local one',
      [local, route('10.0.1.0/24', 'network-interface')],
      '10.0.1.0/24',
      ['network-interface 256'],
    ],
    [
      'IPv6 routes carry no IPv4',
      [route('::/0', 'egress-only-internet-gateway')],
      '52.216.1.0/24',
      ['none 256'],
    ],
  ])('%s', (_, routes, asked, expected) => expect(winners(routes, asked)).toEqual(expected));

  it('tells routes to prefix lists that are not known', () => {
    const unknown = route('pl-unknown', 'transit-gateway');
    expect(routing([unknown, nat], rangesOf(['1.1.1.0/24']), lists).undecided).toEqual([unknown]);
  });

  it('tells routes whose destination is not known', () => {
    const unknown = route(UNKNOWN_DESTINATION, 'transit-gateway');
    expect(routing([unknown, nat], rangesOf(['1.1.1.0/24']), lists).undecided).toEqual([unknown]);
  });

  it('tells two prefix lists with one block, which AWS chooses from', () => {
    const mine = { id: 'pl-mine', name: 'pl-mine', cidrs: ['52.216.0.0/15'] };
    const other = route('pl-mine', 'transit-gateway');
    const undecided = (routes: readonly Route[]) =>
      routing(routes, rangesOf(['52.216.1.0/24']), [...lists, mine]).undecided;
    expect(undecided([nat, s3, other])).toEqual([s3]);
    expect(undecided([other, nat, s3])).toEqual([s3]);
    expect(undecided([s3, route('pl-mine', 'vpc-endpoint')])).toEqual([]);
  });
});
