import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServiceName } from '../../src/core/catalogue.ts';
import type { Network, NetworkAclEntry } from '../../src/core/network/network.ts';
import { CLOSING_RULE, ENTRIES_PER_ACL } from '../../src/core/network/network-acl.ts';
import type { Change } from '../../src/core/plan/change.ts';
import { shown, withoutOurs } from '../../src/core/plan/ours.ts';
import { OURS_TAG } from '../../src/core/plan/ours-tag.ts';
import { partsOfChange } from '../../src/core/plan/parts.ts';
import { needs } from '../../src/core/workload/needs.ts';
import { FORMAT_NAMES, type Iac, plan, render, renderModule } from '../engine.ts';
import { type Case, FAULT_NAMES, planInputOf, smallNetwork } from './arbitrary-network.ts';
import { deployed, NAME, singly } from './deployed.ts';

/** AWS keeps an endpoint's route tables and their routes in step, so no change adds a table that the endpoint has. */
const NAMES = FAULT_NAMES.filter((name) => name !== 'route table without routes');

const caseOf = (names: readonly (typeof NAMES)[number][]) =>
  fc.tuple(
    smallNetwork(4, names),
    fc.constantFrom(...FORMAT_NAMES),
    fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
  );

const anyCase = caseOf(NAMES);

