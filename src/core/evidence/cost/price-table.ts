import { decimal } from './decimal.ts';
import type { Component, Price } from './prices.ts';

/** A price as it was found: the amount in USD, who says so, and when. */
type Found = readonly [amount: string, source: string, date: string, weak?: 'weak'];

/** A copy of AWS's own list, or two lists that agree. */
const CHECKED = 'checked public price lists';
const A_LIST = 'one public price list';

/**
 * Prices that could be sourced, for runs that don't ask AWS. No figure stands here without its source and its date, so many Regions
 * are missing, and of some a part.
 */
const TABLE: Readonly<Record<string, Readonly<Partial<Record<Component, Found>>>>> = {
  'us-east-1': {
    'nat-hour': ['0.045', CHECKED, '2025-10'],
    'nat-gb': ['0.045', CHECKED, '2025-10'],
    'endpoint-hour': ['0.010', CHECKED, '2025-10'],
    'endpoint-gb': ['0.010', CHECKED, '2025-10'],
  },
  'us-west-2': {
    'endpoint-hour': ['0.010', A_LIST, '2026-10', 'weak'],
    'endpoint-gb': ['0.010', A_LIST, '2026-10', 'weak'],
  },
  'eu-west-1': {
    'nat-hour': ['0.048', CHECKED, '2026-09'],
    'nat-gb': ['0.048', CHECKED, '2026-09'],
    'endpoint-hour': ['0.011', 'one bill', '2026-09', 'weak'],
  },
  'eu-central-1': {
    'nat-hour': ['0.052', A_LIST, '2026-09', 'weak'],
    'endpoint-hour': ['0.012', A_LIST, '2026-09', 'weak'],
  },
  'ap-northeast-1': {
    'nat-hour': ['0.062', CHECKED, '2026-09'],
    'nat-gb': ['0.062', CHECKED, '2026-09'],
    'endpoint-hour': ['0.014', CHECKED, '2026-09'],
    'endpoint-gb': ['0.010', CHECKED, '2026-09'],
  },
};

/** What the table has for a Region; nothing for most. */
export function tablePrices(region: string): Readonly<Partial<Record<Component, Price>>> {
  const found = Object.hasOwn(TABLE, region) ? TABLE[region] : undefined;
  return Object.fromEntries(
    Object.entries(found ?? {}).flatMap(([component, [text, source, date, weak]]) => {
      const amount = decimal(text);
      return amount ? [[component, { amount, source, date, ...(weak && { weak: true }) }]] : [];
    }),
  );
}
