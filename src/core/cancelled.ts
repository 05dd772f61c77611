/** The user has stopped the run: nothing is wrong and nothing is left behind. The command line exits with 130. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}
