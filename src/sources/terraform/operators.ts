import type { BinarySign } from '../hcl/expression.ts';
import { ERROR, isNull, known, OPEN, type Value } from './value.ts';

/** What an operation with two values gives. */
export function binary(sign: BinarySign, left: Value, right: Value): Value {
  if (left.is === 'error' || right.is === 'error') return ERROR;
  if (sign === '==' || sign === '!=') {
    const same = isSame(left, right);
    return same === undefined ? OPEN : known(sign === '==' ? same : !same);
  }
  if (left.is !== 'known' || right.is !== 'known') return OPEN;
  const [a, b] = [left.value, right.value];
  if (typeof a === 'boolean' && typeof b === 'boolean') {
    if (sign === '&&') return known(a && b);
    return sign === '||' ? known(a || b) : OPEN;
  }
  return typeof a === 'number' && typeof b === 'number' ? calculated(sign, a, b) : OPEN;
}

function isSame(left: Value, right: Value): boolean | undefined {
  if (isNull(left) || isNull(right)) {
    const other = isNull(left) ? right : left;
    return other.is === 'open' ? undefined : isNull(other);
  }
  if (left.is !== 'known' || right.is !== 'known') return undefined;
  return typeof left.value === typeof right.value ? left.value === right.value : undefined;
}

function calculated(sign: BinarySign, a: number, b: number): Value {
  switch (sign) {
    case '+':
      return known(a + b);
    case '-':
      return known(a - b);
    case '*':
      return known(a * b);
    case '/':
      return b === 0 ? OPEN : known(a / b);
    case '%':
      return b === 0 ? OPEN : known(a % b);
    case '<':
      return known(a < b);
    case '>':
      return known(a > b);
    case '<=':
      return known(a <= b);
    case '>=':
      return known(a >= b);
    default:
      return OPEN;
  }
}
