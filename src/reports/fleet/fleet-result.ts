import type { StepLeft } from '../plan-document.ts';

/** What `sweep --create` did, as its views show it. A VPC is named `ACCOUNT/REGION/VPC`. */
export interface FleetResult {
  /** As it was named. */
  readonly directory: string;
  readonly format: FleetResultFormat;
  /** The VPCs in which something is to be done. */
  readonly vpcs: readonly FleetResultVpc[];
  /** Those in which nothing is to be done. */
  readonly nothing: readonly string[];
  /** What has no code, with the reason. */
  readonly leftOut: readonly {
    readonly accountId: string | null;
    readonly region: string | null;
    readonly vpcId?: string | undefined;
    readonly reason: string;
    /** Whether it was read; else the report has it already. */
    readonly read: boolean;
  }[];
  /** Those with a path that stays unknown. */
  readonly unknown: readonly string[];
  /** How it differs from the run before; undefined for a first run. */
  readonly changes: FleetChanges | undefined;
  readonly files: {
    readonly added: readonly string[];
    readonly changed: readonly string[];
    readonly removed: readonly string[];
  };
  readonly written: boolean;
}

/** The format of a fleet's code. */
export interface FleetResultFormat {
  readonly name: string;
  readonly label: string;
  /** What VPCs that share code are. */
  readonly group: string;
}

export interface FleetResultVpc {
  readonly key: string;
  /** Undefined where only manual steps do what is to be done. */
  readonly group: string | undefined;
  readonly creates: readonly string[];
  /** What is done to existing resources, a phrase each. */
  readonly changes: readonly string[];
  readonly manualSteps: number;
}

/** What the next deployment adds and removes, each with the VPC before it. */
export interface FleetChanges {
  readonly adds: readonly string[];
  readonly removes: readonly string[];
  /** What was done by command that isn't needed any more. */
  readonly leaves: readonly StepLeft[];
  /** VPCs whose code is in another group now. */
  readonly moves: readonly string[];
}
