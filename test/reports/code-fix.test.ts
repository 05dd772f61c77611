import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withSnippet } from './code-fix/merge.ts';
import { OTHERS, otherFixOf } from './code-fix/other-changes.ts';
import { otherTemplateFixOf, TEMPLATE_OTHERS } from './code-fix/other-template-changes.ts';
import { NESTED_CASES, TEMPLATE, TEMPLATE_CASES, templateFixOf } from './code-fix/template-cases.ts';
import { CASES, fixOf } from './code-fix/terraform-cases.ts';

describe('as Terraform code', () => {
  it.each(Object.entries(CASES))('%s', async (name, given) => {
    expect(fixOf(given)).not.toBe('');
    await expect(fixOf(given)).toMatchFileSnapshot(`./__snapshots__/code-fix/${name}.tf`);
  });
});

describe('as Terraform code, what no fault of these leads to', () => {
  it.each(Object.entries(OTHERS))('%s', async (name, given) => {
    await expect(otherFixOf(given)).toMatchFileSnapshot(`./__snapshots__/code-fix/${name}.tf`);
  });
});

describe('as a part of a template, what no fault of these leads to', () => {
  it.each(Object.entries(TEMPLATE_OTHERS))('%s', async (name, given) => {
    await expect(otherTemplateFixOf(given)).toMatchFileSnapshot(`./__snapshots__/code-fix/${name}.yaml`);
  });
});

describe('as a part of a template', () => {
  it.each(Object.entries({ ...TEMPLATE_CASES, ...NESTED_CASES }))('%s', async (name, given) => {
    expect(templateFixOf(given)).not.toBe('');
    await expect(templateFixOf(given)).toMatchFileSnapshot(`./__snapshots__/code-fix/${name}.yaml`);
  });

  it.each(Object.entries(TEMPLATE_CASES))('is there where it is merged: %s', (_, given) => {
    const template = parse(withSnippet(TEMPLATE, templateFixOf(given)), { logLevel: 'silent' });
    for (const [path, expected] of Object.entries(given.has)) {
      const found = path
        .split('.')
        .reduce<unknown>((value, key) => Reflect.get(Object(value), key), template);
      expect(found).toEqual(expected);
    }
  });
});
