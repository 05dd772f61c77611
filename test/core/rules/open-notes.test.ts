import { expect, it } from 'vitest';
import { openNotes } from '../../../src/core/findings/open-notes.ts';
import { plan, texts } from '../../engine.ts';
import { caseOf, type FaultName, planInputOf, RIGHT_SHAPE } from '../arbitrary-network.ts';

function notesOf(faults: readonly { name: FaultName; at: number }[]): string[] {
  const made = caseOf({ ...RIGHT_SHAPE, azs: ['a'] }, faults);
  const { after } = plan(planInputOf(made, 'terraform'));
  return texts(openNotes({ ...made, launchType: 'fargate', paths: after }));
}

it('says nothing where the plan closes everything', () => {
  expect(notesOf([])).toEqual([]);
  expect(notesOf([{ name: 'gateway route absent', at: 0 }])).toEqual([]);
});

it('says what a plan cannot close: an explicit Deny, a pending endpoint, a fact that was not read', () => {
  expect(notesOf([{ name: 'endpoint policy', at: 3 }])).toEqual([
    expect.stringMatching(
      /^Left open: .* because the policy of endpoint vpce-ecr\.api .*\(doctor --explain endpoint-policy-denies\)$/,
    ),
  ]);
  expect(notesOf([{ name: 'endpoint not available', at: 0 }])).toEqual([
    expect.stringContaining('endpoint-not-available'),
  ]);
  expect(notesOf([{ name: 'name servers', at: 0 }])).toEqual([expect.stringContaining('custom-dns')]);
});
