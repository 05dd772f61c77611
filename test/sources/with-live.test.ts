import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Endpoint, Network } from '../../src/core/network/network.ts';
import { withLive } from '../../src/sources/planned/live/with-live.ts';
import type { Code, Parts, Planned } from '../../src/sources/planned/parts.ts';
import { networksOf, unreadVpc } from '../../src/sources/planned/to-network.ts';
import { networkInCode, pathsOf } from './foretold.ts';
import { NO_PARTS, partsOf } from './parts-of-network.ts';

const CODE: Code = {
  language: 'terraform',
  file: 'plan.json',
  reference: () => undefined,
  locate: () => undefined,
  action: () => undefined,
};

const planned = (after: Parts, more: Partial<Planned> = {}): Planned => ({
  before: undefined,
  after,
  code: CODE,
  ...more,
});

const networkOf = (parts: Parts): Network => {
  const [network, ...others] = networksOf(parts, 'eu-west-1');
  if (!network || others.length > 0) throw new Error('no network, or several');
  return network;
};

/** The same code, with an address for each ID. */
function addressed(parts: Parts): Parts {
  const ids = [
    ...parts.vpcs,
    ...parts.subnets,
    ...parts.routeTables,
    ...parts.endpoints,
    ...parts.securityGroups,
    ...parts.networkAcls,
    ...parts.natGateways,
    ...parts.hostedZones,
  ].map(({ name }) => name);
  const names = new Map(ids.map((id, index) => [id, `aws_thing.n${index}`]));
  const text = JSON.stringify(parts, (_, value) =>
    typeof value === 'string' ? (names.get(value) ?? value) : value,
  );
  return {
    ...fresh(text, parts),
    ids: new Map([...names].map(([id, name]) => [name, id])),
  };
}

/** Parts again, with what JSON leaves out. */
function fresh(text: string, parts: Parts): Parts {
  const read = JSON.parse(text) as Parts;
  return { ...parts, ...read, ids: parts.ids, types: parts.types };
}

const withoutIds = <T>(value: T, ids: Parts['ids']): T =>
  JSON.parse(JSON.stringify(value, (_, each) => (typeof each === 'string' ? (ids.get(each) ?? each) : each)));

const settledNetwork = networkInCode(4).filter(
  ({ network }) =>
    !JSON.stringify(partsOf(network)).includes('"unknown":') && network.hostedZones !== undefined,
);

describe('a live VPC together with code', () => {
  test('is the live VPC where the code only names it', () => {
    fc.assert(
      fc.property(settledNetwork, (made) => {
        const { vpc } = made.network;
        const both = withLive(planned({ ...NO_PARTS, vpcs: [unreadVpc(vpc.id)] }), made.network);
        for (const parts of [both.before, both.after])
          expect(pathsOf({ ...made, network: networkOf(parts) })).toEqual(pathsOf(made));
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  test('is the whole where the code adds what the live VPC has not', () => {
    fc.assert(
      fc.property(settledNetwork, fc.nat(), (made, at) => {
        const { endpoints = [] } = made.network;
        const own = everyOther(endpoints, at);
        const live = { ...made.network, endpoints: endpoints.filter((each) => !own.includes(each)) };
        const parts = partsOf(made.network);
        const code = planned({
          ...NO_PARTS,
          vpcs: [unreadVpc(made.network.vpc.id)],
          endpoints: parts.endpoints.filter(({ name }) => own.some(({ id }) => id === name)),
        });
        const rest = { ...live, routeTables: withoutRoutesOf(own, made.network) };
        expect(pathsOf({ ...made, network: networkOf(withLive(code, rest).after) })).toEqual(pathsOf(made));
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  test('counts nothing twice where all of the code is deployed', () => {
    fc.assert(
      fc.property(settledNetwork, (made) => {
        const parts = addressed(partsOf(made.network));
        const { after } = withLive(planned(parts, { before: parts }), made.network);
        const network = withoutIds(networkOf(after), parts.ids);
        expect(network.endpoints?.length).toBe(made.network.endpoints?.length);
        expect(pathsOf({ ...made, network })).toEqual(pathsOf(made));
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  test('has nothing of what the code takes away', () => {
    fc.assert(
      fc.property(settledNetwork, fc.nat(), (made, at) => {
        const { endpoints = [] } = made.network;
        const gone = everyOther(endpoints, at);
        const parts = addressed(partsOf(made.network));
        const ids = new Map([...parts.ids].filter(([, id]) => !gone.some((each) => each.id === id)));
        const after: Parts = {
          ...parts,
          ids,
          endpoints: parts.endpoints.filter(({ name }) => ids.has(name)),
        };
        const both = withLive(planned(after, { before: parts }), made.network);
        const network = withoutIds(networkOf(both.after), parts.ids);
        const left = {
          ...made.network,
          endpoints: endpoints.filter((each) => !gone.includes(each)),
          routeTables: withoutRoutesOf(gone, made.network),
        };
        expect(pathsOf({ ...made, network })).toEqual(pathsOf({ ...made, network: left }));
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

/** Routes to the others are resources of their own. */
const everyOther = (endpoints: readonly Endpoint[], at: number): readonly Endpoint[] =>
  endpoints.filter(({ kind }, index) => kind !== 'other' && index % 2 === at % 2);

const withoutRoutesOf = (
  gone: readonly { readonly id: string }[],
  { routeTables }: Network,
): Network['routeTables'] =>
  routeTables?.map((table) => ({
    ...table,
    routes: table.routes.filter(({ target }) => !gone.some(({ id }) => id === target.id)),
  }));