describe('withoutOurs', () => {
  it('is the network before, whatever part of the code was deployed', { timeout: 60_000 }, () => {
    let undone = 0;
    fc.assert(
      fc.property(anyCase, ([made, iac, chosen]) => {
        const { changes, byHand } = plan(planInputOf(made, iac));
        const all = [...changes, ...byHand];
        const part = all.filter((_, index) => chosen[index % chosen.length]);
        undone += part.length;
        const now = deployed(made.network, part, made);
        expect(withoutOurs(now, { name: NAME, changes: all })).toEqual(made.network);
        expect(withoutOurs(made.network, { name: NAME, changes: all })).toEqual(made.network);
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(undone).toBeGreaterThan(300);
  });

  it('takes from what its stack imported the tags that say so, and from nothing else', () => {
    const endpoint = (id: string, stack: string) => ({
      id,
      tags: { Name: 'old', 'aws:cloudformation:stack-name': stack, 'aws:cloudformation:stack-id': 'arn' },
    });
    const endpoints = [endpoint('vpce-1', 'mine-vpc-1'), endpoint('vpce-2', 'mine')];
    const network = { endpoints } as unknown as Network;
    expect(withoutOurs(network, { name: NAME, changes: [], stack: 'mine-vpc-1' }).endpoints).toEqual([
      { id: 'vpce-1', tags: { Name: 'old' } },
      endpoints[1],
    ]);
    expect(withoutOurs(network, { name: NAME, changes: [] })).toBe(network);
  });

  it('leaves what another run created', () => {
    const network = { endpoints: [{ id: 'vpce-1', tags: { [OURS_TAG]: 'other' } }] } as unknown as Network;
    expect(withoutOurs(network, { name: NAME, changes: [] })).toBe(network);
  });
});

describe('shown', () => {
  const faulty = caseOf([
    ...(['gateway route absent', 'gateway route overridden', 'endpoint without interfaces'] as const),
    ...(['endpoint policy', 'endpoint in one AZ', 'endpoint in another group', 'private DNS off'] as const),
    ...(['DNS hostnames', 'network ACL', 'task group', 's3 interface endpoint'] as const),
  ]);

  it('is what of the changes to what exists is there, also of those that were carried out by half', {
    timeout: 60_000,
  }, () => {
    const halves = { none: 0, some: 0, all: 0 };
    fc.assert(
      fc.property(faulty, ([made, iac, chosen]) => {
        const { changes, byHand } = plan(planInputOf(made, iac));
        const [created, all] = [true, false].map((is) =>
          [...changes, ...byHand].filter(({ kind }) => kind.startsWith('create-') === is),
        ) as [Change[], Change[]];
        const part = all.flatMap(singly).filter((_, index) => chosen[index % chosen.length]);
        const there = shown(deployed(made.network, [...created, ...part], made), NAME, all);
        expect(there.flatMap(partsOfChange)).toEqual(part.flatMap(partsOfChange));
        // What is there as a whole is the same object.
        for (const change of all) {
          const count = singly(change).filter((one) =>
            part.some((each) => JSON.stringify(each) === JSON.stringify(one)),
          ).length;
          expect(there.includes(change)).toBe(count === singly(change).length);
          halves[count === 0 ? 'none' : there.includes(change) ? 'all' : 'some'] += 1;
        }
      }),
      { numRuns: 200, seed: 3 },
    );
    expect(halves.none).toBeGreaterThan(50);
    expect(halves.all).toBeGreaterThan(50);
    expect(halves.some).toBeGreaterThan(2);
  });
});

/** Answers that differ in what the tasks need, where they run and what is asked of S3. */
const anyChange = fc.record({
  services: fc.uniqueArray(fc.constantFrom<ServiceName>('logs', 'ssm', 'dynamodb', 'sts'), { maxLength: 3 }),
  fewer: fc.boolean(),
});

const needsOf = (made: Case, services: ServiceName[]) =>
  needs({ launchType: made.shape.launchType, services, serviceConnect: false });

const planFor = (
  made: Case,
  iac: Iac,
  network: Network,
  { services, fewer }: { services: ServiceName[]; fewer: boolean },
) =>
  plan({
    ...planInputOf(made, iac),
    network,
    needs: needsOf(made, services),
    tasks: fewer ? { ...made.tasks, subnetIds: made.tasks.subnetIds.slice(0, 1) } : made.tasks,
  });

const decisions = ({ changes, byHand, adopted, endpoints, securityGroup }: ReturnType<typeof plan>) => ({
  changes,
  byHand,
  adopted,
  endpoints,
  securityGroup,
});

describe('planning again', () => {
  it('gives what a first run gives, whatever was deployed and whatever is asked', {
    timeout: 120_000,
  }, () => {
    fc.assert(
      fc.property(anyCase, anyChange, anyChange, ([made, iac, chosen], before, after) => {
        const first = planFor(made, iac, made.network, before);
        const all = [...first.changes, ...first.byHand];
        const part = all.filter((_, index) => chosen[index % chosen.length]);
        const now = deployed(made.network, part, made);
        const remains = withoutOurs(now, { name: NAME, changes: all });
        const again = planFor(made, iac, remains, before);
        expect(decisions(again)).toEqual(decisions(first));
        expect(render(again)).toEqual(render(first));
        if (iac === 'terraform') expect(renderModule(again)).toEqual(renderModule(first));
        expect(decisions(planFor(made, iac, remains, after))).toEqual(
          decisions(planFor(made, iac, made.network, after)),
        );
      }),
      { numRuns: 150, seed: 1 },
    );
  });
});

/** A network with one rule more in each direction of each network ACL, after all that are there. */
function withTheirs(network: Network): Network {
  const next = (entries: readonly NetworkAclEntry[]) =>
    Math.max(0, ...entries.map(({ ruleNumber }) => ruleNumber).filter((number) => number < CLOSING_RULE)) + 7;
  return {
    ...network,
    networkAcls: network.networkAcls?.map((acl) => ({
      ...acl,
      entries: [
        ...acl.entries,
        ...[true, false].map((egress) => ({
          ...{ ruleNumber: next(acl.entries), egress, allow: true, protocol: '6' },
          ...{ cidr: '192.0.2.0/24', fromPort: 443, toPort: 443 },
        })),
      ],
    })),
  };
}

describe('planning again where somebody added rules to the network ACLs', () => {
  const strictCase = caseOf(NAMES.filter((name) => name === 'network ACL' || name === 'default network ACL'));
  const entriesOf = ({ changes, byHand }: ReturnType<typeof plan>) =>
    [...changes, ...byHand].filter((change) => change.kind === 'add-network-acl-entry');

  it('keeps the numbers of the rules of the code, which would be others otherwise', {
    timeout: 60_000,
  }, () => {
    let renumbered = 0;
    fc.assert(
      fc.property(strictCase, ([made, iac, chosen]) => {
        const first = planFor(made, iac, made.network, { services: ['logs'], fewer: false });
        const entries = entriesOf(first);
        const all = [...first.changes, ...first.byHand];
        const part = all.filter((_, index) => chosen[index % chosen.length]);
        const now = withTheirs(deployed(made.network, part, made));
        // An ACL without room is another matter.
        fc.pre(
          now.networkAcls?.every((acl) => acl.entries.length + entries.length < ENTRIES_PER_ACL) ?? true,
        );
        const network = withoutOurs(now, { name: NAME, changes: all });
        const input = { ...planInputOf(made, iac), network, needs: needsOf(made, ['logs']) };
        const kept = { stackName: undefined, aclEntries: entries };
        expect(entriesOf(plan({ ...input, kept }))).toEqual(entries);
        if (JSON.stringify(entriesOf(plan(input))) !== JSON.stringify(entries)) renumbered += 1;
      }),
      { numRuns: 40, seed: 1 },
    );
    expect(renumbered).toBeGreaterThan(2);
  });
});
