/** The largest template that CloudFormation accepts without an S3 bucket, in bytes. */
const INLINE_LIMIT = 51_200;

/** Whether CloudFormation accepts a template without an S3 bucket. */
export const fitsInline = (template: string): boolean =>
  new TextEncoder().encode(template).length <= INLINE_LIMIT;
