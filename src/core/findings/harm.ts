import type { Severity } from './rule.ts';

/**
 * The harm of a finding or remark: what a deployment makes worse comes first, and an error that stops tasks from starting comes before one
 * that only diverts traffic.
 */
export type Harm = 'gets-worse' | 'stops-tasks' | Severity;

const ORDER: Readonly<Record<Harm, number>> = {
  'gets-worse': 0,
  'stops-tasks': 1,
  error: 2,
  unknown: 3,
  warning: 4,
  info: 5,
};

/** Sorts greater harm first. */
export const harmOrder = (a: Harm, b: Harm): number => ORDER[a] - ORDER[b];
