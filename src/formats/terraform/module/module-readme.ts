import type { Plan } from '../../../core/plan/planned.ts';
import { type How, readme, type Step } from '../../readme.ts';
import { hcl } from '../../template.ts';
import { type Hcl, hclLabel } from '../hcl-value.ts';
import type { TerraformView } from '../terraform-view.ts';
import { privateDnsOff, undoBeside } from '../undo-steps.ts';

/**
 * The README of a module.
 *
 * @param values The values of its variables in the plan's network, one attribute after another.
 * @param mocks The checks of the module that a mocked provider fails by default.
 */
export const moduleReadme = (plan: Plan, values: Hcl, mocks: Mocks): string =>
  readme(plan, howTo(plan, values, mocks));

/** What a mocked provider must say, so that the module accepts it. */
export type Mocks = Pick<TerraformView, 'checksRegion' | 'mockZones'>;

function howTo(plan: Plan, values: Hcl, mocks: Mocks): How {
  const name = hclLabel(plan.name);
  return {
    format: 'Terraform module',
    files: [
      { path: 'main.tf', holds: 'what is created and changed' },
      { path: 'variables.tf', holds: 'the variables and their validation' },
      { path: 'outputs.tf', holds: 'the IDs that the calling configuration needs' },
      {
        path: 'versions.tf',
        holds: 'the oldest versions of Terraform and of the AWS provider that it works with',
      },
      { path: 'tests/endpoints.tftest.hcl', holds: 'a test that needs no AWS account' },
    ],
    deploy: [
      {
        text:
          'Call the module from your configuration. `source` is the path to this directory. The values are those of this ' +
          'network:',
        language: 'hcl',
        command: call(plan, name, values),
      },
      {
        text:
          `The module has no provider block. It uses the default AWS provider of the calling configuration, which must be in ` +
          `${plan.region}. For another one, such as \`aws.network\`, add \`providers = { aws = aws.network }\` to the call.`,
      },
      {
        text:
          'Another environment that needs the same endpoints and changes can call the same module with its own values. ' +
          (plan.newVpc ? '' : 'Two calls in one VPC need different names. ') +
          'You can choose the keys of maps, but changing one replaces its resource.',
      },
      {
        text: 'In the directory of that configuration, with credentials for the target account (OpenTofu 1.8 or later also works; use `tofu` instead of `terraform`):',
        command: 'terraform init\nterraform plan -out=tfplan\nterraform apply tfplan',
      },
    ],
    check: [
      {
        text: 'The tests must pass in this directory (no AWS account needed):',
        command: 'terraform init -backend=false\nterraform test',
      },
      ...mockStep(plan, mocks),
      {
        text: 'The plan must show no changes in the directory of the calling configuration:',
        command: 'terraform plan -detailed-exitcode',
      },
    ],
    later:
      'Then compare your call with the one above: IDs are in the call, not in this directory, so new subnets or variables ' +
      'take effect only there.',
    undo: [
      ...privateDnsOff(plan, 'Removing the module'),
      {
        text: 'Remove the `module` block and what refers to it from the calling configuration. Then:',
        command: 'terraform apply',
      },
      ...undoBeside(plan, 'Removing the module'),
    ],
    ...(plan.newVpc ? { printVpcId: `terraform output -raw ${name}_vpc_id` } : {}),
  };
}

/**
 * How tests of the calling configuration mock the provider.
 *
 * @see https://developer.hashicorp.com/terraform/language/tests/mocking
 */
function mockStep({ region }: Plan, { checksRegion, mockZones }: Mocks): Step[] {
  const data = [
    ...(checksRegion ? [mockData('aws_region', `id = ${hcl(region)}`)] : []),
    ...(mockZones
      ? [
          mockData('aws_availability_zones', `names = ${mockZones.all}`),
          mockData('aws_vpc_endpoint_service', `availability_zones = ${mockZones.all}`),
        ]
      : []),
  ];
  if (data.length === 0) return [];
  return [
    {
      text:
        'If you test your configuration with a mocked provider, the mock must name ' +
        `${checksRegion ? 'the Region of the call' : ''}${checksRegion && mockZones ? ' and ' : ''}` +
        `${mockZones ? 'Availability Zones' : ''}. Otherwise the checks of this module fail:`,
      language: 'hcl',
      command: `mock_provider "aws" {\n${data.join('\n\n')}\n}`,
    },
  ];
}

const mockData = (type: string, value: string): string =>
  `  mock_data "${type}" {\n    defaults = { ${value} }\n  }`;

/** The call to paste. For a new VPC, with the output that the commands of the README read. */
function call({ newVpc }: Plan, name: string, values: Hcl): Hcl {
  const output = `\n\noutput "${name}_vpc_id" {\n  value = module.${name}.vpc_id\n}`;
  return `module "${name}" {\n  source = "./modules/${name}"\n\n${indented(values)}\n}${newVpc ? output : ''}`;
}

/** HCL one level deeper. A string never spans lines, so every line is code. */
export const indented = (text: Hcl): Hcl => text.replaceAll(/^(?=.)/gm, '  ');
