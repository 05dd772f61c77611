import type { EcsWorkload } from './ecs-workload.ts';
import { placeOf } from './place-of.ts';

/**
 * What tasks need together whose workloads were read apart, one of each launch type. With both it is `ec2`, which needs more.
 *
 * @param workloads at least one
 */
export function unitedWorkload(workloads: readonly EcsWorkload[]): EcsWorkload {
  const all = <T>(of: (workload: EcsWorkload) => readonly T[]): T[] => [...new Set(workloads.flatMap(of))];
  const launchType = workloads.some((each) => each.launchType === 'ec2') ? 'ec2' : workloads[0]?.launchType;
  const unreadable = all((each) => each.unreadable ?? []);
  return {
    launchType,
    launchTypeOrigin: all((each) => (each.launchType === launchType ? each.launchTypeOrigin : [])),
    needs: all(({ needs }) => needs),
    findings: all(({ findings }) => findings),
    inferred: all(({ inferred }) => inferred),
    windows: workloads.some(({ windows }) => windows),
    otherS3: all(({ otherS3 }) => otherS3),
    subnetIds: all(({ subnetIds }) => subnetIds),
    securityGroupIds: all(({ securityGroupIds }) => securityGroupIds),
    networkOrigin: all(({ networkOrigin }) => networkOrigin),
    ...(launchType === 'ec2' && {
      instances: {
        subnetIds: all((each) => placeOf(each, each.launchType).subnetIds).sort(),
        securityGroupIds: all((each) => placeOf(each, each.launchType).securityGroupIds).sort(),
        origin: all((each) =>
          each.launchType === 'ec2' ? (each.instances?.origin ?? []) : each.networkOrigin,
        ),
      },
    }),
    withoutPublicAddress: all((each) => each.withoutPublicAddress),
    ...(unreadable.length > 0 && { unreadable }),
  };
}
