import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/core/plan/planned.ts';
import { blocksAsProperties } from '../../src/formats/fleet/cdk/blocks-as-properties.ts';
import * as app from '../../src/formats/fleet/cdk/render-app.ts';
import * as stackSets from '../../src/formats/fleet/cloudformation/render-stack-sets.ts';
import { type FleetVpc, keyOf } from '../../src/formats/fleet/fleet.ts';
import { type Group, grouped, type Member } from '../../src/formats/fleet/grouped.ts';
import * as roots from '../../src/formats/fleet/terraform/render-roots.ts';
import type { GeneratedFile } from '../../src/formats/format.ts';
import { type Iac, plan, render, renderModule } from '../engine.ts';
import { callIn } from '../real/module-call.ts';
import { fromCloudFormation } from './graph/from-cloudformation.ts';
import { graphOfPlan } from './graph/graph.ts';
import { brokenSituations, plainSituations } from './graph/situations.ts';
import { undescribed } from './other-ids.ts';
import { creating } from './plans.ts';

const plansIn = (iac: Iac) =>
  [...plainSituations(), ...brokenSituations()].flatMap(([title, situation]) => {
    const made = plan({ ...situation, iac, ...(iac === 'terraform' && { layout: 'module' as const }) });
    return made.newVpc || made.changes.length === 0 ? [] : [[title, made] as const];
  });

/** The same plan of a network with other IDs and CIDR blocks. */
const elsewhere = (made: Plan): Plan =>
  JSON.parse(
    JSON.stringify(made)
      .replaceAll(/\b(vpc|subnet|rtb|sg|acl|pl|vpce)-[0-9a-f]{3}/g, '$1-abc')
      .replaceAll(/"10\.(\d+\.\d+\.\d+\/)/g, '"172.$1'),
  );

/** The template and the parameters of an instance, as files of one VPC. */
function instance(made: Plan, { shape, values } = stackSets.partOf(made)) {
  const pairs = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  return fromCloudFormation(
    [
      { path: 'template.yaml', contents: shape },
      { path: 'parameters.json', contents: JSON.stringify(pairs) },
    ],
    made,
  );
}

describe('the part of a VPC in a stack set', () => {
  it.each(plansIn('cloudformation'))('is its own plan: %s', (_, made) => {
    expect(undescribed(instance(made))).toEqual(undescribed(graphOfPlan(made)));
  });

  it.each(plansIn('cloudformation'))(
    'is shared by a VPC that differs only in IDs and blocks: %s',
    (_, made) => {
      const other = elsewhere(made);
      const part = stackSets.partOf(other);
      expect(part.shape).toBe(stackSets.partOf(made).shape);
      expect(undescribed(instance(other, part))).toEqual(undescribed(graphOfPlan(other)));
    },
  );
});

it.each([
  ['sent with the command', 'v', '--template-body file://templates/net-ec2.yaml', 0],
  [
    'sent by way of a bucket',
    'v'.repeat(256),
    '--template-url https://BUCKET.s3.REGION.amazonaws.com/templates/net-ec2.yaml',
    2,
  ],
])('the template of a stack set is %s', (_, value, option, urls) => {
  const tags = Object.fromEntries(Array.from({ length: 49 }, (__, index) => [`key-${index}`, value]));
  const made: Plan = { ...creating('cloudformation', 'ec2'), tags };
  const place = { accountId: '111122223333', region: made.region, vpcId: made.vpcId };
  const part = stackSets.partOf(made);
  const vpc: FleetVpc = {
    ...place,
    ...{ name: undefined, partition: made.partition, launchType: 'ec2', part, doctor: 'doctor' },
    ...{ creates: [], changes: [], prerequisites: [], notes: [] },
  };
  const files = stackSets.render({
    ...{ name: 'net', vpcs: [vpc], former: {}, leftOut: [] },
    groups: [{ name: 'net-ec2', shape: part.shape, members: [keyOf(place)] }],
  });
  const readme = files.find(({ path }) => path === 'README.md')?.contents ?? '';
  // Once to create the stack set, once to update it.
  expect(readme.split(option)).toHaveLength(3);
  expect(readme.match(/--template-url/g)?.length ?? 0).toBe(urls);
});

describe('the part of a VPC in Terraform', () => {
  /** Without comments: their reasons name no container where VPCs share them. */
  const code = (files: readonly GeneratedFile[]) =>
    Object.fromEntries(
      files.flatMap(({ path, contents }) =>
        /^\w+\.tf$/.test(path)
          ? [[path, contents.replaceAll(/(?<=names as )[a-z0-9-]+|^ *#.*\n/gm, '')]]
          : [],
      ),
    );

  it.each(plansIn('terraform'))('is its own module with its own values: %s', (_, made) => {
    const { shape, values } = roots.partOf(made);
    const alone = renderModule(made);
    expect(code(JSON.parse(shape))).toEqual(code(alone));
    const call = callIn(alone);
    for (const [name, value] of Object.entries(values)) {
      // In what VPCs share, rules name no subnet.
      if (name === 'task_cidrs') continue;
      expect(call.replaceAll(/^ {2}/gm, '')).toMatch(new RegExp(`^${name} += ${escaped(value)}$`, 'm'));
    }
  });

  it.each(plansIn('terraform'))('is shared by a VPC that differs only in IDs and blocks: %s', (_, made) => {
    expect(roots.partOf(elsewhere(made)).shape).toBe(roots.partOf(made).shape);
  });
});

describe('the part of a VPC in CDK', () => {
  it.each(plansIn('cdk'))('is its own stack with its own properties: %s', (_, made) => {
    const { shape, values } = app.partOf(made);
    const { properties, referring } = blocksAsProperties(made);
    for (const { value } of properties) expect(values.network).toContain(value);
    expect(referring(shape)).toBe(shape);
    // With the blocks in the place of their properties, it is the class that the VPC alone has.
    const blocks = new Map(
      properties.map(({ name, value }) => [`props.${name}`, value.split(': ')[1]?.slice(0, -1)]),
    );
    const alone = render(made).find(({ path }) => path.startsWith('lib/'))?.contents ?? '';
    expect(bare(shape.replaceAll(/props\.cidrBlock\d+/g, (name) => blocks.get(name) ?? ''))).toBe(
      bare(alone),
    );
  });

  it.each(plansIn('cdk'))('is shared by a VPC that differs only in IDs and blocks: %s', (_, made) => {
    expect(app.partOf(elsewhere(made)).shape).toBe(app.partOf(made).shape);
  });

  /** Without comments, layout, the properties for blocks and descriptions of rules, which name no subnet where VPCs share them. */
  const bare = (text: string): string =>
    text
      .replaceAll(/^ *(?:\/\/|\/\*\*).*\n|^ *readonly cidrBlock\d+: string;\n/gm, '')
      .replaceAll(/ in subnet-[0-9a-f]+/g, '')
      .replaceAll(/,(?=\s*[)}\]])|\s+/g, '');
});

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** `a@1:x` is the VPC a in the place 1 with the shape x. */
const members = (text: string): Member[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const [, key = '', place = '', shape = ''] = /^(\w+)@(\w+):(\w+)$/.exec(word) ?? [];
      return { key, place, shape, kind: 'set' };
    });
