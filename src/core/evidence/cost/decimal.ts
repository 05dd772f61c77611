/** An exact decimal number: `digits` divided by ten to the power of `scale`. Money is never a float here, so no cent gets lost. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

export const ZERO: Decimal = { digits: 0n, scale: 0 };
const ONE: Decimal = { digits: 1n, scale: 0 };

/** A whole number. */
export const whole = (value: number | bigint): Decimal => ({ digits: BigInt(value), scale: 0 });

/** A number that is not negative, as AWS writes it: `0.0450000000`. Undefined for any other text. */
export function decimal(text: string): Decimal | undefined {
  const [, units, fraction = ''] = /^(\d{1,15})(?:\.(\d{1,18}))?$/.exec(text) ?? [];
  return units === undefined ? undefined : { digits: BigInt(units + fraction), scale: fraction.length };
}

const at = (value: Decimal, scale: number): bigint => value.digits * 10n ** BigInt(scale - value.scale);

export function plus(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { digits: at(a, scale) + at(b, scale), scale };
}

export const minus = (a: Decimal, b: Decimal): Decimal => plus(a, { ...b, digits: -b.digits });

export const times = (a: Decimal, b: Decimal): Decimal => ({
  digits: a.digits * b.digits,
  scale: a.scale + b.scale,
});

export const sum = (values: readonly Decimal[]): Decimal => values.reduce(plus, ZERO);

/** Negative, zero or positive, as `sort` expects it. */
export function compare(a: Decimal, b: Decimal): number {
  const { digits } = minus(a, b);
  return digits > 0n ? 1 : digits < 0n ? -1 : 0;
}

export const isZero = ({ digits }: Decimal): boolean => digits === 0n;

/** The value with so many places after the point; half a unit of the last one is rounded up. */
export const rounded = (value: Decimal, places: number): Decimal =>
  value.scale <= places
    ? { digits: at(value, places), scale: places }
    : divided(value, ONE, places, 'half-up');

/** `a / b`, neither of them negative, with so many places: the nearest such number (`half-up`), or the next one that is not smaller (`up`). */
export function divided(a: Decimal, b: Decimal, places: number, way: 'half-up' | 'up'): Decimal {
  const scale = Math.max(a.scale, b.scale);
  const [above, below] = [at(a, scale) * 10n ** BigInt(places), at(b, scale)];
  const more = way === 'up' ? below - 1n : below / 2n;
  return { digits: (above + more) / below, scale: places };
}

/** As text, with at least so many places after the point and no zeros beyond them: `0.045`, `7.30`. */
export function decimalText({ digits, scale }: Decimal, places = 0): string {
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  const units = text.slice(0, text.length - scale);
  const fraction = text
    .slice(text.length - scale)
    .replace(/0+$/, '')
    .padEnd(places, '0');
  return `${sign}${units}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The same for people: `2,502.9`. */
export const groupedText = (value: Decimal, places = 0): string =>
  decimalText(value, places).replace(/^-?\d+/, (units) => units.replace(/(?<=\d)(?=(\d{3})+$)/g, ','));
