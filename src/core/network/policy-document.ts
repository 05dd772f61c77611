/** What stands for a policy that is not a JSON object. */
export const NO_DOCUMENT = Symbol('no document');

/** An endpoint's policy as the document that it holds; `NO_DOCUMENT` where it holds none. */
export function documentOf(policy: string | undefined): unknown {
  if (policy === undefined) return undefined;
  try {
    const document: unknown = JSON.parse(policy);
    return typeof document === 'object' && document !== null ? document : NO_DOCUMENT;
  } catch {
    return NO_DOCUMENT;
  }
}
