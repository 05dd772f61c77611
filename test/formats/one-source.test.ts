import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { layerBucketArn, partitionOf } from '../../src/core/network/regions.ts';
import type { Plan } from '../../src/core/plan/planned.ts';
import type { GeneratedFile } from '../../src/formats/format.ts';
import { type Iac, plan, render } from '../engine.ts';
import { cdkMatrix } from './cdk-matrix.ts';
import { cloudFormationMatrix } from './cloudformation-matrix.ts';
import { brokenSituations, plainSituations } from './graph/situations.ts';
import { terraformPlans } from './terraform-plans.ts';

// What a variable, a parameter or a property of the generated code says, no literal beside it says too: whoever changes the one
// would not change the other.

const situations = [...plainSituations(), ...brokenSituations()];
const inFormat = (iac: Iac): [string, Plan][] =>
  situations.map(([title, situation]) => [title, plan({ ...situation, iac })]);

/** The code that is to follow its own values: without comments, messages and texts that a user chose. */
function code(files: readonly GeneratedFile[], wanted: RegExp, { tags, name }: Plan): string {
  const chosen = [...Object.entries(tags).flat(), name].filter((text) => text.length > 20);
  return files
    .filter(({ path }) => wanted.test(path))
    .flatMap(({ contents }) => contents.split('\n'))
    .filter((line) => !/^\s*(#|\/\/|\*|\/\*|error_message|(- )?description:?)/i.test(line))
    .filter((line) => !chosen.some((text) => line.includes(text.slice(0, 5))))
    .join('\n');
}

/** Policies that endpoints have already are theirs, with whatever they name; so is what an adopted endpoint is. */
const withoutPolicies = (made: Plan): Plan => ({
  ...made,
  changes: made.changes.filter(({ kind }) => kind !== 'set-endpoint-policy'),
});

describe('Terraform code', () => {
  const plans = [...terraformPlans, ...inFormat('terraform')].map(
    ([title, made]) => [title, withoutPolicies(made)] as const,
  );

  it.each(plans)('takes the Region and the VPC from variables alone: %s', (_, made) => {
    const files = render(made);
    const text = code(files, /^(?!variables|terraform\.tfvars).*\.(tf|hcl)$/, made);
    expect(text).not.toContain(made.region);
    const variables = files.find(({ path }) => path === 'variables.tf')?.contents ?? '';
    if (variables.includes('variable "vpc_id"')) expect(text).not.toContain(made.vpcId);
  });

  it.each([
    ['eu-west-1', ['us-east-1', 'me-west-1'], ['us-gov-west-1', 'cn-north-1', 'eusc-de-east-1', 'Europe']],
    ['us-gov-west-1', ['us-gov-east-1'], ['us-east-1', 'us-iso-east-1']],
    ['cn-north-1', ['cn-northwest-1'], ['us-east-1', 'ap-east-1']],
    // These two prefix other services than each other.
    ['us-iso-east-1', [], ['us-iso-west-1', 'us-isob-east-1']],
    ['eusc-de-east-1', ['eusc-de-west-1'], ['eu-west-1']],
  ])('made for %s takes the Regions where names are the same', (region, takes, refuses) => {
    const [, situation] = situations.find(([title]) => title === 'a VPC without endpoints, on Fargate') ?? [];
    if (!situation) throw new Error('no situation');
    const network = { ...situation.network, region, partition: partitionOf(region) ?? 'aws' } as const;
    const files = render(plan({ ...situation, network, iac: 'terraform' }));
    const variables = files.find(({ path }) => path === 'variables.tf')?.contents ?? '';
    const pattern = new RegExp(JSON.parse(/regex\((".*"), var\.region\)/.exec(variables)?.[1] ?? '""'));
    for (const other of [region, ...takes]) expect(other).toMatch(pattern);
    for (const other of refuses) expect(other).not.toMatch(pattern);
  });
});

describe('A CDK app', () => {
  it.each([...cdkMatrix(), ...inFormat('cdk')])('says the Region in its app alone: %s', (_, made) => {
    const text = code(render(made), /^lib\//, made);
    // An adopted endpoint's policy is its own.
    expect(text.replaceAll(/\/\/.*$/gm, '')).not.toContain(made.region);
  });

  it.each([...cdkMatrix(), ...inFormat('cdk')])('says the IDs of what exists in one place: %s', (_, made) => {
    const files = render(made);
    // Subnets can share a route table.
    const ids = idsIn(code(files, /^bin\//, made)).filter((id) => !id.startsWith('rtb-'));
    expect(ids).toEqual([...new Set(ids)]);
    // What an adopted endpoint has is its own.
    const stack = code(files, /^(lib|test)\//, { ...made, tags: {} }).replaceAll(/\/\/.*$/gm, '');
    const adopted = JSON.stringify(made.adopted);
    expect(idsIn(stack).filter((id) => !adopted.includes(id))).toEqual([]);
  });
});

/** The quoted IDs in a text; those in descriptions of rules are not. */
const idsIn = (text: string): string[] =>
  [...text.matchAll(/'((?:vpc|subnet|rtb|sg|acl|pl)-[0-9a-f]{8,})'/g)].map(([, id = '']) => id);

describe('A CloudFormation template', () => {
  it.each([...cloudFormationMatrix(), ...inFormat('cloudformation')])(
    'says no Region, and no id that is a parameter: %s',
    (_, made) => {
      const files = render(made);
      const template = files.find(({ path }) => path === 'template.yaml')?.contents;
      if (template === undefined) return;
      const values: string[] = JSON.parse(
        files.find(({ path }) => path === 'parameters.json')?.contents ?? '[]',
      );
      const text = code(files, /^template\.yaml$/, made);
      if (made.adopted.length === 0) expect(text).not.toContain(made.region);
      const ids = values.flatMap((pair) => pair.slice(pair.indexOf('=') + 1).split(','));
      const owned = made.adopted.flatMap(({ fixed }) => [
        ...fixed.subnetIds,
        ...fixed.routeTableIds,
        ...fixed.securityGroupIds,
      ]);
      for (const id of ids.filter((each) => /^[a-z]+-[0-9a-f]+$/.test(each) && !owned.includes(each)))
        expect(text).not.toContain(id);
      expect(parse(template, { logLevel: 'silent' })).toBeDefined();
    },
  );
});

it('is tried with a policy for the bucket of the Region', () => {
  const some = [...terraformPlans, ...cdkMatrix(), ...cloudFormationMatrix()].filter(([, made]) =>
    JSON.stringify(made.changes).includes(layerBucketArn(made.region) ?? 'none'),
  );
  expect(new Set(some.map(([, made]) => made.format.name)).size).toBe(3);
});
