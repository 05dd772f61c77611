import type { Cost } from '../../core/evidence/cost/cost.ts';
import { type Decimal, groupedText, sum } from '../../core/evidence/cost/decimal.ts';
import { type Charge, type CostLine, HOURS_PER_MONTH } from '../../core/evidence/cost/lines.ts';
import { BAR, barred } from '../../core/text/paragraph.ts';
import { oneLine } from '../../core/text/visible.ts';
import type { TerminalStyle } from '../terminal-style.ts';
import { priceSentences, verdictSentences } from './cost-sentences.ts';

/** A row: what it is, hours, GB and money. */
export type CostRow = readonly [what: string, hours: string, gb: string, amount: string];

/** Costs for a terminal: what they come to, then the numbers, then what they rest on. */
export function costText(cost: Cost, { width }: TerminalStyle): string[] {
  const sentences = (texts: readonly string[]) => texts.flatMap((text) => barred(text, width));
  return [
    ...sentences(verdictSentences(cost)),
    '',
    ...tableLines(costRows(cost), width),
    '',
    ...sentences(priceSentences(cost)),
    ...sentences([notCountedText(cost)]),
  ];
}

export const notCountedText = ({ notCounted }: Cost): string => `Not counted: ${notCounted.join(' ')}`;

/** The table with its head and totals. */
export function costRows({ prices, now, added, usage }: Cost): CostRow[] {
  const { currency, of } = prices;
  const isPriced = Object.keys(of).length > 0;
  const said = usage?.from === 'said' ? usage.throughNat : undefined;
  return [
    [`A month (${HOURS_PER_MONTH} hours)`, 'Hours', 'GB', isPriced ? currency : ''],
    ...(now?.lines.map((line) => rowOf(line, '', isPriced)) ?? []),
    ...(said
      ? [
          [
            'through NAT, as said',
            '',
            quantityText(said),
            isPriced ? amountText([said.amount]) : '',
          ] satisfies CostRow,
        ]
      : []),
    ...(isPriced && now && now.lines.length > 0
      ? [
          [
            `As it is${now.hours.complete && now.gb.complete ? '' : ', as far as known'}`,
            '',
            '',
            groupedText(sum([now.hours.amount, now.gb.amount]), 2),
          ] satisfies CostRow,
        ]
      : []),
    ...(added?.lines.map((line) => rowOf(line, '+ ', isPriced)) ?? []),
    ...(isPriced && added?.lines.some(({ charges }) => charges.length > 0)
      ? [['Added, by the hour', '', '', groupedText(added.hours.amount, 2)] satisfies CostRow]
      : []),
  ];
}

function rowOf(
  { resource, id, name, service, zones, charges }: CostLine,
  mark: string,
  isPriced: boolean,
): CostRow {
  const quantityOf = (unit: 'hour' | 'gb') =>
    quantityText(charges.find(({ component }) => component.endsWith(unit)));
  const label =
    resource === 'nat-gateway'
      ? `NAT ${name ?? id}`
      : `${service}${zones !== undefined && zones > 0 ? `, ${zones} zone${zones > 1 ? 's' : ''}` : ''}`;
  return [
    mark + oneLine(label),
    quantityOf('hour'),
    quantityOf('gb'),
    charges.length === 0 ? 'free' : isPriced ? amountText(charges.map(({ amount }) => amount)) : '',
  ];
}

const quantityText = (charge: Charge | undefined): string =>
  charge ? (charge.quantity ? groupedText(charge.quantity) : '?') : '';

/** The sum of those amounts that are known. */
function amountText(amounts: readonly (Decimal | undefined)[]): string {
  const known = amounts.flatMap((amount) => amount ?? []);
  return known.length === 0 ? '?' : groupedText(sum(known), 2);
}

const GAP = 2;
/** Narrower than this, a label says nothing. */
const LEAST_LABEL = 12;

/** Numbers to the right of their columns. A label that is too long keeps its start. */
function tableLines(rows: readonly CostRow[], width: number): string[] {
  const widths = [1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const numbers = widths.reduce((total, each) => total + each + GAP, 0);
  const longest = Math.max(...rows.map(([what]) => what.length));
  const label = Math.min(longest, Math.max(LEAST_LABEL, width - BAR.length - numbers));
  return rows.map(([what, ...cells]) =>
    (
      BAR +
      what.slice(0, label).padEnd(label) +
      cells.map((cell, column) => ' '.repeat(GAP) + cell.padStart(widths[column] ?? 0)).join('')
    ).trimEnd(),
  );
}
