/** How many calls of one action go out at once, and how many more every second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * Lets calls go out no faster than a rate, each action by itself. What comes too early waits, in the order in which it came. Each waits
 * for the one before, so that after a standstill of this process no more than a burst goes out at once.
 *
 * @see https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
export class Pace {
  readonly #interval: number;
  readonly #lead: number;
  /** When the last call of each action was due, in milliseconds. */
  readonly #due = new Map<string, number>();
  readonly #last = new Map<string, Promise<void>>();

  constructor({ burst, perSecond }: Rate) {
    this.#interval = 1000 / perSecond;
    this.#lead = (burst - 1) * this.#interval;
  }

  /** Resolves when a call of the action may go out. */
  turn(action: string): Promise<void> {
    const turn = (this.#last.get(action) ?? Promise.resolve()).then(() => this.#next(action));
    this.#last.set(action, turn);
    return turn;
  }

  async #next(action: string): Promise<void> {
    const now = performance.now();
    const soonest = (this.#due.get(action) ?? Number.NEGATIVE_INFINITY) + this.#interval;
    const due = Math.max(soonest, now - this.#lead);
    this.#due.set(action, due);
    if (due > now) await new Promise((resolve) => setTimeout(resolve, due - now));
  }
}
