import * as v from 'valibot';
import { compare, type Decimal, decimal, isZero } from './decimal.ts';
import { COMPONENTS, type Component, type Currency, type Price } from './prices.ts';

/** What is asked of the Price List: the service's code and the family of products, for each. */
export const PRICE_QUERIES = [
  { serviceCode: 'AmazonEC2', productFamily: 'NAT Gateway' },
  { serviceCode: 'AmazonVPC', productFamily: 'VpcEndpoint' },
] as const;

/** What each component is called in usage types, after the Region's prefix, and the unit that its price is for. */
const PRODUCTS: Readonly<Record<Component, { readonly usage: string; readonly unit: 'Hrs' | 'GB' }>> = {
  'nat-hour': { usage: 'NatGateway-Hours', unit: 'Hrs' },
  'nat-gb': { usage: 'NatGateway-Bytes', unit: 'GB' },
  'endpoint-hour': { usage: 'VpcEndpoint-Hours', unit: 'Hrs' },
  'endpoint-gb': { usage: 'VpcEndpoint-Bytes', unit: 'GB' },
};

const SOURCE = "AWS's Price List";

const DOCUMENT = v.object({
  product: v.object({
    attributes: v.object({
      usagetype: v.string(),
      regionCode: v.string(),
      locationType: v.optional(v.string()),
    }),
  }),
  publicationDate: v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT/)),
  terms: v.object({
    OnDemand: v.record(
      v.string(),
      v.object({
        priceDimensions: v.record(
          v.string(),
          v.object({
            unit: v.string(),
            beginRange: v.string(),
            pricePerUnit: v.record(v.string(), v.string()),
          }),
        ),
      }),
    ),
  }),
});

type Document = v.InferOutput<typeof DOCUMENT>;
type Attributes = Document['product']['attributes'];

/**
 * The prices in documents of the Price List, as GetProducts returns them: each a JSON text. Usage types contain each other's names
 * (`RegionalNatGateway-Hours`, `NatGateway-Prvd-Hours`, `VpcEndpoint-GWLBE-Hours`), so they are compared whole, after a prefix that
 * Regions have or have not. A component has a price only if all its products of the Region say the same one.
 *
 * @returns what was found, and how many documents were not in AWS's form
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
 */
export function listPrices(
  texts: readonly string[],
  region: string,
  currency: Currency,
): { readonly of: Readonly<Partial<Record<Component, Price>>>; readonly unread: number } {
  const read = texts.map(documentOf);
  const documents = read.filter((one) => one !== undefined);
  const ofRegion = documents.filter(({ product }) => isOf(region, product.attributes));
  return {
    of: Object.fromEntries(
      COMPONENTS.flatMap((component) => {
        const price = priceOf(component, ofRegion, currency);
        return price ? [[component, price]] : [];
      }),
    ),
    unread: read.length - documents.length,
  };
}

/** Local Zones are sold by names of their own. */
const isOf = (region: string, { regionCode, locationType = A_REGION }: Attributes): boolean =>
  regionCode === region && locationType === A_REGION;

const A_REGION = 'AWS Region';

function documentOf(text: string): Document | undefined {
  try {
    const result = v.safeParse(DOCUMENT, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function priceOf(
  component: Component,
  documents: readonly Document[],
  currency: Currency,
): Price | undefined {
  const { usage, unit } = PRODUCTS[component];
  const whole = new RegExp(`^(?:[A-Z]{2,4}\\d?-)?${usage}$`);
  const own = documents.filter(({ product }) => whole.test(product.attributes.usagetype));
  const prices = own.map((document): Price | undefined => {
    const amount = amountOf(document, unit, currency);
    return (
      amount && {
        amount,
        source: SOURCE,
        date: document.publicationDate.slice(0, 10),
        usageType: document.product.attributes.usagetype,
      }
    );
  });
  const [first, ...others] = prices;
  const agree = others.every((other) => other && first && compare(other.amount, first.amount) === 0);
  return agree ? first : undefined;
}

/** The price of the first tier; undefined where it is not the only one, or is nothing. */
function amountOf({ terms }: Document, unit: string, currency: Currency): Decimal | undefined {
  const [term, ...otherTerms] = Object.values(terms.OnDemand);
  const tiers = Object.values(term?.priceDimensions ?? {}).filter(({ beginRange }) => beginRange === '0');
  const [tier, ...otherTiers] = tiers;
  if (otherTerms.length > 0 || otherTiers.length > 0 || tier?.unit !== unit) return undefined;
  const amount = decimal(tier.pricePerUnit[currency] ?? '');
  return amount && !isZero(amount) ? amount : undefined;
}
