import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { partsChanged } from '../../src/commands/create/update.ts';
import type { ServiceName } from '../../src/core/catalogue.ts';
import { partsOf, partsOfChange } from '../../src/core/plan/parts.ts';
import type { Plan } from '../../src/core/plan/planned.ts';
import { needs } from '../../src/core/workload/needs.ts';
import type { RunRecord } from '../../src/sources/record/record.ts';
import { FORMAT_NAMES, type Iac, plan } from '../engine.ts';
import { type Case, type FAULT_NAMES, planInputOf, smallNetwork } from './arbitrary-network.ts';
import { deployed, NAME, singly } from './deployed.ts';

/** Manual steps that somebody carried out and a second run doesn't need. */

/** What stacks leave to commands; the last of them Terraform, too. */
const FAULTS = [
  'private DNS off',
  'endpoint without interfaces',
  'endpoint in one AZ',
  'endpoint elsewhere',
  'endpoint policy',
  's3 interface endpoint',
  'DNS support',
  'DNS hostnames',
  'gateway route overridden',
] as const satisfies typeof FAULT_NAMES;

const anyCase = fc.tuple(
  smallNetwork(6, FAULTS),
  fc.constantFrom(...FORMAT_NAMES),
  fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
);

/** What the tasks need of the pull path and beside it, and where they run. */
const anyAnswers = fc.record({
  wanted: fc.uniqueArray(
    fc.constantFrom<ServiceName>('ecr.api', 'ecr.dkr', 's3', 'logs', 'ssm', 'dynamodb', 'sts'),
    { minLength: 1, maxLength: 6 },
  ),
  fewer: fc.boolean(),
});

function planFor(made: Case, iac: Iac, { wanted, fewer }: { wanted: ServiceName[]; fewer: boolean }): Plan {
  const all = needs({ launchType: made.shape.launchType, services: wanted, serviceConnect: false });
  return plan({
    ...planInputOf(made, iac),
    needs: all.filter(({ service }) => wanted.includes(service)),
    tasks: fewer ? { ...made.tasks, subnetIds: made.tasks.subnetIds.slice(0, 1) } : made.tasks,
  });
}

/** A record, as far as two runs are compared by it. */
const recordOf = (made: Plan): RunRecord =>
  ({
    name: NAME,
    changes: made.changes,
    byHand: made.byHand,
    former: [],
    parts: partsOf(made),
  }) as unknown as RunRecord;

const leftAfter = (first: Plan, second: Plan, now: Case['network']) =>
  partsChanged(recordOf(first), second, now).prerequisites.leaves;

it('tells manual steps that are no longer needed as far as they were carried out, and no further', {
  timeout: 120_000,
}, () => {
  const told = new Map<string, number>();
  let byHalf = 0;
  fc.assert(
    fc.property(anyCase, anyAnswers, anyAnswers, ([made, iac, chosen], before, after) => {
      fc.pre(made.network.unreadable.length === 0);
      const first = planFor(made, iac, before);
      const second = planFor(made, iac, after);
      const part = first.byHand.flatMap(singly).filter((_, index) => chosen[index % chosen.length]);
      const now = deployed(made.network, part, made);
      const needed = new Set(partsOf(second));
      const expected = part.flatMap(partsOfChange).filter((each) => !needed.has(each));
      const left = leftAfter(first, second, now);
      // The last step is to be undone first.
      expect(left.toReversed().flatMap((each) => each.part.split(', '))).toEqual(expected);
      // A denied call that says nothing of them makes no difference.
      for (const call of ['DescribeVpcEndpointServices', 'DescribeNatGateways', 'ListHostedZonesByVPC']) {
        const unreadable = [{ call, action: `ec2:${call}`, reason: 'Denied.' }];
        expect(leftAfter(first, second, { ...now, unreadable })).toEqual(left);
      }
      // Where they are needed again, only those that nobody carried out are new.
      const again = partsChanged({ ...recordOf(second), former: first.byHand }, first, now);
      expect(again.prerequisites.adds).toEqual(
        first.byHand
          .flatMap(partsOfChange)
          .filter((each) => !needed.has(each) && !part.flatMap(partsOfChange).includes(each)),
      );
      for (const change of part) {
        const isLeft = partsOfChange(change).some((each) => expected.includes(each));
        if (isLeft) told.set(change.kind, (told.get(change.kind) ?? 0) + 1);
      }
      byHalf += first.byHand.filter((change) => {
        const there = partsOfChange(change).filter((each) => expected.includes(each)).length;
        return there > 0 && there < partsOfChange(change).length;
      }).length;
    }),
    { numRuns: 250, seed: 1 },
  );
  // All kinds that the format with the fewest resources leaves to commands.
  expect([...told.keys()].sort()).toEqual([
    'add-subnets',
    'delete-route',
    'enable-private-dns',
    'limit-s3-private-dns',
    'set-endpoint-policy',
    'set-vpc-attribute',
  ]);
  expect(byHalf).toBeGreaterThan(0);
});
