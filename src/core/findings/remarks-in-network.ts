import { byId } from '../network/by-id.ts';
import type { Network } from '../network/network.ts';
import { regionIn } from '../network/regions.ts';
import { closedSubnets } from '../trace/closed-subnets.ts';
import type { Traced } from '../trace/path.ts';
import { letsObjectThrough } from '../trace/policy.ts';
import type { EcsWorkload } from '../workload/ecs-workload.ts';
import { registryPlace } from '../workload/public-registries.ts';
import type { S3Use } from '../workload/said.ts';
import type { Tasks } from '../workload/tasks.ts';
import type { WorkloadFindingData } from '../workload/workload-finding.ts';
import type { WorkloadRemark } from '../workload/workload-remark.ts';
import { isOtherRegion, otherRegionRemark } from './other-region.ts';
import { closedText, PULL_FAILS, whereText } from './way-out-text.ts';

/**
 * What a workload's remarks mean in one network: pulls without internet access, services in other Regions, and uses of S3 that
 * the endpoint's policy doesn't allow. The worst come first.
 *
 * @param traced the remarks of its workload come from `workloadRemarks`
 */
export function remarksInNetwork(traced: Traced): WorkloadRemark[] {
  const { workload } = traced;
  if (workload === undefined) return [];
  const all = [
    ...workload.remarks.map(({ finding, ...remark }) =>
      finding ? heldAgainst(remark, finding, traced) : remark,
    ),
    ...s3Remarks(workload.otherS3, traced),
  ];
  return SEVERITIES.flatMap((severity) => all.filter((remark) => remark.severity === severity));
}

const SEVERITIES = ['error', 'unknown', 'warning', 'info'] as const;

function heldAgainst(remark: WorkloadRemark, finding: WorkloadFindingData, scene: Traced): WorkloadRemark {
  if (isOtherRegion(finding)) return otherRegionRemark(remark, finding, scene);
  switch (finding.kind) {
    case 'image-docker-hub':
    case 'image-public-ecr':
      return fromTheInternet(remark, 'internet', scene);
    case 'image-other-registry':
      return fromTheInternet(remark, registryPlace(finding.host), scene);
    case 'image-private-registry':
      return fromTheInternet(remark, undefined, scene);
    case 'image-pull-through-cache':
      return fromCache(remark, scene);
    case 'image-ecr-unusual-name':
      return finding.unusual === 'dual-stack' ? byDualStackName(remark, finding.image, scene) : remark;
    default:
      return remark;
  }
}

/**
 * A pull from a registry that no endpoint reaches. Container instances may have the image cached, or a registry mirror. Fargate
 * pulls the images again for each task.
 *
 * @param place what is known about where the registry is
 */
function fromTheInternet(
  remark: WorkloadRemark,
  place: ReturnType<typeof registryPlace>,
  { network, tasks, launchType }: Traced,
): WorkloadRemark {
  const closed = closedSubnets(network, tasks, remark.origin);
  const fails = closed.filter(
    ({ byIpv6, alone }) => !byIpv6 && (place === 'internet' || (place === 'cloud' && alone)),
  );
  const shown = fails.length > 0 ? fails : closed;
  if (shown.length === 0) return remark;
  const ids = shown.map(({ id }) => id);
  const from = `${remark.message} From ${whereText(ids, tasks)} ${closedText(shown)}`;
  if (fails.length > 0 && launchType === 'fargate') {
    return { ...remark, severity: 'error', message: `${from}${PULL_FAILS}.` };
  }
  if (fails.length > 0) return { ...remark, message: `${from}.` };
  return {
    ...remark,
    message:
      place === undefined || !shown.some(({ byIpv6 }) => byIpv6)
        ? `${from}, so the registry must be in the VPC or in a network that the VPC has a route to.`
        : `${from}. Whether it can be reached over IPv6 is not known.`,
  };
}

function fromCache(remark: WorkloadRemark, { network, tasks }: Traced): WorkloadRemark {
  const closed = closedSubnets(network, tasks, remark.origin);
  if (closed.length === 0) return remark;
  const from = whereText(
    closed.map(({ id }) => id),
    tasks,
  );
  return {
    ...remark,
    message: `${remark.message} There is no route to the internet from ${from}, so the pull works only if this tag is already in the cache, which is not known.`,
  };
}

/** Tasks without IPv4 must use that name, so no other name is suggested. */
function byDualStackName(remark: WorkloadRemark, image: string, { network, tasks }: Traced): WorkloadRemark {
  const withIpv4 = tasks.subnetIds.some((id) => byId(network.subnets, id)?.cidr !== undefined);
  return withIpv4
    ? remark
    : {
        ...remark,
        severity: 'info',
        message: `${image} uses the dual-stack registry name, which tasks without IPv4 addresses require.`,
      };
}

function s3Remarks(otherS3: EcsWorkload['otherS3'], { network, tasks, paths }: Traced): WorkloadRemark[] {
  const used = new Set(
    paths.flatMap(({ service, via, endpointId }) =>
      service === 's3' && via === 'endpoint' && endpointId !== undefined ? [endpointId] : [],
    ),
  );
  const strangers = used.size === 0 ? [] : otherS3.flatMap((use) => bucketRemark(use, network, tasks));
  const refused = [...used].flatMap((id) =>
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
              message: `${because} This is denied, because ${policy} doesn't allow ${action} on ${object}. Allow it there.`,
            }
          : {
              kind: 's3-policy-undecided',
              severity: 'unknown',
              origin: [origin],
              message: `${because} Can't determine whether ${policy} allows this. Make sure that it allows ${action} on ${object ?? 'that bucket'}.`,
            },
      ];
    }),
  );
  return [...refused, ...strangers];
}

/** A bucket's ARN names no Region, and a gateway endpoint serves only the buckets in its own Region. */
function bucketRemark({ because, origin, object }: S3Use, network: Network, tasks: Tasks): WorkloadRemark[] {
  const [, bucket = ''] = /^arn:[^:]*:s3:::([^/]+)/.exec(object ?? '') ?? [];
  const region = regionIn(bucket);
  if (region === undefined || region === network.region) return [];
  const closed = closedSubnets(network, tasks, [origin]);
  const from = whereText(
    closed.map(({ id }) => id),
    tasks,
  );
  return [
    {
      kind: 's3-bucket-region',
      severity: 'warning',
      origin: [origin],
      message:
        `${because} Its name suggests that bucket ${bucket} is in ${region}, but the gateway endpoint serves only buckets in ${network.region}` +
        `${closed.length > 0 ? `, and from ${from} ${closedText(closed)}` : ''}. Make sure that the bucket is in ${network.region}.`,
    },
  ];
}
