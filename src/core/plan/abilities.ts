import type { Endpoint } from '../network/network.ts';
import { type Change, type ChangeKind, type CreateKind, OF_AN_ENDPOINT } from './change.ts';

/** What an output format can do, and what a plan says about it. The engine knows nothing else about a format. */
export interface Abilities {
  /** The value of `--iac`. */
  readonly name: string;
  /** The name in sentences. */
  readonly label: string;
  /**
   * The resource types that it writes for each kind of change. Every format creates endpoints, so both `create-*` kinds are
   * required, and list what comes with the endpoint, too: its security group with the rules, or its route table associations. The
   * other kinds change resources that exist and are not adopted. One of them that is left out becomes a command.
   */
  readonly resources: Resources;
  /** How it creates a VPC. Without it, `--vpc new` is refused. */
  readonly newVpc?: {
    /** Whether Availability Zones picked at deployment are among those that offer the endpoint services. */
    readonly picksOfferedAzs: boolean;
  };
  /** How it imports existing endpoints. Without it, `--adopt` is refused. */
  readonly adoption?: {
    /** Why it can't import this endpoint, as a clause; undefined if it can. */
    readonly obstacle: (endpoint: Endpoint) => string | undefined;
    /** What releases an adopted endpoint. */
    readonly undo: string;
    /** The kinds of changes to adopted endpoints that are undone with the rest. */
    readonly undone: ReadonlySet<ChangeKind>;
  };
  /** What deletes everything that the files created. */
  readonly undo: string;
}

type Resources = Readonly<
  Record<CreateKind, readonly string[]> & Partial<Record<ChangeKind, readonly string[]>>
>;

/** Whether a format has a resource for a kind of change. */
export const hasResource = ({ resources }: Abilities, kind: ChangeKind): boolean =>
  Object.hasOwn(resources, kind);

/**
 * Whether a format can make a change.
 *
 * @param adoptable the IDs of the endpoints that the format may import
 */
export const isExpressible = (change: Change, format: Abilities, adoptable: ReadonlySet<string>): boolean =>
  hasResource(format, change.kind) ||
  (OF_AN_ENDPOINT.has(change.kind) && 'endpointId' in change && adoptable.has(change.endpointId));
