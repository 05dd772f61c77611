/** How many calls of one action go out at once, and how many more every second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * Lets calls go out no faster than a rate, each action by itself. What comes too early waits, in the order in which it came.
 *
 * @see https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
export class Pace {
  readonly #interval: number;
  readonly #lead: number;
  /** When the last call of each action was due, in milliseconds. */
  readonly #last = new Map<string, number>();

  constructor({ burst, perSecond }: Rate) {
    this.#interval = 1000 / perSecond;
    this.#lead = (burst - 1) * this.#interval;
  }

  /** Resolves when a call of the action may go out. */
  async turn(action: string): Promise<void> {
    const now = performance.now();
    const due = Math.max(
      (this.#last.get(action) ?? Number.NEGATIVE_INFINITY) + this.#interval,
      now - this.#lead,
    );
    this.#last.set(action, due);
    if (due > now) await new Promise((resolve) => setTimeout(resolve, due - now));
  }
}
