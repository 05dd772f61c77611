import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../src/core/plan/changed-resources.ts';
import type { ExistingChange, ExistingChangeKind, Plan } from '../../src/core/plan/planned.ts';
import { planDocument } from '../../src/reports/plan-document.ts';
import { planText } from '../../src/reports/plan-text.ts';
import {
  type Case,
  caseOf,
  FAULT_NAMES,
  planInputOf,
  RIGHT_SHAPE,
  smallNetwork,
} from '../core/arbitrary-network.ts';
import { centralInput, EMPTY, joinedTo, spokeAt } from '../core/central-network.ts';
import { FORMAT_NAMES, type Iac, plan, render } from '../engine.ts';
import { changedBy, told } from './graph/changed.ts';
import { fromCloudFormation } from './graph/from-cloudformation.ts';
import { type Graph, graphOfPlan } from './graph/graph.ts';
import { brokenSituations } from './graph/situations.ts';

const RUNS = { numRuns: 150, seed: 3 };
const TIMEOUT = 60_000;

const anyFormat = fc.constantFrom(...FORMAT_NAMES);
/** Each holds kinds of changes that the others do not. */
const broken = brokenSituations();

function planOf(made: Case, iac: Iac, adopt = false): Plan {
  const endpoints = made.network.endpoints?.map((endpoint) => ({ ...endpoint, tags: {} }));
  return plan({ ...planInputOf(made, iac), network: { ...made.network, endpoints }, adopt });
}

/** The files of Terraform and CDK take their tools to be read: test/real/same-graph.test.ts holds them to this, too. */
const graphOf = (made: Plan): Graph =>
  made.format.name === 'cloudformation' ? fromCloudFormation(render(made), made) : graphOfPlan(made);

describe('what a plan tells of what it changes', () => {
  it('is what its files change, no more and no less', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(smallNetwork(4), anyFormat, (made, iac) => {
        const planned = planOf(made, iac);
        const byFiles = planned.existing.filter(({ by }) => by === 'files');
        expect(told(byFiles, made.network)).toEqual(changedBy(graphOf(planned), made.network, planned));
      }),
      RUNS,
    );
  });

  it.each(broken)('is what the files of every format change: %s', (_, situation) => {
    for (const iac of FORMAT_NAMES) {
      const planned = plan({ ...situation, iac });
      const byFiles = planned.existing.filter(({ by }) => by === 'files');
      expect(told(byFiles, situation.network)).toEqual(
        changedBy(graphOf(planned), situation.network, planned),
      );
    }
  });

  it('is also what its prerequisites change, with the command that undoes each', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(smallNetwork(4), anyFormat, (made, iac) => {
        const { existing, prerequisites } = planOf(made, iac);
        const byHand = existing.filter(({ by }) => by === 'command');
        expect(new Set(byHand.map(({ undo }) => undo.text))).toEqual(
          new Set(prerequisites.map(({ undo }) => undo)),
        );
      }),
      RUNS,
    );
  });

  it('says of each why, how it is undone, and what to do in code that owns it', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(smallNetwork(4), anyFormat, fc.boolean(), (made, iac, adopt) => {
        for (const change of planOf(made, iac, adopt).existing) {
          expect(change.services, JSON.stringify(change)).not.toEqual([]);
          expect(linesOf(change)).not.toEqual([]);
          expect(change.undo.text).not.toBe('');
          expect(change.owner).not.toBe('');
        }
      }),
      RUNS,
    );
  });

  it('has every kind of change in these networks', () => {
    const seen: Record<ExistingChangeKind, number> = {
      'add-route': 0,
      'add-route-tables': 0,
      'add-subnets': 0,
      'enable-private-dns': 0,
      'limit-s3-private-dns': 0,
      'set-endpoint-policy': 0,
      'authorize-ingress': 0,
      'authorize-egress': 0,
      'set-vpc-attribute': 0,
      'add-network-acl-entry': 0,
      'delete-route': 0,
      'adopt-endpoint': 0,
      'associate-hosted-zone': 0,
    };
    const planned = [
      ...FAULT_NAMES.flatMap((name) => [0, 1, 2, 3, 4].map((at) => caseOf(RIGHT_SHAPE, [{ name, at }]))).map(
        (made) => planOf(made, 'terraform', true),
      ),
      ...broken.map(([, situation]) => plan({ ...situation, iac: 'terraform' })),
      plan(centralInput(joinedTo(caseOf(EMPTY, []), [8]), [spokeAt(8)])),
    ];
    for (const { kind } of planned.flatMap(({ existing }) => existing)) seen[kind] += 1;
    expect(Object.entries(seen).filter(([, count]) => count === 0)).toEqual([]);
  });
});

