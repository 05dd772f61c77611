import type { Format } from '../format.ts';
import { terraform } from './format.ts';

/** What only a root module can do: it alone can have import blocks. */
const { adoption: _, ...inModules } = terraform;

/** Terraform as a module that other configurations call. */
export const terraformModule: Format = {
  ...inModules,
  keepsName: `${terraform.keepsName} So keep it in your call of the module, too.`,
  undo: 'remove the module block, then terraform apply',
  load: () => import('./module/render-module.ts'),
};
