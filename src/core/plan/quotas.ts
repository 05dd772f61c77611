import { byId } from '../network/by-id.ts';
import type { Network } from '../network/network.ts';
import { CLOSING_RULE, ENTRIES_PER_ACL } from '../network/network-acl.ts';
import { RULES_PER_GROUP, ruleCount } from '../network/security-group.ts';
import type { Tasks } from '../workload/tasks.ts';
import { taskPeers } from './apply.ts';
import type { Change } from './change.ts';
import type { Note } from './note.ts';

/** @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html */
const INTERFACE_ENDPOINTS_PER_VPC = 50;

/** Notes for changes that exceed AWS's default quotas. */
export function quotaNotes(network: Network, tasks: Tasks, changes: readonly Change[]): Note[] {
  const created = changes.filter(({ kind }) => kind === 'create-interface-endpoint').length;
  const existing = network.endpoints?.filter(({ kind }) => kind === 'interface').length ?? 0;
  const growths: Growth[] = [
    {
      list: 'The VPC',
      of: 'interface endpoints',
      before: created > 0 ? existing : 0,
      added: created,
      quota: INTERFACE_ENDPOINTS_PER_VPC,
    },
    {
      list: 'The new security group',
      of: 'inbound rules',
      before: 0,
      added: created > 0 ? taskPeers(network, tasks).length : 0,
      quota: RULES_PER_GROUP,
    },
    ...changes.flatMap((change) => listGrowth(network, change) ?? []),
  ];
  return summed(growths)
    .filter(({ before, added, quota }) => before + added > quota)
    .map(({ list, of, before, added, quota }) => ({
      code: 'quota-exceeded',
      message: `${list} would have ${before + added} ${of}; AWS's default quota is ${quota}.`,
    }));
}

/** A list whose length AWS limits, and how much longer it becomes. */
interface Growth {
  readonly list: string;
  readonly of: string;
  readonly before: number;
  readonly added: number;
  readonly quota: number;
}

function listGrowth(network: Network, change: Change): Growth | undefined {
  switch (change.kind) {
    case 'authorize-ingress':
    case 'authorize-egress': {
      const inbound = change.kind === 'authorize-ingress';
      const group = byId(network.securityGroups, change.groupId);
      return {
        list: `Security group ${change.groupId}`,
        of: inbound ? 'inbound rules' : 'outbound rules',
        before: ruleCount((inbound ? group?.ingress : group?.egress) ?? []),
        added: 1,
        quota: RULES_PER_GROUP,
      };
    }
    case 'add-network-acl-entry': {
      const entries = byId(network.networkAcls, change.aclId)?.entries ?? [];
      return {
        list: `Network ACL ${change.aclId}`,
        of: change.egress ? 'outbound rules' : 'inbound rules',
        before: entries.filter(
          ({ egress, ruleNumber }) => egress === change.egress && ruleNumber < CLOSING_RULE,
        ).length,
        added: 1,
        quota: ENTRIES_PER_ACL,
      };
    }
    default:
      return undefined;
  }
}

function summed(growths: readonly Growth[]): Growth[] {
  const lists = new Map<string, Growth>();
  for (const growth of growths) {
    const key = `${growth.list} ${growth.of}`;
    const added = (lists.get(key)?.added ?? 0) + growth.added;
    lists.set(key, { ...growth, added });
  }
  return [...lists.values()];
}
