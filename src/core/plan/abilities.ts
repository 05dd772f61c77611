import type { Endpoint } from '../network/network.ts';
import { type Change, type ChangeKind, OF_AN_ENDPOINT } from './change.ts';

/** What an output format can do, and what a plan says about it. The engine knows nothing else about a format. */
export interface Abilities {
  /** The value of `--iac`. */
  readonly name: string;
  /** The name in sentences. */
  readonly label: string;
  /**
   * The resource types for each kind of change: those that create endpoints, and those to existing resources that are not adopted.
   * A kind that is left out becomes a command.
   */
  readonly resources: Readonly<Partial<Record<ChangeKind, readonly string[]>>>;
  /** Why it can't import an endpoint, as a clause; undefined if it can. */
  readonly obstacleToImport: (endpoint: Endpoint) => string | undefined;
  /** Whether Availability Zones picked at deployment are among those that offer the endpoint services. */
  readonly picksOfferedAzs: boolean;
  readonly undo: {
    /** What deletes everything that the files created. */
    readonly all: string;
    /** What releases an adopted endpoint. */
    readonly adopted: string;
    /** The kinds of changes to adopted endpoints that are undone with the rest. */
    readonly onAdopted: ReadonlySet<ChangeKind>;
  };
}

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
