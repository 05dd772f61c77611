import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangesOf, subtract } from '../../src/core/network/cidr.ts';
import type { Network } from '../../src/core/network/network.ts';
import type { Change, ChangeOf } from '../../src/core/plan/change.ts';
import type { Plan } from '../../src/core/plan/planned.ts';
import type { Fault } from '../../src/core/trace/path.ts';
import { FORMAT_NAMES, findings, type Iac, plan, texts } from '../engine.ts';
import { planInputOf, smallNetwork } from './arbitrary-network.ts';
import { ENDPOINT_GROUP, edit, group, sceneOf, TASK_GROUP } from './rules/network.ts';
import { BOTH, behind, bothWays, full, GATEWAYS, INSIDE, MANY_BLOCKS } from './rules/strict-acl.ts';

type Entry = ChangeOf<'add-network-acl-entry'>;

function planned(network: Network, choice: { iac?: Iac; allowWideRules?: boolean } = {}): Plan {
  const { needs, tasks } = sceneOf(network, { launchType: 'fargate', services: ['dynamodb'] });
  const { iac = 'terraform', allowWideRules = false } = choice;
  const base = { launchType: 'fargate', name: 'private-ecs', tags: {}, s3Policy: 'full' } as const;
  return plan({ ...base, network, needs, tasks, iac, allowWideRules });
}

const entriesOf = (changes: readonly Change[]): Entry[] =>
  changes.flatMap((change) => (change.kind === 'add-network-acl-entry' ? [change] : []));

const sameAddresses = (some: readonly string[], others: readonly string[]): boolean =>
  subtract(rangesOf(some), rangesOf(others)).length + subtract(rangesOf(others), rangesOf(some)).length === 0;

describe.each(GATEWAYS)('a network ACL that stops %s', (service) => {
  const blocks = ['52.218.0.0/17', '3.5.64.0/21', '52.218.128.0/17', '2a05:d07a:a000::/40'];

  it.each(FORMAT_NAMES)('lets its addresses through, merged, in %s', (iac) => {
    const { changes, prerequisites, after, withheld, notes } = planned(behind(INSIDE, service, blocks), {
      iac,
    });
    expect(prerequisites).toEqual([]);
    expect(withheld).toEqual([]);
    expect(after.every(({ via }) => via === 'endpoint')).toBe(true);
    const entries = entriesOf(changes);
    expect(entries).toHaveLength(changes.length);
    for (const egress of [true, false]) {
      const some = entries.filter((each) => each.egress === egress);
      expect(some.map(({ cidr }) => cidr)).toEqual(['3.5.64.0/21', '52.218.0.0/16']);
      expect(some.map(({ ruleNumber }) => ruleNumber)).toEqual([110, 120]);
      expect(some.map(({ fromPort, toPort }) => [fromPort, toPort])).toEqual(
        [
          [443, 443],
          [443, 443],
        ].map((ports) => (egress ? ports : [32768, 60999])),
      );
    }
    expect(texts(notes).join('\n')).toContain(
      `Network ACL acl-strict gets the addresses that are in prefix list pl-${service} today. AWS may add addresses`,
    );
  });

  it('keeps what passes already, and comes before what denies', () => {
    const entries = [
      ...INSIDE,
      ...bothWays(110, { cidr: '3.5.64.0/21' }),
      ...bothWays(50, { allow: false, cidr: '52.218.0.0/17' }),
    ];
    const changes = entriesOf(planned(behind(entries, service, ['52.218.0.0/17', '3.5.64.0/21'])).changes);
    expect(changes.map(({ cidr, ruleNumber }) => [cidr, ruleNumber])).toEqual([
      ['52.218.0.0/17', 49],
      ['52.218.0.0/17', 49],
    ]);
  });

  describe('with no room for its blocks', () => {
    const network = full(service);
    const many = MANY_BLOCKS;

    it('stays as it is, and the plan says what is missing and what would open it', () => {
      const { changes, withheld, after, notes } = planned(network);
      expect(changes).toEqual([]);
      expect(after.filter(({ via }) => via !== 'endpoint').map((path) => path.service)).toEqual([
        service,
        service,
      ]);
      expect(withheld.map(({ resourceId, name, adds, wide }) => [resourceId, name, adds, wide])).toEqual([
        ['acl-strict', 'strict', ['outbound rule 120: allow 443/tcp to 0.0.0.0/0'], true],
        ['acl-strict', 'strict', ['inbound rule 120: allow 32768-60999/tcp from 0.0.0.0/0'], true],
      ]);
      expect(texts(notes)[0]).toContain(`no room for a rule for each CIDR block of ${service}`);
      expect(texts(notes)[0]).toContain('--allow-wide-rules');
    });

    it('is opened wide where that was allowed, and the plan marks it', () => {
      const { changes, withheld, after, existing } = planned(network, { allowWideRules: true });
      expect(withheld).toEqual([]);
      expect(after.every(({ via }) => via === 'endpoint')).toBe(true);
      expect(entriesOf(changes).map(({ cidr, egress, wide }) => [cidr, egress, wide])).toEqual([
        ['0.0.0.0/0', true, true],
        ['0.0.0.0/0', false, true],
      ]);
      expect(existing.map(({ wide }) => wide)).toEqual([true, true]);
    });

    it('has a narrow fix in doctor, with the wide one named beside the quota', () => {
      const scene = sceneOf(network, { launchType: 'fargate', services: ['dynamodb'] });
      const found = findings(scene).find(({ rule }) => rule === 'nacl-blocks');
      const entries = entriesOf(found?.changes ?? []);
      expect(entries.some(({ wide }) => wide)).toBe(false);
      expect(
        sameAddresses(
          entries.filter(({ egress }) => egress).map(({ cidr }) => cidr),
          many,
        ),
      ).toBe(true);
      expect(texts(found?.sideEffects ?? []).join('\n')).toContain(
        "Network ACL acl-strict would have 23 outbound rules; AWS's default quota is 20.",
      );
      for (const text of Object.values(found?.fix?.create ?? {}))
        expect(text).toContain('--allow-wide-rules');
      expect(texts(found?.sideEffects ?? []).at(-1)).toMatch(
        /^If you can't raise that quota, .*: aws ec2 create-network-acl-entry .*--cidr-block 0\.0\.0\.0\/0 .* && aws ec2 create-network-acl-entry /,
      );
    });
  });

  it('is not wide for as many blocks as there is room for', () => {
    const many = Array.from({ length: 19 }, (_, index) => `52.${2 * index}.0.0/16`);
    const { changes, withheld } = planned(behind(INSIDE, service, many), { allowWideRules: true });
    expect(withheld).toEqual([]);
    expect(entriesOf(changes)).toHaveLength(38);
    expect(entriesOf(changes).some(({ wide }) => wide)).toBe(false);
  });
});

