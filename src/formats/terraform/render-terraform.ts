import type { Plan } from '../../core/plan/planned.ts';
import type { GeneratedFile, Renderer } from '../format.ts';
import type { How } from '../readme.ts';
import { file, TEMPLATES } from './templates.ts';
import { ADOPTED, terraformReadme } from './terraform-readme.ts';
import { type TerraformView, terraformView } from './terraform-view.ts';

/**
 * The Terraform (and OpenTofu) configuration that carries out a plan: a root module with its values, and a test that needs no
 * AWS account. With adopted endpoints there is no test, because it would have to destroy what it pretends to adopt.
 *
 * @param plan Terraform must have a resource for each of its changes. If not, it is an internal error, which throws.
 */
export const render = (plan: Plan): GeneratedFile[] => renderRoot(plan, terraformView(plan));

/**
 * A root module.
 *
 * @param others the steps for the other VPCs that use the endpoints, where there are any
 */
export function renderRoot(plan: Plan, view: TerraformView, others?: How['others']): GeneratedFile[] {
  const adopts = plan.adopted.length > 0;
  return [
    file('versions.tf', TEMPLATES.versions(view)),
    file('variables.tf', TEMPLATES.variables(view)),
    file('main.tf', TEMPLATES.main(view)),
    ...(adopts ? [file(ADOPTED, TEMPLATES.adopted(view))] : []),
    file('outputs.tf', TEMPLATES.outputs(view)),
    file('terraform.tfvars', TEMPLATES.values(view)),
    ...(adopts ? [] : [file('tests/endpoints.tftest.hcl', TEMPLATES.test({ ...view, values: '' }))]),
    { ...file('.gitignore', TEMPLATES.gitignore(view)), yields: true },
    file('README.md', terraformReadme(plan, others)),
  ];
}

export const nextSteps: Renderer['nextSteps'] = () => ({
  setUp: 'terraform init',
  deploy: 'terraform apply',
});
