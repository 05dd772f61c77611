import inputsTemplate from '../../../../templates/terraform/module/inputs.tf.hbs';
import localsTemplate from '../../../../templates/terraform/module/locals.tf.hbs';
import regionTemplate from '../../../../templates/terraform/module/region.tf.hbs';
import rulesTemplate from '../../../../templates/terraform/module/rules.tf.hbs';
import type { Plan } from '../../../core/plan/planned.ts';
import type { GeneratedFile, Renderer } from '../../format.ts';
import { template } from '../../template.ts';
import { type Hcl, hclLabel } from '../hcl-value.ts';
import { file, TEMPLATES } from '../templates.ts';
import type { TerraformView } from '../terraform-view.ts';
import { indented, moduleReadme } from './module-readme.ts';
import { moduleView } from './module-view.ts';

const region = template<TerraformView>(regionTemplate);
const locals = template<TerraformView>(localsTemplate);
const rules = template<TerraformView>(rulesTemplate);
const inputs = template<TerraformView>(inputsTemplate);

/**
 * A plan as a module that other configurations call, with a test that needs no AWS account. The values for the plan's network
 * are in the call that its README shows.
 *
 * @param plan As for the root layout, without adopted endpoints.
 */
export function render(plan: Plan): GeneratedFile[] {
  const view = moduleView(plan);
  const values = valuesOf(view);
  return [
    ...moduleCode(view),
    file('tests/endpoints.tftest.hcl', TEMPLATES.test({ ...view, values: indented(values) })),
    { ...file('.gitignore', TEMPLATES.gitignore(view)), yields: true },
    file('README.md', moduleReadme(plan, values, view)),
  ];
}

/** The module itself, in which nothing is of one network. */
export const moduleCode = (view: TerraformView): GeneratedFile[] => [
  file('versions.tf', TEMPLATES.versions(view)),
  file('variables.tf', joined(TEMPLATES.variables(view), inputs(view))),
  file('main.tf', joined(region(view), locals(view), TEMPLATES.main(view), rules(view))),
  file('outputs.tf', TEMPLATES.outputs(view)),
];

/** The values of its variables in the plan's network: assignments, with a blank line between them. */
export const valuesOf = (view: TerraformView): Hcl =>
  joined(TEMPLATES.values(view), ...(view.module?.inputs ?? []).map(assignment));

const assignment = ({ name, value }: { readonly name: string; readonly value: string }): string =>
  `${name} = ${value}`;

/** Parts of a file, a blank line between them. */
const joined = (...parts: readonly string[]): string =>
  parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n');

export const nextSteps: Renderer['nextSteps'] = ({ name }) => ({
  use: (directory) => [
    `These files are a module, which your own configuration calls: paste the block module "${hclLabel(name)}" from ` +
      `${directory}/README.md there, and set source to the path of the module.`,
    'If it is there already, compare it with that block: new subnets and variables take effect only in the call.',
    'In the directory of that configuration, run terraform init and terraform apply.',
  ],
});
