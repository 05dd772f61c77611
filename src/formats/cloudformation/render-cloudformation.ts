import templateYaml from '../../../templates/cloudformation/template.yaml.hbs';
import type { Plan } from '../../core/plan/planned.ts';
import { adoptedResources, uniqueNames } from '../adopted-endpoints.ts';
import { IMPORT_FIRST, refuseDynamicReferences } from '../cloudformation-stack.ts';
import type { GeneratedFile, Renderer } from '../format.ts';
import { template } from '../template.ts';
import {
  cloudFormationDeploy,
  cloudFormationReadme,
  IMPORT_TEMPLATE,
  RESOURCES_TO_IMPORT,
} from './cloudformation-readme.ts';
import { importView, resourcesToImport } from './import-files.ts';
import type { Parameter } from './parameters.ts';
import { templateView } from './template-view.ts';
import type { TemplateView } from './views.ts';

const templateFile = template<TemplateView>(templateYaml);

/** The text of a template. */
export const templateText = (view: TemplateView): string => `${templateFile(view).trimEnd()}\n`;

/**
 * A plan as a CloudFormation template, its parameter values, and a README. IDs of existing resources are parameters, so that
 * CloudFormation checks them before it changes anything. Everything the plan decided is literal. So are adopted endpoints,
 * because the import must find them in the template as they are.
 *
 * Adopted endpoints are also in a second template, because an import can do nothing but import. There they are as they were
 * found. In the main template the same resources have their fixes.
 *
 * @throws {Problem} when a name or tag contains a dynamic reference, which CloudFormation can't escape.
 * @throws {Error} when a change has no CloudFormation resource; `plan` makes such changes prerequisites.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html
 */
export function render(plan: Plan): GeneratedFile[] {
  refuseDynamicReferences(plan);
  const view = templateView(plan);
  const files: GeneratedFile[] = [];
  const add = (path: string, view: TemplateView) => files.push({ path, contents: templateText(view) });
  if (plan.adopted.length > 0) {
    const imported = adoptedResources(plan, uniqueNames());
    add(IMPORT_TEMPLATE, importView(plan, view, imported));
    files.push({ path: RESOURCES_TO_IMPORT, contents: resourcesToImport(imported) });
  }
  if (plan.newVpc || plan.changes.length > 0 || plan.adopted.length > 0) add('template.yaml', view);
  if (view.parameters.length > 0) {
    files.push({ path: 'parameters.json', contents: parametersFile(view.parameters) });
  }
  return [...files, { path: 'README.md', contents: cloudFormationReadme(plan, files) }];
}

export const nextSteps: Renderer['nextSteps'] = (plan, files, imported) => ({
  deploy: imported ? cloudFormationDeploy(plan, files) : IMPORT_FIRST,
});

/**
 * The only form of a parameters file that `aws cloudformation deploy` accepts in versions 1 and 2 of the AWS CLI. It is on one
 * line if a formatter would put it on one.
 */
function parametersFile(parameters: readonly Parameter[]): string {
  const values = parameters.map(({ name, value }) => JSON.stringify(`${name}=${value}`));
  const line = `[${values.join(', ')}]`;
  return line.length <= 80 ? `${line}\n` : `[\n  ${values.join(',\n  ')}\n]\n`;
}
