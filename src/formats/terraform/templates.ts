import adoptedTemplate from '../../../templates/terraform/adopted.tf.hbs';
import gitignoreTemplate from '../../../templates/terraform/gitignore.hbs';
import mainTemplate from '../../../templates/terraform/main.tf.hbs';
import outputsTemplate from '../../../templates/terraform/outputs.tf.hbs';
import tfvarsTemplate from '../../../templates/terraform/terraform.tfvars.hbs';
import testTemplate from '../../../templates/terraform/tests/endpoints.tftest.hcl.hbs';
import variablesTemplate from '../../../templates/terraform/variables.tf.hbs';
import versionsTemplate from '../../../templates/terraform/versions.tf.hbs';
import type { GeneratedFile } from '../format.ts';
import { template } from '../template.ts';
import type { Hcl } from './hcl-value.ts';
import type { TerraformView } from './terraform-view.ts';

/** The files of both layouts. */
export const TEMPLATES = {
  versions: template<TerraformView>(versionsTemplate),
  variables: template<TerraformView>(variablesTemplate),
  adopted: template<TerraformView>(adoptedTemplate),
  main: template<TerraformView>(mainTemplate),
  outputs: template<TerraformView>(outputsTemplate),
  /** The variables' values. */
  values: template<TerraformView>(tfvarsTemplate),
  /** `values` are those that the test uses; empty where Terraform finds them itself. */
  test: template<TerraformView & { readonly values: Hcl }>(testTemplate),
  gitignore: template<TerraformView>(gitignoreTemplate),
} as const;

/** A file without blank lines at its ends. */
export const file = (path: string, contents: string): GeneratedFile => ({
  path,
  contents: `${contents.trim()}\n`,
});
