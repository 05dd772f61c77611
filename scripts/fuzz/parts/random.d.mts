/** Numbers that look random and are the same for the same seed. */
export function randomFrom(seed: number): {
  /** From 0 to less than 1. */
  readonly fraction: () => number;
  /** A whole number from 0 to less than the limit. */
  readonly below: (limit: number) => number;
  readonly pick: <T>(items: readonly T[]) => T;
};
