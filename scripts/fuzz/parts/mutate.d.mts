/** A change of one place of a JSON value. */
export interface Change {
  /** What is done: `null`, `an item twice`. */
  readonly kind: string;
  /** The keys that lead to the place. */
  readonly keys: readonly string[];
  /** The place, with 0 for every index. */
  readonly field: string;
  /** The changed value as JSON. */
  readonly text: () => string;
}

/** Every single change of a JSON value: at each place, each kind that there is for what stands there, in each of its variants. */
export function everyChange(value: unknown): Change[];
