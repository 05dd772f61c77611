import { cdk } from './cdk/format.ts';
import { cloudformation } from './cloudformation/format.ts';
import type { Format } from './format.ts';
import { terraform } from './terraform/format.ts';
import { terraformModule } from './terraform/module-format.ts';

/** Every output format, by what `--iac` takes. */
export const FORMATS = { terraform, cdk, cloudformation } as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

/** Terraform's layouts, by what `--terraform-layout` takes. To plan and to render, each is a format of its own. */
export const TERRAFORM_LAYOUTS = { root: terraform, module: terraformModule } as const satisfies Readonly<
  Record<string, Format>
>;

export type TerraformLayout = keyof typeof TERRAFORM_LAYOUTS;

/** A format by name. The layout is only read for Terraform. */
export const formatNamed = (name: FormatName, layout: TerraformLayout = 'root'): Format =>
  name === 'terraform' ? TERRAFORM_LAYOUTS[layout] : FORMATS[name];

/** The layout that Terraform code has, by its files: only a root module holds values. Undefined where they aren't Terraform's. */
export function layoutOf(paths: readonly string[]): TerraformLayout | undefined {
  if (!paths.includes('versions.tf')) return undefined;
  return paths.includes('terraform.tfvars') ? 'root' : 'module';
}

export const LAYOUT_NAMES = Object.keys(TERRAFORM_LAYOUTS) as readonly TerraformLayout[];
