import { type GetProductsCommandOutput, PricingClient, paginateGetProducts } from '@aws-sdk/client-pricing';
import * as v from 'valibot';
import { listPrices, PRICE_QUERIES } from '../../core/evidence/cost/price-list.ts';
import { tablePrices } from '../../core/evidence/cost/price-table.ts';
import { COMPONENTS, currencyOf, type Prices } from '../../core/evidence/cost/prices.ts';
import { partitionOf } from '../../core/network/regions.ts';
import { allItems } from './all-items.ts';
import { type AwsTarget, withClient } from './aws-client.ts';
import { AWS_LIMITS, type AwsLimits } from './aws-limits.ts';
import { awsProblem } from './aws-problem.ts';
import { StrictJsonProtocol } from './strict-protocols.ts';

/** How long a report waits for prices, in milliseconds. */
const PATIENCE: AwsLimits = { ...AWS_LIMITS, reading: 30_000, call: 20_000 };

/**
 * The prices of a Region from AWS's Price List. What it doesn't tell, for whatever reason, is taken from the program's own table, and the
 * notes say why. Loads the Price List's client, so import this file only when prices are asked for.
 *
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
 */
export async function readPrices(target: AwsTarget, limits: AwsLimits = PATIENCE): Promise<Prices> {
  const { region } = target;
  const currency = currencyOf(partitionOf(region) ?? 'aws');
  const table = { region, currency, of: tablePrices(region) };
  const host = hostRegion(region);
  if (host === undefined)
    return { ...table, notes: [`AWS's Price List can't be asked from the partition of ${region}.`] };
  try {
    const texts = await priceTexts({ ...target, region: host }, region, limits);
    const list = listPrices(texts, region, currency);
    const missing = COMPONENTS.filter((component) => list.of[component] === undefined);
    return {
      ...table,
      of: { ...table.of, ...list.of },
      notes: [
        ...(list.unread > 0 ? [`${list.unread} of the products in AWS's Price List could not be read.`] : []),
        ...(missing.length > 0
          ? [`AWS's Price List has no clear price of ${missing.join(', ')} in ${region}.`]
          : []),
      ],
    };
  } catch (error) {
    const { message } = awsProblem(error, { action: ACTION, region: host, profile: target.profile });
    return { ...table, notes: [`AWS's Price List was not read. ${message}`] };
  }
}

const ACTION = 'pricing:GetProducts';

/**
 * The Region whose Price List is asked: each partition has its own, in few Regions. Undefined where there is none.
 *
 * @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html
 */
function hostRegion(region: string): string | undefined {
  const partition = partitionOf(region);
  if (partition === 'aws-cn') return 'cn-northwest-1';
  if (partition !== 'aws') return undefined;
  if (/^(eu|il|me|af)-/.test(region)) return 'eu-central-1';
  return region.startsWith('ap-') ? 'ap-south-1' : 'us-east-1';
}

/** Products as AWS returns them: each a JSON text. */
const priceTexts = (target: AwsTarget, region: string, limits: AwsLimits): Promise<string[]> =>
  withClient(
    (config) => new PricingClient({ ...config, protocol: StrictJsonProtocol }),
    target,
    async (client) => {
      const lists = await Promise.all(
        PRICE_QUERIES.map(({ serviceCode, productFamily }) =>
          allItems<GetProductsCommandOutput, string>(
            paginateGetProducts(
              { client },
              {
                ServiceCode: serviceCode,
                FormatVersion: 'aws_v1',
                Filters: [
                  { Type: 'TERM_MATCH', Field: 'regionCode', Value: region },
                  { Type: 'TERM_MATCH', Field: 'productFamily', Value: productFamily },
                ],
              },
            ),
            ({ PriceList }) => PriceList?.map(String),
            v.string(),
          ),
        ),
      );
      return lists.flat();
    },
    limits,
  );