describe('a security group of the tasks that lets nothing out', () => {
  const shut = edit(BOTH, 'securityGroups', TASK_GROUP, () => group(TASK_GROUP, {}));
  const destinations = (network: Network) => {
    const { needs, tasks } = sceneOf(network, {
      launchType: 'fargate',
      services: ['dynamodb'],
      taskGroups: [TASK_GROUP],
    });
    const base = { launchType: 'fargate', name: 'x', tags: {}, s3Policy: 'full', iac: 'cdk' } as const;
    return plan({ ...base, network, needs, tasks }).changes.map((change) =>
      change.kind === 'authorize-egress' ? change.destination : change.kind,
    );
  };

  it('gets rules for groups and prefix lists, which follow what AWS adds', () => {
    expect(destinations(shut)).toEqual([
      { kind: 'group', groupId: ENDPOINT_GROUP },
      { kind: 'prefix-list', prefixListId: 'pl-s3' },
      { kind: 'prefix-list', prefixListId: 'pl-dynamodb' },
    ]);
  });

  it('gets the addresses of an endpoint whose groups are not known', () => {
    const endpoints = shut.endpoints?.map((endpoint) => ({ ...endpoint, securityGroupIds: [] }));
    const scene = sceneOf({ ...shut, endpoints }, { launchType: 'fargate', taskGroups: [TASK_GROUP] });
    const faults = scene.paths.flatMap((path) => path.faults);
    const named = faults.flatMap((fault: Fault) =>
      fault.rule === 'task-security-group-blocks' && fault.destination.kind === 'cidr'
        ? [fault.destination.cidr]
        : [],
    );
    expect(new Set(named)).toEqual(new Set(['10.0.1.10/32', '10.0.2.10/32']));
  });
});

it('nothing is opened to every address unless it was allowed', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(smallNetwork(5), fc.constantFrom(...FORMAT_NAMES), (made, iac) => {
      const { changes } = plan(planInputOf(made, iac));
      expect(JSON.stringify(changes)).not.toContain('0.0.0.0/0"');
      expect(JSON.stringify(changes)).not.toContain('"wide"');
    }),
    { numRuns: 200, seed: 5 },
  );
});
