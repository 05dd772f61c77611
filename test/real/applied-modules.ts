import type { GeneratedFile } from '../../src/formats/format.ts';
import type { AppliedModule } from '../formats/graph/from-terraform.ts';
import { callIn } from './module-call.ts';
import { terraformWith } from './terraform-cli.ts';

/**
 * What Terraform makes of any number of configurations, applied in one run to a provider that gives everything an id and
 * calls nobody.
 *
 * Each is a module of one root, with the values of its own terraform.tfvars or of the call that it shows. Only a root has a provider that can be
 * replaced like that, so their `provider` blocks are taken out and read here, for the tags that they give.
 *
 * @throws When Terraform refuses one of them, with what it said.
 */
export async function appliedModules(
  configurations: readonly (readonly GeneratedFile[])[],
): Promise<AppliedModule[]> {
  const [first = []] = configurations;
  const versions = (files: readonly GeneratedFile[]) => split(contentsOf(files, 'versions.tf'));
  const root = { path: 'versions.tf', contents: versions(first).requirements };
  const terraform = await terraformWith(root);
  try {
    const modules = configurations.flatMap((files, index): GeneratedFile[] => [
      ...['variables.tf', 'main.tf', 'outputs.tf'].map((path) => ({
        path: `${nameOf(index)}/${path}`,
        contents: contentsOf(files, path),
      })),
      {
        path: `${nameOf(index)}/versions.tf`,
        contents: `${versions(files).requirements}\noutput "default_tags" {\n  value = ${versions(files).defaultTags}\n}\n`,
      },
    ]);
    const calls = configurations.map(
      (files, index) =>
        `${callOf(files, nameOf(index))}output "${nameOf(index)}" {\n  value = module.${nameOf(index)}\n}\n`,
    );
    const folder = terraform.write([
      root,
      ...modules,
      { path: 'main.tf', contents: calls.join('\n') },
      { path: 'tests/all.tftest.hcl', contents: testOf(configurations) },
    ]);
    const init = await terraform.run(folder, ['init', '-backend=false', '-no-color']);
    if (init.code !== 0) throw new Error(`terraform init failed:\n${init.stdout}${init.stderr}`);
    const { stdout, stderr } = await terraform.run(folder, ['test', '-verbose', '-json']);
    const messages = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Message => JSON.parse(line));
    const state = messages.find(({ test_state }) => test_state)?.test_state;
    if (!state) {
      const said = messages.map(({ diagnostic }) => diagnostic && JSON.stringify(diagnostic, undefined, 2));
      throw new Error(`terraform test failed:\n${said.filter(Boolean).join('\n')}${stderr}`);
    }
    const { child_modules = [] } = state.root_module;
    return configurations.map((_, index) => {
      const name = nameOf(index);
      const { default_tags, ...outputs } = state.outputs[name]?.value ?? {};
      return {
        resources: child_modules.find(({ address }) => address === `module.${name}`)?.resources ?? [],
        outputs,
        defaultTags: (default_tags ?? {}) as AppliedModule['defaultTags'],
      };
    });
  } finally {
    terraform.remove();
  }
}

/** The call of a configuration: of a module the one that it shows itself, without its outputs. */
function callOf(files: readonly GeneratedFile[], name: string): string {
  const values = files.find(({ path }) => path === 'terraform.tfvars')?.contents;
  if (values !== undefined) return `module "${name}" {\n  source = "./${name}"\n${values}}\n`;
  const [call = ''] = callIn(files, `./${name}`).split(/^(?=output )/m);
  return call.replace(/^module "\w+"/, `module "${name}"`);
}

const nameOf = (index: number): string => `plan_${index + 1}`;

/** A test with zones for those that have them picked, and the provider's Region for those that check it. */
const testOf = (configurations: readonly (readonly GeneratedFile[])[]): string => {
  const checked = configurations.flatMap((files, index) => {
    const call = callOf(files, nameOf(index));
    const [, region] = /^\s*region\s*= (".*")$/m.exec(call) ?? [];
    return region !== undefined && contentsOf(files, 'main.tf').includes('data "aws_region" "provider"')
      ? [
          `override_data {\n  target = module.${nameOf(index)}.data.aws_region.provider\n  values = { id = ${region} }\n}\n`,
        ]
      : [];
  });
  return [MOCK, ...checked, 'run "all" {}\n'].join('\n');
};

const MOCK = `mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["a", "b", "c", "d", "e", "f"] }
  }

  mock_data "aws_vpc_endpoint_service" {
    defaults = { availability_zones = ["a", "b", "c", "d", "e", "f"] }
  }
}
`;

/** What a line of `terraform test -json` can hold, as far as it is looked at. */
interface Message {
  readonly diagnostic?: unknown;
  readonly test_state?: {
    readonly root_module: {
      readonly child_modules?: readonly {
        readonly address: string;
        readonly resources?: AppliedModule['resources'];
      }[];
    };
    readonly outputs: Readonly<Record<string, { readonly value: Record<string, unknown> }>>;
  };
}

/** A versions.tf without its provider block, and the expression for the tags which that block gave to everything. */
function split(contents: string): { requirements: string; defaultTags: string } {
  const [requirements = '', provider = ''] = contents.split(/(?=^provider )/m);
  if (provider === '') return { requirements, defaultTags: '{}' };
  const words = provider.replaceAll(/\s+/g, ' ').trim();
  const known =
    /^provider "aws" \{ region = var\.region (?:default_tags \{ (?:#.*?\. )?tags = (merge\(var\.tags, .*?\)) \} )?\}$/.exec(
      words,
    );
  if (!known) throw new Error(`not a provider block that is known here:\n${provider}`);
  return { requirements, defaultTags: known[1] ?? '{}' };
}

function contentsOf(files: readonly GeneratedFile[], path: string): string {
  const file = files.find((each) => each.path === path);
  if (!file) throw new Error(`${path} was not rendered`);
  return file.contents;
}
