import type { Severity } from './rule.ts';

/** What a finding or a remark comes to: an error that stops tasks from starting stands before one that only detours bytes. */
export type Harm = 'stops-tasks' | Severity;

const ORDER: Readonly<Record<Harm, number>> = {
  'stops-tasks': 0,
  error: 1,
  unknown: 2,
  warning: 3,
  info: 4,
};

/** Sorts the greater harm first. */
export const harmOrder = (a: Harm, b: Harm): number => ORDER[a] - ORDER[b];
