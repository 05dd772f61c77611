import type { Format } from '../format.ts';
import { terraform } from './format.ts';

/** What only a root module can do: it alone can have import blocks. Central endpoints are one deployment, not one for each caller. */
const { adoption: _, loadCentral: __, resources, ...inModules } = terraform;
const { 'create-hosted-zone': ___, ...ofModules } = resources;

/** Terraform as a module that other configurations call. */
export const terraformModule: Format = {
  ...inModules,
  resources: ofModules,
  keepsName: `${terraform.keepsName} So keep it in your call of the module, too.`,
  undo: 'remove the module block, then terraform apply',
  load: () => import('./module/render-module.ts'),
};
