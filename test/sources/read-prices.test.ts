import { afterEach, describe, expect, it, vi } from 'vitest';
import { decimalText } from '../../src/core/evidence/cost/decimal.ts';
import type { Prices } from '../../src/core/evidence/cost/prices.ts';
import { AWS_LIMITS } from '../../src/sources/aws/aws-limits.ts';
import { readPrices } from '../../src/sources/aws/read-prices.ts';
import {
  type FakePriceList,
  type FakeProduct,
  type Instead,
  PRODUCTS,
  PUBLISHED,
  productText,
  type Query,
  startFakePriceList,
} from './fake-price-list.ts';
import { withTestingCredentials } from './testing-credentials.ts';

const amounts = ({ of }: Prices) =>
  Object.fromEntries(Object.entries(of).map(([component, { amount }]) => [component, decimalText(amount)]));
const dates = ({ of }: Prices) => [...new Set(Object.values(of).map(({ date }) => date))];

const US_EAST_1 = {
  'nat-hour': '0.045',
  'nat-gb': '0.045',
  'endpoint-hour': '0.01',
  'endpoint-gb': '0.01',
};

let list: FakePriceList | undefined;
withTestingCredentials();
afterEach(async () => {
  await list?.stop();
  list = undefined;
});

async function read(
  region: string,
  answer?: (query: Query) => Instead | undefined,
): Promise<{ readonly prices: Prices; readonly list: FakePriceList }> {
  list = await startFakePriceList(answer);
  vi.stubEnv('AWS_ENDPOINT_URL', list.url);
  return { prices: await readPrices({ region }), list };
}

/** Documents in the place of those of the list. */
const instead = (products: readonly FakeProduct[]) => (): Instead => ({
  texts: products.map((product) => productText(product)),
});
const inUsEast1 = PRODUCTS.filter(({ region }) => region === 'us-east-1');
const changed = (usage: string, change: Partial<FakeProduct>) =>
  inUsEast1.map((product) => (product.usage === usage ? { ...product, ...change } : product));

describe("the Price List's prices", () => {
  it('are those of exactly the usage types that are meant, from all pages, at the first tier', async () => {
    const { prices, list } = await read('us-east-1');
    expect(amounts(prices)).toEqual(US_EAST_1);
    expect(prices.of['endpoint-gb']).toMatchObject({
      source: "AWS's Price List",
      date: PUBLISHED,
      usageType: 'USE1-VpcEndpoint-Bytes',
    });
    expect(prices).toMatchObject({ currency: 'USD', notes: [] });
    expect(list.queries.length).toBeGreaterThan(4);
  });

  it.each([
    ['us-east-1', 'us-east-1'],
    ['sa-east-1', 'us-east-1'],
    ['eu-west-1', 'eu-central-1'],
    ['ap-northeast-1', 'ap-south-1'],
    ['cn-north-1', 'cn-northwest-1'],
  ])('of %s are asked in %s', async (region, host) => {
    const { list } = await read(region);
    expect(new Set(list.scopes)).toEqual(new Set([`${host}/pricing`]));
    expect(list.queries.every(({ Filters }) => Filters.some(({ Value }) => Value === region))).toBe(true);
  });

  it('are in yuan in China', async () => {
    const { prices } = await read('cn-north-1');
    expect(prices.currency).toBe('CNY');
    expect(amounts(prices)).toMatchObject({ 'nat-hour': '0.427', 'endpoint-gb': '0.087' });
  });

  it.each(['us-gov-west-1', 'us-iso-east-1', 'eusc-de-east-1'])(
    'are not asked for from %s',
    async (region) => {
      const { prices, list } = await read(region);
      expect(list.queries).toEqual([]);
      expect(prices.of).toEqual({});
      expect(prices.notes.join()).toContain("can't be asked");
    },
  );
});

describe('where the Price List tells no price', () => {
  it.each<[string, Instead, RegExp]>([
    ['denies it', { error: 'AccessDeniedException' }, /not allowed pricing:GetProducts/],
    ['is throttled', { error: 'ThrottlingException' }, /Still throttled/],
    ['fails', { error: 'InternalErrorException', status: 500 }, /HTTP 500/],
    ['has another form', { body: '{"PriceList":"none"}' }, /was not AWS/],
    ['is no JSON', { body: '<html>sign in</html>' }, /was not AWS/],
    ['has no list', { body: '{}' }, /was not AWS/],
    ['leads back to the same page', { body: '{"PriceList":[],"NextToken":"1"}' }, /was not AWS|same/i],
    ['is empty', { texts: [] }, /no clear price of nat-hour, nat-gb, endpoint-hour, endpoint-gb/],
    ['is malformed', { texts: ['{"product":', '{}', '[]'] }, /could not be read/],
  ])('because it %s, the table does, and the notes say why', async (_, answer, why) => {
    const { prices } = await read('us-east-1', () => answer);
    expect(amounts(prices)).toEqual(US_EAST_1);
    expect(dates(prices)).toEqual(['2025-10']);
    expect(prices.notes.join(' ')).toMatch(why);
  });

  it('because it never answers, the table does after a while', async () => {
    list = await startFakePriceList(() => 'silence');
    vi.stubEnv('AWS_ENDPOINT_URL', list.url);
    const prices = await readPrices({ region: 'us-east-1' }, { ...AWS_LIMITS, call: 200, reading: 300 });
    expect(dates(prices)).toEqual(['2025-10']);
    expect(prices.notes.join()).toContain('did not answer in time');
  });

  it('because only a part of it can be read, none of it counts', async () => {
    const { prices } = await read('us-east-1', ({ ServiceCode }) =>
      ServiceCode === 'AmazonVPC' ? { error: 'AccessDeniedException' } : undefined,
    );
    expect(dates(prices)).toEqual(['2025-10']);
  });

  it.each<[string, readonly FakeProduct[]]>([
    ['two prices of one name', [...inUsEast1, ...changed('NatGateway-Hours', { tiers: [['0', '0.05']] })]],
    [
      'two first tiers',
      changed('NatGateway-Hours', {
        tiers: [
          ['0', '0.045'],
          ['0', '0.05'],
        ],
      }),
    ],
    ['another currency', changed('NatGateway-Hours', { currency: 'EUR' })],
    ['another unit', changed('NatGateway-Hours', { unit: 'Days' })],
    ['a price of nothing', changed('NatGateway-Hours', { tiers: [['0', '0.0000000000']] })],
    ['a price that is no number', changed('NatGateway-Hours', { tiers: [['0', '-1e3']] })],
    ['another Region', changed('NatGateway-Hours', { region: 'us-west-2' })],
    ['no such product', inUsEast1.filter(({ usage }) => usage !== 'NatGateway-Hours')],
  ])('%s gives no price of it, and all others', async (_, products) => {
    const { prices } = await read('us-east-1', instead(products));
    expect(prices.notes).toEqual(["AWS's Price List has no clear price of nat-hour in us-east-1."]);
    expect(prices.of['nat-hour']?.date).toBe('2025-10');
    expect(prices.of['nat-gb']?.date).toBe(PUBLISHED);
  });

  it('a Region that is not in the table either has no price', async () => {
    const { prices } = await read('sa-east-1');
    expect(prices.of).toEqual({});
    expect(prices.notes).toHaveLength(1);
  });
});
