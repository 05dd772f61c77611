import type { Plan } from '../core/plan.ts';
import type { GeneratedFile } from './render.ts';

export function renderCloudFormation(_plan: Plan): GeneratedFile[] {
  return [];
}
