import page from '../../../../docs/rules/nacl-blocks.md';
import { byId } from '../../network/by-id.ts';
import { type Range, rangesOf, subtract } from '../../network/cidr.ts';
import type { PrefixList } from '../../network/network.ts';
import { peerId } from '../../plan/security-group-text.ts';
import { effect, listOf } from '../effect.ts';
import type { FaultOf } from '../rule.ts';
import { causes, type Rule, unique } from '../rule.ts';

/**
 * A network ACL blocks requests or, more often, responses: ACLs are stateless, so responses need the ephemeral ports.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html
 */
export const naclBlocks: Rule = {
  severity: 'error',
  page,
  observe: ({ paths, network: { prefixLists } }) =>
    causes(paths, 'nacl-blocks', ({ aclId }) => aclId).map((cause) => {
      const aclIds = unique(cause.faults.map(({ aclId }) => aclId));
      const widest = withoutCovered(cause.faults, prefixLists);
      const denials = unique(widest.map(denial));
      const what = denials.length > 3 ? `${denials.length} flows` : listOf(denials);
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: [...aclIds, ...unique(cause.faults.map(({ subnetId }) => subnetId))],
        message: `${effect(cause)}, because network ACL ${listOf(aclIds)} denies ${what}.`,
        faults: widest,
      };
    }),
};

type Denial = FaultOf<'nacl-blocks'>;

/** The denials whose fix also fixes the others: wider ones, by an entry that is not later. */
function withoutCovered(faults: readonly Denial[], prefixLists: readonly PrefixList[] | undefined): Denial[] {
  const distinct = new Map(faults.map((fault) => [`${fault.egress} ${denial(fault)}`, fault]));
  const all = [...distinct.values()].map((fault) => ({ fault, addresses: addressesOf(fault, prefixLists) }));
  return all
    .filter((one) => !all.some((other) => other !== one && covers(other, one)))
    .map(({ fault }) => fault);
}

const addressesOf = ({ peer }: Denial, prefixLists: readonly PrefixList[] | undefined): Range[] =>
  rangesOf(
    peer?.kind === 'prefix-list' ? (byId(prefixLists, peer.prefixListId)?.cidrs ?? []) : [peer?.cidr ?? ''],
  );

interface Denied {
  readonly fault: Denial;
  readonly addresses: readonly Range[];
}

const covers = (wide: Denied, narrow: Denied): boolean =>
  wide.fault.egress === narrow.fault.egress &&
  wide.fault.fromPort <= narrow.fault.fromPort &&
  narrow.fault.toPort <= wide.fault.toPort &&
  wide.fault.ruleNumber <= narrow.fault.ruleNumber &&
  narrow.addresses.length > 0 &&
  subtract(narrow.addresses, wide.addresses).length === 0;

function denial({ egress, peer, fromPort, toPort, ruleNumber }: Denial): string {
  const ports = fromPort === toPort ? `${fromPort}` : `${fromPort}-${toPort}`;
  const rule = ruleNumber === CLOSING_ENTRY ? '*' : `${ruleNumber}`;
  const flow = `${ports}/tcp`;
  if (peer === undefined) return `${flow} ${egress ? 'out' : 'in'} (rule ${rule})`;
  const other = peer.kind === 'prefix-list' ? `prefix list ${peerId(peer)}` : peerId(peer);
  return `${flow} ${egress ? 'to' : 'from'} ${other} (rule ${rule})`;
}

const CLOSING_ENTRY = 32767;
