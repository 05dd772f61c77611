import { type Answers, makesNoAwsCall, withDefaults } from '../ask/questions.ts';
import { tablePrices } from '../core/evidence/cost/price-table.ts';
import { currencyOf, type Prices } from '../core/evidence/cost/prices.ts';
import type { Network } from '../core/network/network.ts';
import type { Aws } from '../sources/aws/aws.ts';

/** Where prices come from. */
export interface PricesIo {
  /** Asks AWS; undefined where nobody can. */
  readonly askPrices?: Aws['prices'];
}

/** The prices of a network's Region: AWS's own where `--cost` asks for them and AWS may be called, else those of the program's table. */
export async function pricesFor(
  answers: Answers,
  { region, partition }: Network,
  { askPrices }: PricesIo,
): Promise<Prices> {
  const { cost, profile } = withDefaults(answers);
  if (cost && askPrices && !makesNoAwsCall(answers))
    return askPrices({ region, ...(profile !== undefined && { profile }) });
  return { region, currency: currencyOf(partition), of: tablePrices(region), notes: [] };
}
