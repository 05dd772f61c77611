/**
 * Something the user can fix: the message says what is wrong, where, and what to do now. The command line prints it
 * without a stack trace and exits with 2.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  /** By name, since the part of the build that starts the program has its own copy of this class. */
  static override [Symbol.hasInstance](value: unknown): value is Problem {
    return value instanceof Error && value.name === 'Problem';
  }
}
