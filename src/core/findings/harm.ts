import type { Severity } from './rule.ts';

/** The harm of a finding or remark: an error that stops tasks from starting comes before one that only diverts traffic. */
export type Harm = 'stops-tasks' | Severity;

const ORDER: Readonly<Record<Harm, number>> = {
  'stops-tasks': 0,
  error: 1,
  unknown: 2,
  warning: 3,
  info: 4,
};

/** Sorts greater harm first. */
export const harmOrder = (a: Harm, b: Harm): number => ORDER[a] - ORDER[b];
