import type { Plan } from '../core/plan.ts';
import type { GeneratedFile } from './render.ts';

export function renderTerraform(_plan: Plan): GeneratedFile[] {
  return [];
}
