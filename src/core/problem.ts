/**
 * Something the user can mend: the message says what is wrong, where, and what to do now. The command line prints it
 * without a stack trace and exits with 2.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
}
