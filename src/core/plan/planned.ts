import type { ServiceName } from '../catalogue.ts';
import type { Network, Subnet } from '../network/network.ts';
import type { Peer } from '../network/peer.ts';
import type { Partition } from '../network/regions.ts';
import type { Path } from '../trace/path.ts';
import type { LaunchType } from '../workload/needs.ts';
import type { S3Policy } from '../workload/s3-policy.ts';
import type { DescribedWorkload, Situation } from '../workload/situation.ts';
import type { Abilities } from './abilities.ts';
import type { Change, ChangeKind, CreateKind } from './change.ts';
import type { Note } from './note.ts';
import type { AclEntry } from './rule-number.ts';

export interface Plan {
  readonly region: string;
  readonly partition: Partition;
  readonly launchType: LaunchType;
  readonly format: Abilities;
  /** The name prefix for created resources, e.g. `private-ecs`. */
  readonly name: string;
  /** The name that the stack of this code has already; undefined where the format gives it one, or has no stacks. */
  readonly stackName?: string | undefined;
  /** For everything created, our own tag included. */
  readonly tags: Readonly<Record<string, string>>;
  /** Whether the VPC and `subnets` are created too. Then IDs are symbolic: `new-vpc`, `private-1`, … */
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
  /** The existing endpoints that the files import. */
  readonly adopted: readonly AdoptedEndpoint[];
  /** What the rendered files do, in order; all expressible in `format`. */
  readonly changes: readonly Change[];
  /** What `prerequisites` do, as data. */
  readonly byHand: readonly Change[];
  readonly prerequisites: readonly Prerequisite[];
  /** Every change to an existing resource, by the files and by the prerequisites. */
  readonly existing: readonly ExistingChange[];
  /** Changes that would open more than needed, left out because they were not allowed. */
  readonly withheld: readonly ExistingChange[];
  /** Undefined if the needs come only from answers. */
  readonly workload?: DescribedWorkload | undefined;
  /** What the reader must know: assumptions, side effects, what could not be known. */
  readonly notes: readonly Note[];
  /** The network after `changes` and the prerequisites. */
  readonly network: Network;
  /** The traces without and with `changes` and the prerequisites. */
  readonly before: readonly Path[];
  readonly after: readonly Path[];
  /** Undefined where the endpoints are for their own VPC alone. */
  readonly central?: Central | undefined;
}

/** What happens to a service's endpoint. A service can have two rows (one endpoint kept, one added). */
export interface PlannedEndpoint {
  readonly service: ServiceName;
  readonly serviceName: string;
  readonly kind: 'interface' | 'gateway';
  readonly action: 'create' | 'extend' | 'keep';
  /** Set for `extend` and `keep`. A kept endpoint can still be pending (then a note says so). */
  readonly endpointId?: string;
  /** `create`: the subnets where it gets a network interface; `extend`: the added ones; `keep`: the ones it has. */
  readonly subnetIds: readonly string[];
  /** The same, for gateways. */
  readonly routeTableIds: readonly string[];
  readonly because: string;
  readonly origin: readonly string[];
}

/** The security group of new interface endpoints: inbound 443/tcp from `sources`, no outbound. EC2 accepts its texts. */
export interface PlannedSecurityGroup {
  /** EC2's name of the group. Its tag `Name` is `${plan.name}-endpoints`, with all characters. */
  readonly name: string;
  readonly description: string;
  readonly sources: readonly { readonly peer: Peer; readonly description: string }[];
}

/** What the generated code can't do in its format, with a command that does it. */
export interface Prerequisite {
  readonly because: string;
  /** One AWS CLI command. */
  readonly command: string;
  /** The command that undoes it. */
  readonly undo: string;
  /** `before`: deployment fails or does not help without it; `after`: it needs what is deployed. */
  readonly when: 'before' | 'after';
  /** It was carried out, as far as the network shows. Generated files don't say it, since they stay the same. */
  readonly done?: true;
}

