import { describe, expect, it } from 'vitest';
import { securityGroupName, securityGroupText } from '../../src/core/security-group-text.ts';

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
