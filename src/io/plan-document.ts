import type { Plan } from '../core/plan/plan.ts';
import type { GeneratedFile } from '../render/render.ts';

/** What `--json` prints: the shape is a promise to scripts. */
export function planDocument(plan: Plan, files: readonly GeneratedFile[]) {
  const {
    region,
    partition,
    vpcId,
    launchType,
    endpoints,
    adopted,
    securityGroup,
    prerequisites,
    workload,
    notes,
  } = plan;
  return {
    region,
    partition,
    vpcId,
    launchType,
    endpoints: endpoints.map(
      ({ service, serviceName, kind, action, endpointId, subnetIds, routeTableIds, because, origin }) => ({
        service,
        serviceName,
        kind,
        action,
        ...(endpointId !== undefined && { endpointId }),
        ...(adopted.some(({ id }) => id === endpointId) && { adopted: true }),
        subnetIds,
        routeTableIds,
        because,
        origin,
      }),
    ),
    securityGroup: securityGroup ?? null,
    prerequisites: prerequisites.map(({ because, command, when }) => ({ because, command, when })),
    workload: workload?.remarks ?? [],
    notes,
    files: files.map(({ path, contents }) => ({ path, bytes: Buffer.byteLength(contents) })),
  };
}
