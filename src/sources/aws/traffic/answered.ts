import type { AwsTarget } from '../aws-client.ts';
import { awsProblem, whyUnreadable } from '../aws-problem.ts';

/** What a call answered, or a sentence that says why there is no answer and what is unknown for that. */
export type Answered<T> = { readonly value: T } | { readonly gap: string };

/**
 * One call, or a few, for evidence: whatever goes wrong with it is not the end of the run.
 *
 * @param action the IAM action that it needs
 * @param lost what is unknown without it: one sentence
 */
export async function answered<T>(
  target: AwsTarget,
  action: string,
  lost: string,
  work: () => Promise<T>,
): Promise<Answered<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    const attempt = { ...target, action };
    return { gap: `${whyUnreadable(error, attempt) ?? awsProblem(error, attempt).message} ${lost}` };
  }
}
