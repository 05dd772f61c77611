import type { LaunchType } from '../needs.ts';
import { byId } from '../network/by-id.ts';
import type { Network } from '../network/network.ts';
import { wayOut } from '../network/way-out.ts';
import type { Path, Tasks } from '../trace/path.ts';
import { letsObjectThrough } from '../trace/policy.ts';
import type { EcsWorkload } from './ecs-workload.ts';
import type { WorkloadRemark } from './workload-remark.ts';

interface Scene {
  readonly network: Network;
  readonly tasks: Tasks;
  readonly launchType: LaunchType;
  readonly paths: readonly Path[];
}

/**
 * What a workload's remarks come to in one network: pulls that follow a route table which leads nowhere, and uses of S3
 * that the policy of the endpoint they go by does not let through. The worst comes first.
 *
 * @param remarks those of `workloadRemarks`
 */
export function inNetwork(
  remarks: readonly WorkloadRemark[],
  { otherS3 }: Pick<EcsWorkload, 'otherS3'>,
  scene: Scene,
): WorkloadRemark[] {
  const all = [...remarks.map((remark) => withoutWayOut(remark, scene)), ...s3Remarks(otherS3, scene)];
  return SEVERITIES.flatMap((severity) => all.filter((remark) => remark.severity === severity));
}

const SEVERITIES = ['error', 'warning', 'info'] as const;

/** Registries that are on the internet alone. Another may be reached inside the VPC, by a name of one's own. */
const ON_THE_INTERNET: ReadonlySet<WorkloadRemark['kind']> = new Set([
  'image-docker-hub',
  'image-public-ecr',
] as const);

/** Container instances may have an image already, or a mirror of a registry; Fargate pulls each task's images anew. */
function withoutWayOut(remark: WorkloadRemark, { network, tasks, launchType }: Scene): WorkloadRemark {
  if (!ON_THE_INTERNET.has(remark.kind)) return remark;
  const closed = tasks.subnetIds.filter((id) => {
    const subnet = byId(network.subnets, id);
    return subnet !== undefined && wayOut(network, subnet).via === 'blocked';
  });
  if (closed.length === 0) return remark;
  const where = closed.length === tasks.subnetIds.length ? 'the subnets of the tasks' : closed.join(', ');
  return {
    ...remark,
    severity: launchType === 'fargate' ? 'error' : remark.severity,
    message: `${remark.message} From ${where} no route leads there${launchType === 'fargate' ? ': the pull fails and tasks do not start' : ''}.`,
  };
}

function s3Remarks(otherS3: EcsWorkload['otherS3'], { network, paths }: Scene): WorkloadRemark[] {
  const used = new Set(
    paths.flatMap(({ service, via, endpointId }) =>
      service === 's3' && via === 'endpoint' && endpointId !== undefined ? [endpointId] : [],
    ),
  );
  return [...used].flatMap((id) =>
    otherS3.flatMap(({ because, origin, action, object }): WorkloadRemark[] => {
      const verdict = letsObjectThrough(byId(network.endpoints, id)?.policy, action, object);
      if (verdict === 'yes') return [];
      const policy = `the policy of S3 endpoint ${id}`;
      return [
        verdict === 'no' && object !== undefined
          ? {
              kind: 's3-policy-denies',
              severity: 'error',
              origin: [origin],
              message: `${because} This is refused, because ${policy} does not allow ${action} on ${object}. Allow it there.`,
            }
          : {
              kind: 's3-policy-undecided',
              severity: 'warning',
              origin: [origin],
              message: `${because} Whether ${policy} lets this through cannot be told. Make sure that it allows ${action} on ${object ?? 'that bucket'}.`,
            },
      ];
    }),
  );
}
