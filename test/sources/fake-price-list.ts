import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A Price List on loopback, for `AWS_ENDPOINT_URL`.
 *
 * As in AWS's: GetProducts in JSON 1.1; TERM_MATCH filters, all of which must hold; a page of `pageSize` products with a token to the
 * next; each product a JSON text with its attributes, its terms, its tiers and the list's date; usage types that contain each other's
 * names, in us-east-1 with and without a prefix; `USD` or, in China, `CNY`. Not as in AWS's: it checks no signature, knows few Regions and
 * only on-demand terms, and has no GetAttributeValues.
 */
export interface FakePriceList {
  readonly url: string;
  /** The queries in the order in which they came. */
  readonly queries: readonly Query[];
  /** The hosts that requests were signed for, as their credential scope says: `us-east-1/pricing`. */
  readonly scopes: readonly string[];
  readonly stop: () => Promise<void>;
}

export interface Query {
  readonly ServiceCode: string;
  readonly Filters: readonly { readonly Type: string; readonly Field: string; readonly Value: string }[];
  readonly NextToken?: string;
}

/** A product as it stands in the list. */
export interface FakeProduct {
  readonly service: 'AmazonEC2' | 'AmazonVPC';
  readonly family: string;
  readonly region: string;
  readonly usage: string;
  readonly unit: string;
  /** The price of each tier: where it begins, and how much. */
  readonly tiers: readonly (readonly [from: string, price: string])[];
  readonly currency?: string;
  readonly locationType?: string;
}

export const PUBLISHED = '2026-11-20';

/** A product of the Price List as JSON text. */
export function productText(product: FakeProduct, date = `${PUBLISHED}T17:45:21Z`): string {
  const { service, family, region, usage, unit, tiers, currency = 'USD', locationType } = product;
  const sku = `SKU${usage.replaceAll(/\W/g, '')}`.toUpperCase();
  return JSON.stringify({
    product: {
      productFamily: family,
      attributes: {
        regionCode: region,
        servicecode: service,
        usagetype: usage,
        locationType: locationType ?? 'AWS Region',
        location: 'somewhere',
        operation: '',
      },
      sku,
    },
    serviceCode: service,
    terms: {
      OnDemand: {
        [`${sku}.JRTCKXETXF`]: {
          priceDimensions: Object.fromEntries(
            tiers.map(([beginRange, price], index) => [
              `${sku}.JRTCKXETXF.${index}`,
              {
                unit,
                beginRange,
                endRange: tiers[index + 1]?.[0] ?? 'Inf',
                description: `${price} per ${unit}`,
                appliesTo: [],
                rateCode: `${sku}.JRTCKXETXF.${index}`,
                pricePerUnit: { [currency]: price },
              },
            ]),
          ),
          sku,
          effectiveDate: '2026-11-01T00:00:00Z',
          offerTermCode: 'JRTCKXETXF',
          termAttributes: {},
        },
      },
    },
    version: '20261120174521',
    publicationDate: date,
  });
}

const nat = (region: string, usage: string, price: string, currency = 'USD'): FakeProduct => ({
  service: 'AmazonEC2',
  family: 'NAT Gateway',
  region,
  usage,
  unit: usage.endsWith('Bytes') ? 'GB' : 'Hrs',
  tiers: [['0', price]],
  currency,
});

const endpoint = (
  region: string,
  usage: string,
  tiers: FakeProduct['tiers'],
  currency = 'USD',
): FakeProduct => ({
  service: 'AmazonVPC',
  family: 'VpcEndpoint',
  region,
  usage,
  unit: usage.endsWith('Bytes') ? 'GB' : 'Hrs',
  tiers,
  currency,
});

/** Tiers stand in no order in a document. */
const TIERS: FakeProduct['tiers'] = [
  ['1048576', '0.0060000000'],
  ['0', '0.0100000000'],
  ['5242880', '0.0040000000'],
];

