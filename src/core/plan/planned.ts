import type { ServiceName } from '../catalogue.ts';
import type { Network, Subnet } from '../network/network.ts';
import type { Peer } from '../network/peer.ts';
import type { Partition } from '../network/regions.ts';
import type { Path } from '../trace/path.ts';
import type { LaunchType } from '../workload/needs.ts';
import type { S3Policy } from '../workload/s3-policy.ts';
import type { DescribedWorkload, Situation } from '../workload/situation.ts';
import type { Abilities } from './abilities.ts';
import type { Change, ChangeKind } from './change.ts';
import type { Note } from './note.ts';

export interface Plan {
  readonly region: string;
  readonly partition: Partition;
  readonly launchType: LaunchType;
  readonly format: Abilities;
  /** The prefix of every created name, e.g. `private-ecs`. */
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether the VPC and `subnets` are created too. Then ids are symbolic: `new-vpc`, `private-1`, … */
  readonly newVpc: boolean;
  readonly vpcId: string;
  readonly vpcCidr: string | undefined;
  /** The subnets where tasks run, in the order given. */
  readonly subnets: readonly Subnet[];
  /** Effective route tables of `subnets`, each once. */
  readonly routeTables: readonly {
    readonly id: string;
    readonly name?: string;
    readonly main: boolean;
    readonly subnetIds: readonly string[];
  }[];
  readonly endpoints: readonly PlannedEndpoint[];
  /** Undefined when no interface endpoint is created. */
  readonly securityGroup: PlannedSecurityGroup | undefined;
  /** The existing endpoints that the files take under management. */
  readonly adopted: readonly AdoptedEndpoint[];
  /** What the rendered files do, in order; all expressible in `format`. */
  readonly changes: readonly Change[];
  readonly prerequisites: readonly Prerequisite[];
  /** Every change to something that exists, by the files and by the prerequisites. */
  readonly existing: readonly ExistingChange[];
  /** What would open more than it must, and is left out because nobody allowed it. */
  readonly withheld: readonly ExistingChange[];
  /** Undefined when the needs come from answers alone. */
  readonly workload?: DescribedWorkload | undefined;
  /** What the reader must know: assumptions, side effects, what could not be known. */
  readonly notes: readonly Note[];
  /** The network with `changes` and the prerequisites made. */
  readonly network: Network;
  /** The traces without and with `changes` and the prerequisites. */
  readonly before: readonly Path[];
  readonly after: readonly Path[];
}

/** What happens to one service's endpoint; a service can have two rows (one kept, one that joins it). */
export interface PlannedEndpoint {
  readonly service: ServiceName;
  readonly serviceName: string;
  readonly kind: 'interface' | 'gateway';
  readonly action: 'create' | 'extend' | 'keep';
  /** Set for `extend` and `keep`; one that is kept can still be on its way (then a note says so). */
  readonly endpointId?: string;
  /** `create`: where it gets a network interface; `extend`: the ones added; `keep`: the ones it has. */
  readonly subnetIds: readonly string[];
  /** The same, for gateways. */
  readonly routeTableIds: readonly string[];
  readonly because: string;
  readonly origin: readonly string[];
}

/** The group that new interface endpoints get: 443/tcp in from `sources`, nothing out. Its texts are ones that EC2 accepts. */
export interface PlannedSecurityGroup {
  readonly name: string;
  readonly description: string;
  readonly sources: readonly { readonly peer: Peer; readonly description: string }[];
}

/** What the generated code cannot do in its format, with the command that does. */
export interface Prerequisite {
  readonly because: string;
  /** One AWS CLI command. */
  readonly command: string;
  /** The command that takes it back. */
  readonly undo: string;
  /** `before`: deployment fails or does not help without it; `after`: it needs what is deployed. */
  readonly when: 'before' | 'after';
}

/** An endpoint that exists and that generated code takes under management, with all that must be stated of it. */
export interface AdoptedEndpoint {
  readonly service: ServiceName;
  readonly id: string;
  readonly serviceName: string;
  readonly kind: 'interface' | 'gateway';
  /** Those that are the owner's: AWS sets and keeps its own (`aws:…`). */
  readonly tags: Readonly<Record<string, string>>;
  /** As it is. An import takes it under management like this. */
  readonly found: EndpointSettings;
  /** As the plan's changes leave it. */
  readonly fixed: EndpointSettings;
  /** The commands that make it again as it was found; empty where nothing changes. */
  readonly undo: string;
}

/** What of an endpoint can be changed in place. */
export interface EndpointSettings {
  readonly privateDns: boolean;
  readonly subnetIds: readonly string[];
  readonly routeTableIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** The policy document; undefined where the service has none. */
  readonly policy: unknown;
}

/**
 * What a plan can do to something that exists: each change that does not create, the route that a gateway endpoint puts into a
 * route table, and an endpoint that is taken under management.
 */
export type ExistingChangeKind =
  | Exclude<ChangeKind, 'create-interface-endpoint' | 'create-gateway-endpoint'>
  | 'add-route'
  | 'adopt-endpoint';

/** One change to one resource that exists, as every view of a plan tells it. */
export interface ExistingChange {
  readonly kind: ExistingChangeKind;
  readonly resourceId: string;
  readonly name?: string;
  /** What it has afterwards that it did not have, in words. */
  readonly adds: readonly string[];
  /** What it no longer has. */
  readonly removes: readonly string[];
  /** A setting that gets another value. */
  readonly sets?: { readonly setting: string; readonly from: string; readonly to: string };
  /** The services that are not reached through their endpoint without it. */
  readonly services: readonly ServiceName[];
  /** One sentence. */
  readonly because: string;
  /** Whether the files do it, or the reader by a command. */
  readonly by: 'files' | 'command';
  readonly undo: Undo;
  /** It opens more than the services need. */
  readonly wide?: true;
  /** What to do where other code owns the resource: its next run undoes the change. */
  readonly owner: string;
}

/** How a change is undone: by a command of its own, or with all that the files made. */
export interface Undo {
  /** The command or, where `command` is false, what to do in a few words. */
  readonly text: string;
  readonly command: boolean;
}

/** What somebody decided about what to make. */
export interface Choices {
  readonly format: Abilities;
  /** The prefix of every created name. */
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly s3Policy: S3Policy;
  /** Whether existing endpoints that serve are taken under management. */
  readonly adopt?: boolean;
  /** Whether a network ACL may be opened to every address where it has no room for those of a service alone. */
  readonly allowWideRules?: boolean;
}

export interface PlanInput extends Situation, Choices {}
