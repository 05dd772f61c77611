import type { Plan } from '../../../core/plan/planned.ts';
import type { GeneratedFile, Renderer } from '../../format.ts';
import { file, TEMPLATES } from '../templates.ts';
import { indented, moduleReadme } from './module-readme.ts';
import { moduleView } from './module-view.ts';

/**
 * A plan as a module that other configurations call, with a test that needs no AWS account. The values for the plan's network
 * are in the call that its README shows.
 *
 * @param plan As for the root layout, without adopted endpoints.
 */
export function render(plan: Plan): GeneratedFile[] {
  const view = moduleView(plan);
  const values = TEMPLATES.values(view).trim();
  return [
    file('versions.tf', TEMPLATES.versions(view)),
    file('variables.tf', TEMPLATES.variables(view)),
    file('main.tf', TEMPLATES.main(view)),
    file('outputs.tf', TEMPLATES.outputs(view)),
    file('tests/endpoints.tftest.hcl', TEMPLATES.test({ ...view, values: indented(values) })),
    { ...file('.gitignore', TEMPLATES.gitignore(view)), yields: true },
    file('README.md', moduleReadme(plan, values)),
  ];
}

export const nextSteps: Renderer['nextSteps'] = () => ({
  deploy: 'then bring the call in your configuration in line with README.md, and deploy that',
});
