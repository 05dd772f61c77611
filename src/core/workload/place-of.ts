import type { EcsWorkload } from './ecs-workload.ts';
import type { LaunchType } from './needs.ts';

/** The subnets and groups of what pulls the images. */
type Place = Pick<EcsWorkload, 'subnetIds' | 'securityGroupIds'>;

export const NOWHERE: Place = { subnetIds: [], securityGroupIds: [] };

/** Where the images are pulled, as far as a workload tells it: on EC2 it is the container instances that pull them. */
export const placeOf = (workload: EcsWorkload, launchType: LaunchType | undefined): Place =>
  launchType === 'ec2' ? (workload.instances ?? NOWHERE) : workload;
