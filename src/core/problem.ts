/**
 * Something the user can fix: the message says what is wrong, where, and what to do now. The command line prints it
 * without a stack trace and exits with 2.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  /** What is wrong, where a caller has more to say about it. */
  readonly kind?: ProblemKind;

  constructor(message: string, { kind, ...options }: ProblemOptions = {}) {
    super(message, options);
    if (kind !== undefined) this.kind = kind;
  }

  /** By name, since the part of the build that starts the program has its own copy of this class. */
  static override [Symbol.hasInstance](value: unknown): value is Problem {
    return value instanceof Error && value.name === 'Problem';
  }
}

/** What callers tell apart: as data, since a subclass would have the name that every problem is recognized by. */
type ProblemKind = 'no-such-vpc';

interface ProblemOptions extends ErrorOptions {
  readonly kind?: ProblemKind;
}