/** Prices that differ from product to product, so that another one shows. */
export const PRODUCTS: readonly FakeProduct[] = [
  nat('us-east-1', 'RegionalNatGateway-Hours', '9.0000000000'),
  nat('us-east-1', 'NatGateway-Hours', '0.0450000000'),
  nat('us-east-1', 'NatGateway-Prvd-Hours', '8.0000000000'),
  nat('us-east-1', 'USE1-RegionalNatGateway-Bytes', '7.0000000000'),
  nat('us-east-1', 'NatGateway-Bytes', '0.0450000000'),
  nat('us-east-1', 'NatGateway-Prvd-Bytes', '6.0000000000'),
  { ...nat('us-east-1', 'BOS1-NatGateway-Hours', '5.0000000000'), locationType: 'AWS Local Zone' },
  endpoint('us-east-1', 'USE1-VpcEndpoint-GWLBE-Hours', [['0', '4.0000000000']]),
  endpoint('us-east-1', 'USE1-VpcEndpoint-Hours', [['0', '0.0100000000']]),
  endpoint('us-east-1', 'USE1-VpcEndpoint-Resource-Hours', [['0', '0.0200000000']]),
  endpoint('us-east-1', 'USE1-VpcEndpoint-GWLBE-Bytes', [['0', '3.0000000000']]),
  endpoint('us-east-1', 'USE1-VpcEndpoint-Bytes', TIERS),
  nat('eu-west-1', 'EU-NatGateway-Hours', '0.0480000000'),
  nat('eu-west-1', 'EU-RegionalNatGateway-Hours', '0.0480000000'),
  nat('eu-west-1', 'EU-NatGateway-Bytes', '0.0480000000'),
  endpoint('eu-west-1', 'EU-VpcEndpoint-Hours', [['0', '0.0110000000']]),
  endpoint('eu-west-1', 'EU-VpcEndpoint-Bytes', TIERS),
  nat('cn-north-1', 'CNN1-NatGateway-Hours', '0.4270000000', 'CNY'),
  nat('cn-north-1', 'CNN1-NatGateway-Bytes', '0.4270000000', 'CNY'),
  endpoint('cn-north-1', 'CNN1-VpcEndpoint-Hours', [['0', '0.0870000000']], 'CNY'),
  endpoint('cn-north-1', 'CNN1-VpcEndpoint-Bytes', [['0', '0.0870000000']], 'CNY'),
];

/** What it answers instead: an error, any text, products as text, or nothing at all. */
export type Instead =
  | { readonly error: string; readonly status?: number }
  | 'silence'
  | { readonly body: string }
  | { readonly texts: readonly string[] };

export async function startFakePriceList(
  answer?: (query: Query) => Instead | undefined,
  pageSize = 2,
): Promise<FakePriceList> {
  const queries: Query[] = [];
  const scopes: string[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const piece of request) text += piece;
    const query: Query = JSON.parse(text);
    queries.push(query);
    const [, scope = ''] =
      /Credential=[^/]+\/\d{8}\/([^,]+)\/aws4_request/.exec(String(request.headers.authorization)) ?? [];
    scopes.push(scope);
    const reply = (status: number, body: string) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(body);
    };
    if (request.headers['x-amz-target'] !== 'AWSPriceListService.GetProducts')
      return reply(400, JSON.stringify({ __type: 'UnknownOperationException' }));
    const instead = answer?.(query);
    if (instead === 'silence') return;
    if (instead && 'error' in instead)
      return reply(instead.status ?? 400, JSON.stringify({ __type: instead.error, message: 'no' }));
    if (instead && 'body' in instead) return reply(200, instead.body);
    const texts =
      instead?.texts ?? PRODUCTS.filter((product) => isAsked(product, query)).map((one) => productText(one));
    const start = Number(query.NextToken ?? '0');
    const more = start + pageSize < texts.length;
    reply(
      200,
      JSON.stringify({
        FormatVersion: 'aws_v1',
        PriceList: texts.slice(start, start + pageSize),
        ...(more && { NextToken: String(start + pageSize) }),
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    queries,
    scopes,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function isAsked({ service, family, region, usage }: FakeProduct, { ServiceCode, Filters }: Query): boolean {
  const values: Readonly<Record<string, string>> = {
    regionCode: region,
    productFamily: family,
    usagetype: usage,
  };
  return (
    service === ServiceCode &&
    Filters.every(({ Type, Field, Value }) => Type === 'TERM_MATCH' && values[Field] === Value)
  );
}
