/** The tasks whose start is traced. */
export interface Tasks {
  readonly subnetIds: readonly string[];
  /** The groups of the tasks' network interfaces; empty when nobody said, then egress is taken to be open. */
  readonly securityGroupIds: readonly string[];
  /** Whose network interfaces are known to get no public address; left out where nobody said. */
  readonly withoutPublicAddress?: readonly WithoutPublicAddress[];
  /** The CIDR blocks of other VPCs that use the same new endpoints. Left out where there are none. */
  readonly spokeCidrs?: readonly string[];
}

/** Tasks in one subnet that have no public address, by what the `origin` of a need names: definitions and services. */
export interface WithoutPublicAddress {
  readonly subnetId: string;
  readonly names: readonly string[];
}
