import { describe, expect, it } from 'vitest';
import type { NetworkAclEntry } from '../../src/core/network/network.ts';
import { CLOSING_RULE } from '../../src/core/network/network-acl.ts';
import { type AclEntry, ruleNumbers } from '../../src/core/plan/rule-number.ts';

const rule = (ruleNumber: number, egress = false): NetworkAclEntry => ({
  ...{ ruleNumber, egress, allow: true, protocol: '6', cidr: '10.9.0.0/16', fromPort: 443, toPort: 443 },
});

const HTTPS = { fromPort: 443, toPort: 443 };

const keptRule = (ruleNumber: number, cidr: string, change: Partial<AclEntry> = {}): AclEntry => ({
  ...{ kind: 'add-network-acl-entry', aclId: 'acl-1', ruleNumber, egress: false, cidr, ...HTTPS, ...change },
});

describe('ruleNumbers', () => {
  it.each<
    [
      what: string,
      numbers: readonly number[],
      kept: readonly AclEntry[],
      cidrs: readonly string[],
      expected: readonly (number | undefined)[],
      before?: number,
    ]
  >([
    ['the next ten after the last', [100, 105], [], ['10.0.1.0/24', '10.0.2.0/24'], [110, 120]],
    ['those before a rule that denies', [100, 99], [], ['10.0.1.0/24', '10.0.2.0/24'], [98, 97], 100],
    ['none where none is left', [1, 2], [], ['10.0.1.0/24'], [undefined], 2],
    ['its own in an earlier run', [100, 120], [keptRule(110, '10.0.1.0/24')], ['10.0.1.0/24'], [110]],
    ['another where its own is taken', [100, 110], [keptRule(110, '10.0.1.0/24')], ['10.0.1.0/24'], [120]],
    [
      'another where its own comes too late',
      [50, 100],
      [keptRule(110, '10.0.1.0/24')],
      ['10.0.1.0/24'],
      [49],
      50,
    ],
    [
      'none of a rule that goes, or comes later',
      [100],
      [keptRule(110, '10.0.1.0/24'), keptRule(120, '10.0.2.0/24')],
      ['10.0.3.0/24', '10.0.2.0/24'],
      [130, 120],
    ],
    [
      'that of a rule that goes, where no other is left',
      [2],
      [keptRule(1, '10.0.1.0/24')],
      ['10.0.2.0/24'],
      [1],
      2,
    ],
    [
      'nothing of other ACLs, directions and ports',
      [100],
      [
        keptRule(210, '10.0.1.0/24', { aclId: 'acl-2' }),
        keptRule(220, '10.0.1.0/24', { egress: true }),
        keptRule(105, '10.0.1.0/24', { fromPort: 32768, toPort: 60999 }),
      ],
      ['10.0.1.0/24'],
      [110],
    ],
  ])('gives a rule %s', (_, numbers, kept, cidrs, expected, before = CLOSING_RULE) => {
    const entries = [...numbers.map((number) => rule(number)), rule(300, true)];
    const numberOf = ruleNumbers({ id: 'acl-1', subnetIds: [], entries }, false, kept);
    expect(cidrs.map((cidr) => numberOf({ cidr, ...HTTPS, before }))).toEqual(expected);
  });
});