/** `set=a,b` is a group. */
const groups = (text: string): Omit<Group, 'shape'>[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const [name = '', keys = ''] = word.split('=');
      return { name, members: keys.split(',') };
    });
const shown = (all: readonly Group[]): string =>
  all.map(({ name, members: keys }) => `${name}=${keys.join(',')}`).join(' ');

it.each([
  ['one shape', 'a@1:x b@2:x', '', 'set=a,b'],
  ['two shapes', 'a@1:x b@2:y c@3:x', '', 'set=a,c set-2=b'],
  ['two in one place', 'a@1:x b@1:x c@2:x', '', 'set=a,c set-2=b'],
  ['three in one place, two in another', 'a@1:x b@1:x c@1:x d@2:x e@2:x', '', 'set=a,d set-2=b,e set-3=c'],
  ['nothing new', 'a@1:x b@2:x', 'set=a,b', 'set=a,b'],
  ['one more, which sorts first', 'a@1:x b@2:x', 'set=b', 'set=b,a'],
  ['one more in a place that is taken', 'a@1:x b@1:x', 'set=b', 'set=b set-2=a'],
  ['one fewer', 'b@1:x', 'set=a,b', 'set=b'],
  ['a new shape for all of them', 'a@1:y b@2:y', 'set=a,b', 'set=a,b'],
  ['a new shape for most of them', 'a@1:x b@2:y c@3:y', 'set=a,b,c', 'set=b,c set-2=a'],
  ['a group that got the shape of another', 'a@1:x b@2:x', 'set=a set-2=b', 'set=a set-2=b'],
  ['a name that was given up', 'a@1:y b@2:x', 'set=c set-2=a', 'set-2=a set-3=b'],
  ['none', '', 'set=a', ''],
  // What is deployed for a in the first group is still there.
  [
    'one in the place of another that leaves',
    'a@1:y b@1:x c@2:x d@3:x',
    'set=a,c,d',
    'set=c,d set-2=a set-3=b',
  ],
  ['one that leaves and comes back', 'a@1:x c@2:x', 'set=c set-2=a', 'set=c set-2=a'],
  ['one in the place of another that is gone', 'b@1:x c@2:x', 'set=a,c', 'set=c,b'],
])('groups %s', (_, now, before, expected) => {
  expect(shown(grouped(members(now), groups(before)))).toBe(expected);
});

it.each([
  ['one in the place of another that left before', 'a@1:y b@1:x c@2:x', 'set=c set-2=a set-3=b'],
  ['one in the place of another that left before and is gone', 'b@1:x c@2:x', 'set=c,b'],
  ['one elsewhere', 'a@1:y b@3:x c@2:x', 'set=c,b set-2=a'],
])('keeps the place of a member that moved: %s', (_, now, expected) => {
  expect(shown(grouped(members(now), groups('set=c set-2=a'), { a: ['set'] }))).toBe(expected);
});
