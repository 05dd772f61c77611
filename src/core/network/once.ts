/**
 * A function that computes its answer once for each object. For what is asked of every path: networks and their parts never
 * change, so an answer holds as long as the object lives, and a large VPC costs no more a path than a small one.
 */
export function once<Subject extends object, Answer>(
  compute: (subject: Subject) => Answer,
): (subject: Subject) => Answer {
  const known = new WeakMap<Subject, { readonly answer: Answer }>();
  return (subject) => {
    const found = known.get(subject);
    if (found) return found.answer;
    const answer = compute(subject);
    known.set(subject, { answer });
    return answer;
  };
}