/** The changes that each view shows, each as `mark text`. */
const VIEWS: Readonly<Record<string, (plan: Plan) => string[]>> = {
  'the plan in a terminal': (made) =>
    section(planText(made, 10_000).join('\n'), 'Changes to existing resources:\n', '\n\n').flatMap((line) =>
      line.startsWith('    ') ? (/^ {4}([-+~] .*)$/.exec(line)?.[1] ?? []) : [],
    ),
  'the README': (made) =>
    section(readmeOf(made), '## Changes to existing resources\n', '\nWhere other code owns').flatMap(
      (line) => /^ {2}- (.*)$/.exec(line)?.[1]?.replaceAll('`', '') ?? [],
    ),
  'the picture': (made) =>
    section(readmeOf(made), '  subgraph changes ', '\n  end').flatMap((line) =>
      (/^ {4}change\d+\["(.*)"\]$/.exec(line)?.[1] ?? '')
        .split('<br/>')
        .slice(1)
        .map((text) => text.replaceAll(/#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))),
    ),
  'the JSON document': (made) =>
    planDocument(made, []).changes.flatMap(({ undo, sets, wide, ...rest }) =>
      linesOf({
        ...rest,
        undo: { text: undo, command: false },
        ...(sets && { sets }),
        ...(wide && { wide: true as const }),
      }).map(({ mark, text }) => `${mark} ${text}`),
    ),
};

const VERBS: Readonly<Record<string, string>> = { adds: '+', removes: '-', sets: '~' };

describe.each(Object.entries(VIEWS))('%s', (_, view) => {
  it('shows every change, no more and no less', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(smallNetwork(4), anyFormat, fc.boolean(), (made, iac, adopt) => {
        const planned = planOf(made, iac, adopt);
        fc.pre(planned.changes.length > 0 || planned.adopted.length > 0);
        expect(shown(view, planned)).toEqual(linesIn(planned.existing));
      }),
      RUNS,
    );
  });

  it.each(broken)('shows them all: %s', (_, situation) => {
    for (const iac of FORMAT_NAMES) {
      const planned = plan({ ...situation, iac });
      expect(shown(view, planned)).toEqual(linesIn(planned.existing));
    }
  });
});

const shown = (view: (plan: Plan) => string[], planned: Plan): string[] =>
  view(planned)
    .map((line) => {
      const [first = '', ...rest] = line.split(' ');
      return [VERBS[first] ?? first, ...rest].join(' ');
    })
    .sort();

const linesIn = (changes: readonly ExistingChange[]): string[] =>
  changes.flatMap((change) => linesOf(change).map(({ mark, text }) => `${mark} ${text}`)).sort();

const readmeOf = (made: Plan): string =>
  render(made).find(({ path }) => path === 'README.md')?.contents ?? '';

function section(text: string, from: string, to: string): string[] {
  const at = text.indexOf(from);
  if (at < 0) return [];
  const rest = text.slice(at + from.length);
  const end = rest.indexOf(to);
  return rest.slice(0, end < 0 ? undefined : end).split('\n');
}
