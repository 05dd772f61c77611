import { findings as findingsOf } from '../src/core/findings/findings.ts';
import type { Note } from '../src/core/plan/note.ts';
import { plan as planOf } from '../src/core/plan/plan.ts';
import type { PlanInput as Input, Plan } from '../src/core/plan/planned.ts';
import type { Traced } from '../src/core/trace/path.ts';
import {
  FORMAT_NAMES,
  FORMATS,
  type FormatName,
  formatNamed,
  TERRAFORM_LAYOUTS,
  type TerraformLayout,
} from '../src/formats/formats.ts';

/* The engine as tests call it: formats by name, and all of their renderers at hand. */

export { FORMAT_NAMES };
export type Iac = FormatName;

export type PlanInput = Omit<Input, 'format'> & { readonly iac: Iac; readonly layout?: TerraformLayout };

/** The plan in a format, of Terraform in a layout. */
export const plan = ({ iac, layout, ...input }: PlanInput): Plan =>
  planOf({ ...input, format: formatNamed(iac, layout) });

/** The findings, with what `create` does about each in every format. */
export const findings = (traced: Traced) => findingsOf(traced, Object.values(FORMATS));

const RENDERERS = new Map(
  await Promise.all(FORMAT_NAMES.map(async (name) => [name as string, await FORMATS[name].load()] as const)),
);

const CENTRAL = await FORMATS.terraform.loadCentral?.();

/** The files of a plan, in its format. */
export function render(plan: Plan) {
  const renderer = plan.central ? CENTRAL : RENDERERS.get(plan.format.name);
  if (!renderer) throw new Error(`There is no renderer of ${plan.format.name}.`);
  return renderer.render(plan);
}

const MODULE = await TERRAFORM_LAYOUTS.module.load();

/** The files of a plan as a Terraform module that others call. */
export const renderModule = (plan: Plan) => MODULE.render(plan);

/** What notes say. */
export const texts = (notes: readonly Note[]): string[] => notes.map(({ message }) => message);
