import type { Partition } from '../../core/network/regions.ts';
import type { Plan, Prerequisite } from '../../core/plan/planned.ts';
import type { LaunchType } from '../../core/workload/needs.ts';
import type { GeneratedFile } from '../format.ts';
import type { Step } from '../readme.ts';
import type { Group } from './grouped.ts';

/** What a plan is in the code of a fleet. */
export interface Part {
  /** What VPCs share that differ only in values: the text of a template, a module or a class. */
  readonly shape: string;
  /** The values of this VPC, by the name of a parameter, a variable or a property. */
  readonly values: Readonly<Record<string, string>>;
  /** What to do in this VPC before and after its code is undone, since that leaves it behind. */
  readonly undo?: { readonly before: readonly Step[]; readonly after: readonly Step[] };
}

/** Which VPC. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
  readonly vpcId: string;
}

/** A VPC of a fleet for which something is to be done. */
export interface FleetVpc extends Place {
  /** Its `Name` tag. */
  readonly name: string | undefined;
  readonly partition: Partition;
  readonly launchType: LaunchType;
  /** Undefined where only commands can do what is to be done. */
  readonly part: Part | undefined;
  /** The services that get an endpoint. */
  readonly creates: readonly string[];
  /** What is done to existing resources, by them and by the manual steps, a phrase each. */
  readonly changes: readonly string[];
  readonly prerequisites: readonly Prerequisite[];
  readonly notes: readonly string[];
  /** The command that checks it. */
  readonly doctor: string;
}

/** A VPC, or a part of an account, for which no code was generated. */
export interface LeftOut {
  readonly accountId: string | null;
  readonly region: string | null;
  readonly vpcId?: string | undefined;
  readonly reason: string;
  /** Whether it was read, and only its plan can't be made. */
  readonly read: boolean;
}

/** All that the code of a fleet is made from. */
export interface Fleet {
  /** The name prefix. */
  readonly name: string;
  /** By account, Region and VPC. */
  readonly vpcs: readonly FleetVpc[];
  /** The VPCs that have code, by what they share. */
  readonly groups: readonly Group[];
  /** The groups that VPCs were in before, by their key. */
  readonly former: Readonly<Record<string, readonly string[]>>;
  readonly leftOut: readonly LeftOut[];
}

/** Turns plans into the code of a fleet. Pure: the same plans give the same bytes. */
export interface FleetRenderer {
  /** @throws Problem when the format can't write a text that the user chose */
  readonly partOf: (plan: Plan) => Part;
  readonly render: (fleet: Fleet) => GeneratedFile[];
}

/** The name of a VPC in records and in groups. */
export const keyOf = ({ accountId, region, vpcId }: Place): string => `${accountId}/${region}/${vpcId}`;

/** By account, Region and VPC. */
export const byPlace = (a: Place, b: Place): number => (keyOf(a) < keyOf(b) ? -1 : 1);
