import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/formats/json.ts';
import { hclValue } from '../../src/formats/terraform/hcl-value.ts';

const ALIGNED = `{
  A    = 1
  Long = 2
  B = [
    {},
    {
      C = 1
    },
  ]
  D = 3
}`;

describe('hclValue', () => {
  it.each<[name: string, value: Json, text: string]>([
    ['a number', 42, '42'],
    ['null', null, 'null'],
    ['an interpolation', `$\{a} $$\{b} %{c} $ {`, `"$$\{a} $$$\{b} %%{c} $ {"`],
    ['escapes HCL has', 'a"b\\c\nd\te', '"a\\"b\\\\c\\nd\\te"'],
    ['escapes HCL lacks', '\b\f\\b\\f', '"\\u0008\\u000c\\\\b\\\\f"'],
    ['no items', [], '[]'],
    ['a short list', ['a', 'b'], '["a", "b"]'],
    ['a long list', ['a'.repeat(40), 'b'.repeat(40)], `[\n  "${'a'.repeat(40)}",\n  "${'b'.repeat(40)}",\n]`],
    ['no attributes', {}, '{}'],
    ['neighbours aligned', { A: 1, Long: 2, B: [{}, { C: 1 }], D: 3 }, ALIGNED],
    [
      'keys that are not plain words',
      { for: 1, 'a b': 2, 日本: 3 },
      '{\n  "for" = 1\n  "a b" = 2\n  "日本"  = 3\n}',
    ],
  ])('writes %s', (_, value, text) => {
    expect(hclValue(value)).toBe(text);
  });
});
