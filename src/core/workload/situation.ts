import type { Network } from '../network/network.ts';
import type { EcsWorkload } from './ecs-workload.ts';
import type { LaunchType, Need } from './needs.ts';
import type { Tasks } from './tasks.ts';
import type { WorkloadRemark } from './workload-remark.ts';

/** All that is asked about one VPC: what `doctor` reports on and `create` plans for. */
export interface Situation {
  readonly network: Network;
  readonly needs: readonly Need[];
  readonly tasks: Tasks;
  readonly launchType: LaunchType;
  /** Undefined when the needs come from answers alone. */
  readonly workload?: DescribedWorkload | undefined;
}

/** What the task definitions and services tell besides their needs. */
export interface DescribedWorkload {
  /** What names them on the command line: `--service shop/web`. */
  readonly words: readonly string[];
  readonly remarks: readonly WorkloadRemark[];
  /** What else than image layers goes to S3, to be held to the policy of the endpoint it goes by. */
  readonly otherS3: EcsWorkload['otherS3'];
}
