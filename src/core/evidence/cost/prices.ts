import type { Partition } from '../../network/regions.ts';
import type { Decimal } from './decimal.ts';

/** What AWS bills of NAT gateways and interface endpoints: an hour of each (of an endpoint in each zone), and a GB through it. */
export type Component = 'nat-hour' | 'nat-gb' | 'endpoint-hour' | 'endpoint-gb';

export const COMPONENTS: readonly Component[] = ['nat-hour', 'nat-gb', 'endpoint-hour', 'endpoint-gb'];

export type Currency = 'USD' | 'CNY';

/** A price for one hour or one GB, and who says so. */
export interface Price {
  readonly amount: Decimal;
  /** Who says so: a few words. */
  readonly source: string;
  /** When they said it: `2026-09`, or a day. */
  readonly date: string;
  /** One source alone says so, and it is not AWS's own list. */
  readonly weak?: true;
  /** AWS's name for what is billed, where AWS was asked. */
  readonly usageType?: string;
}

/** The prices of a Region. A component that is not there has no price that is known. */
export interface Prices {
  readonly region: string;
  readonly currency: Currency;
  readonly of: Readonly<Partial<Record<Component, Price>>>;
  /** Why they are not those that AWS has now: one sentence each. */
  readonly notes: readonly string[];
}

/** In China AWS bills in yuan. */
export const currencyOf = (partition: Partition): Currency => (partition === 'aws-cn' ? 'CNY' : 'USD');