/** An existing endpoint that the generated code imports, with everything that must be stated about it. */
export interface AdoptedEndpoint {
  readonly service: ServiceName;
  readonly id: string;
  readonly serviceName: string;
  readonly kind: 'interface' | 'gateway';
  /** The owner's tags. AWS sets and keeps its own (`aws:…`). */
  readonly tags: Readonly<Record<string, string>>;
  /** As it is, and as it is imported. */
  readonly found: EndpointSettings;
  /** As the plan's changes leave it. */
  readonly fixed: EndpointSettings;
  /** The commands that restore it as it was found; empty if nothing changes. */
  readonly undo: string;
}

/** The settings of an endpoint that can be changed in place. */
export interface EndpointSettings {
  readonly privateDns: boolean;
  readonly subnetIds: readonly string[];
  readonly routeTableIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** The policy document; undefined if the service has none. */
  readonly policy: unknown;
}

/**
 * What a plan can do to existing resources: each change that doesn't create one, the route that a gateway endpoint adds to a
 * route table, and the import of an endpoint.
 */
export type ExistingChangeKind =
  | Exclude<ChangeKind, CreateKind | 'create-hosted-zone'>
  | 'associate-hosted-zone'
  | 'add-route'
  | 'adopt-endpoint';

/** One change to one existing resource, as every view of a plan shows it. */
export interface ExistingChange {
  readonly kind: ExistingChangeKind;
  readonly resourceId: string;
  readonly name?: string;
  /** What is added to it, in words. */
  readonly adds: readonly string[];
  /** What is removed from it, in words. */
  readonly removes: readonly string[];
  /** A setting whose value changes. */
  readonly sets?: { readonly setting: string; readonly from: string; readonly to: string };
  /** The services that can't be reached through their endpoint without it. */
  readonly services: readonly ServiceName[];
  /** One sentence. */
  readonly because: string;
  /** Whether the files do it, or the reader with a command. */
  readonly by: 'files' | 'command';
  readonly undo: Undo;
  /** It opens more than the services need. */
  readonly wide?: true;
  /** What to change in other code that owns the resource, because its next run would undo the change; or why it doesn't. */
  readonly owner: string;
}

/** How a change is undone: with its own command, or together with everything that the files created. */
export interface Undo {
  /** The command or, if `command` is false, what to do in a few words. */
  readonly text: string;
  readonly command: boolean;
}

/** The user's choices about what to create. */
export interface Choices {
  readonly format: Abilities;
  /** The name prefix for created resources. */
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly s3Policy: S3Policy;
  /** Whether to import existing endpoints that serve a need. */
  readonly adopt?: boolean;
  /** Whether a network ACL may be opened to every address if it has no room for only those of a service. */
  readonly allowWideRules?: boolean;
}

/** What the code of an earlier run keeps, whatever a run on an empty directory would choose. */
export interface Kept {
  /** The name of its stack; undefined where its format has none. */
  readonly stackName: string | undefined;
  /** Its network ACL rules, whose numbers stay: another number would replace a rule that is deployed. */
  readonly aclEntries: readonly AclEntry[];
}

/** Another VPC whose tasks use the endpoints, through hosted zones. */
export interface Spoke {
  readonly network: Network;
  /** Those whose paths must lead to the endpoints. */
  readonly subnetIds: readonly string[];
}

/** What central endpoints do for other VPCs. */
export interface Central {
  readonly spokes: readonly PlannedSpoke[];
  /** Why the plan must not be carried out, in sentences. */
  readonly obstacles: readonly string[];
  /** What to know of the spokes before it is. */
  readonly notes: readonly Note[];
}

export interface PlannedSpoke {
  readonly vpcId: string;
  readonly name?: string;
  /** Its paths once the plan is carried out. */
  readonly after: readonly Path[];
}

export interface PlanInput extends Situation, Choices {
  /** Set where the endpoints are central: hosted zones answer their names, in these VPCs too. */
  readonly spokes?: readonly Spoke[] | undefined;
  /** Undefined for a first run. */
  readonly kept?: Kept | undefined;
}
