import type { Network } from '../../core/network/network.ts';
import type { Planned } from './parts.ts';

/** A VPC as code makes it. */
export interface PlannedVpc {
  readonly network: Network;
  /** The same VPC before the deployment; undefined where it is new, or the source doesn't tell. */
  readonly before: Network | undefined;
  readonly planned: Planned;
}
