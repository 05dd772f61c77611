import page from '../../../../docs/rules/task-security-groups-unknown.md';
import { counted } from '../effect.ts';
import { causes, type Rule, unique } from '../rule.ts';

/** The endpoint allows security groups, not addresses, and the tasks' groups are not known. */
export const taskSecurityGroupsUnknown: Rule = {
  severity: 'unknown',
  page,
  observe: ({ paths }) =>
    causes(paths, 'task-security-groups-unknown', ({ groupIds }) => groupIds.toSorted().join()).map(
      (cause) => {
        const groupIds = unique(cause.faults.flatMap((fault) => fault.groupIds));
        const admitted = unique(cause.faults.flatMap((fault) => fault.admitted));
        return {
          services: cause.services,
          subnetIds: cause.subnetIds,
          resourceIds: [...groupIds, ...unique(cause.faults.map(({ endpointId }) => endpointId))],
          message: `Tasks start only if they are in ${counted(admitted, 'security group', 'or')}, because ${counted(groupIds, 'security group')} of the endpoint${cause.services.length > 1 ? 's' : ''} ${groupIds.length > 1 ? 'allow' : 'allows'} no other inbound traffic. Pass the tasks' groups with --task-security-groups.`,
          faults: [],
        };
      },
    ),
};
