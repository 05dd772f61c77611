/**
 * The user has stopped the run: nothing is wrong and nothing is left behind. The command line exits with 130. A message is
 * printed; without one the user has been told.
 */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}
