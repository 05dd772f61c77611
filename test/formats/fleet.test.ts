import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/core/plan/planned.ts';
import { partOf } from '../../src/formats/fleet/cloudformation/render-stack-sets.ts';
import { type Group, grouped, type Member } from '../../src/formats/fleet/grouped.ts';
import { plan } from '../engine.ts';
import { fromCloudFormation } from './graph/from-cloudformation.ts';
import { graphOfPlan } from './graph/graph.ts';
import { brokenSituations, plainSituations } from './graph/situations.ts';
import { undescribed } from './other-ids.ts';

const plans = [...plainSituations(), ...brokenSituations()].flatMap(([title, situation]) => {
  const made = plan({ ...situation, iac: 'cloudformation' });
  return made.newVpc || made.changes.length === 0 ? [] : [[title, made] as const];
});

/** The template and the parameters of an instance, as files of one VPC. */
function instance(made: Plan, { shape, values } = partOf(made)) {
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
  it.each(plans)('is its own plan: %s', (_, made) => {
    expect(undescribed(instance(made))).toEqual(undescribed(graphOfPlan(made)));
  });

  it.each(plans)('is shared by a VPC that differs only in IDs and blocks: %s', (_, made) => {
    const other: Plan = JSON.parse(
      JSON.stringify(made)
        .replaceAll(/\b(vpc|subnet|rtb|sg|acl|pl)-[0-9a-f]{3}/g, '$1-abc')
        .replaceAll(/"10\.(\d+\.\d+\.\d+\/)/g, '"172.$1'),
    );
    const part = partOf(other);
    expect(part.shape).toBe(partOf(made).shape);
    expect(undescribed(instance(other, part))).toEqual(undescribed(graphOfPlan(other)));
  });
});

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
])('groups %s', (_, now, before, expected) => {
  expect(shown(grouped(members(now), groups(before)))).toBe(expected);
});
