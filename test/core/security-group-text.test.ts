import { describe, expect, it } from 'vitest';
import {
  ruleDescription,
  securityGroupName,
  securityGroupText,
} from '../../src/core/plan/security-group-text.ts';

describe('securityGroupText', () => {
  it.each([
    ['HTTPS from a-b_c. (:/#,@[]+=&;{}!$*)', 'HTTPS from a-b_c. (:/#,@[]+=&;{}!$*)'],
    ['é 日本 😀', '_ __ _'],
    ['a\nb\t"c"', 'a_b__c_'],
    ['x'.repeat(300), 'x'.repeat(255)],
  ])('makes %j what EC2 accepts', (text, accepted) => {
    expect(securityGroupText(text)).toBe(accepted);
  });
});

describe('securityGroupName', () => {
  it.each([
    ['private-ecs-endpoints', 'private-ecs-endpoints'],
    ['sg-1-endpoints', 'group-1-endpoints'],
  ])('makes %j a name', (text, accepted) => {
    expect(securityGroupName(text)).toBe(accepted);
  });
});

describe('ruleDescription', () => {
  const groupId = 'sg-0aaaaaaaaaaaaaaa1';
  const group = { kind: 'group', groupId } as const;
  it.each([
    [{ kind: 'authorize-ingress', groupId, source: group } as const],
    [{ kind: 'authorize-egress', groupId, destination: group } as const],
    [
      {
        kind: 'authorize-egress',
        groupId,
        destination: { kind: 'prefix-list', prefixListId: 'pl-6da54004' },
      } as const,
    ],
  ])('says in words that EC2 accepts what $kind lets through', (change) => {
    const description = ruleDescription(change);
    expect(description).toMatch(/^HTTPS (from|to) /);
    expect(securityGroupText(description)).toBe(description);
  });
});
