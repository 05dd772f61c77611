import type { Iac } from './change.ts';

/**
 * What CloudFormation replaces wherever it stands in a template, with no way to write it as plain text.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export const DYNAMIC_REFERENCE = /\{\{resolve:/;

/**
 * What CDK writes into strings for values that it fills in later, with no escape for a text that looks the same.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/tokens.html
 */
export const CDK_TOKEN = /\$\{Token\[[\w:.-]+\]\}|-1\.\d{10,16}e\+289/;

/** Whether a format would put something else in the place of a text. */
export const isReplaced = (text: string, iac: Iac): boolean =>
  iac !== 'terraform' && (DYNAMIC_REFERENCE.test(text) || (iac === 'cdk' && CDK_TOKEN.test(text)));
