import type { Plan } from '../core/plan.ts';
import type { GeneratedFile } from './render.ts';

export function renderCdk(_plan: Plan): GeneratedFile[] {
  return [];
}
