/**
 * The user has stopped the run: nothing is wrong and nothing is left behind. The command line exits with 130. A message is
 * printed; without one the user has been told.
 */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';

  /** By name, since the part of the build that starts the program has its own copy of this class. */
  static override [Symbol.hasInstance](value: unknown): value is Cancelled {
    return value instanceof Error && value.name === 'Cancelled';
  }
}
