import type { ServiceName } from './catalogue.ts';
import type { Change, Iac } from './change.ts';
import type { LaunchType, Need } from './needs.ts';
import type { Network, Subnet } from './network.ts';
import type { Path, Peer, Tasks } from './path.ts';
import type { Partition } from './regions.ts';

export type S3Policy = 'full' | 'ecr-only';

/** What happens to one service's endpoint; a service can have two rows (one kept, one that joins it). */
export interface PlannedEndpoint {
  readonly service: ServiceName;
  readonly serviceName: string;
  readonly kind: 'interface' | 'gateway';
  readonly action: 'create' | 'extend' | 'keep';
  /** Set for `extend` and `keep`. */
  readonly endpointId?: string;
  /** `create`: where it gets a network interface; `extend`: the ones added; `keep`: the ones it has. */
  readonly subnetIds: readonly string[];
  /** The same, for gateways. */
  readonly routeTableIds: readonly string[];
  readonly because: string;
  readonly origin: readonly string[];
}

/** The group that new interface endpoints get: 443/tcp in from `sources`, nothing out. */
export interface PlannedSecurityGroup {
  readonly name: string;
  readonly description: string;
  readonly sources: readonly { readonly peer: Peer; readonly description: string }[];
}

/** What the generated code cannot do in this format; the command that does. */
export interface Prerequisite {
  readonly because: string;
  /** One AWS CLI command. */
  readonly command: string;
  /** The command that takes it back. */
  readonly undo: string;
  /** `before`: deployment fails or does not help without it; `after`: it needs what is deployed. */
  readonly when: 'before' | 'after';
}

export interface Plan {
  readonly region: string;
  readonly partition: Partition;
  readonly launchType: LaunchType;
  readonly iac: Iac;
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
  /** What the rendered files do, in order; all expressible in `iac`. */
  readonly changes: readonly Change[];
  readonly prerequisites: readonly Prerequisite[];
  /** Sentences for the reader: assumptions, side effects, what could not be known. */
  readonly notes: readonly string[];
  /** The traces without and with `changes` and the prerequisites. */
  readonly before: readonly Path[];
  readonly after: readonly Path[];
}

export interface PlanInput {
  readonly network: Network;
  readonly needs: readonly Need[];
  readonly tasks: Tasks;
  readonly launchType: LaunchType;
  readonly iac: Iac;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly s3Policy: S3Policy;
}
