import type { Format } from '../format.ts';
import { terraform } from './format.ts';

/** Terraform as a module that other configurations call. */
export const terraformModule: Format = {
  ...terraform,
  undo: { ...terraform.undo, all: 'remove the module block, then terraform apply' },
  load: () => import('./module/render-module.ts'),
};
