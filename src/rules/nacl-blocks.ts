import { effect, listOf } from './effect.ts';
import type { FaultOf } from './rule.ts';
import { causes, type Rule, unique } from './rule.ts';

/**
 * A network ACL stops requests or, more often, their answers: ACLs keep no state, so answers need the ephemeral ports.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html
 */
export const naclBlocks: Rule = {
  severity: 'error',
  observe: ({ paths }) =>
    causes(paths, 'nacl-blocks', ({ aclId }) => aclId).map((cause) => {
      const aclIds = unique(cause.faults.map(({ aclId }) => aclId));
      const denials = unique(cause.faults.map(denial));
      const what = denials.length > 3 ? `${denials.length} flows` : listOf(denials);
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: [...aclIds, ...unique(cause.faults.map(({ subnetId }) => subnetId))],
        message: `${effect(cause)}, because network ACL ${listOf(aclIds)} denies ${what}.`,
        faults: cause.faults,
      };
    }),
};

function denial({ egress, cidr, fromPort, toPort, ruleNumber }: FaultOf<'nacl-blocks'>): string {
  const ports = fromPort === toPort ? `${fromPort}` : `${fromPort}-${toPort}`;
  const rule = ruleNumber === CLOSING_ENTRY ? '*' : `${ruleNumber}`;
  return `${ports}/tcp ${egress ? 'to' : 'from'} ${cidr} (rule ${rule})`;
}

const CLOSING_ENTRY = 32767;
