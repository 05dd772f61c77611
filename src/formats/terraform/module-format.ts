import type { Format } from '../format.ts';
import { terraform } from './format.ts';

/** Terraform as a module that other configurations call. */
export const terraformModule: Format = {
  ...terraform,
  keepsName: `${terraform.keepsName} So keep it in your call of the module, too.`,
  undo: { ...terraform.undo, all: 'remove the module block, then terraform apply' },
  load: () => import('./module/render-module.ts'),
};
