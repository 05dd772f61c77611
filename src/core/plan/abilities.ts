import type { Endpoint } from '../network/network.ts';
import { type Change, type ChangeKind, OF_AN_ENDPOINT } from './change.ts';

/** What an output format can carry out, and what a plan says of that: all that is decided knows no more of a format. */
export interface Abilities {
  /** What `--iac` takes. */
  readonly name: string;
  /** The name in sentences. */
  readonly label: string;
  /**
   * The types of the resources that carry out each kind of change, when what is changed exists and is not adopted. A kind that is
   * left out becomes a command.
   */
  readonly resources: Readonly<Partial<Record<ChangeKind, readonly string[]>>>;
  /** Why it cannot import an endpoint, as a clause; undefined where it can. */
  readonly obstacleToImport: (endpoint: Endpoint) => string | undefined;
  /** Whether Availability Zones picked at deployment are among those that offer the endpoint services. */
  readonly picksOfferedAzs: boolean;
  readonly undo: {
    /** What takes away all that the files made. */
    readonly all: string;
    /** What lets go of an endpoint that was adopted. */
    readonly adopted: string;
    /** The kinds of changes to adopted endpoints that go with the rest. */
    readonly onAdopted: ReadonlySet<ChangeKind>;
  };
}

/** Whether a format has a resource for a kind of change. */
export const hasResource = ({ resources }: Abilities, kind: ChangeKind): boolean =>
  Object.hasOwn(resources, kind);

/**
 * Whether a format can carry a change out.
 *
 * @param adoptable the ids of the endpoints that the format may take under management
 */
export const isExpressible = (change: Change, format: Abilities, adoptable: ReadonlySet<string>): boolean =>
  hasResource(format, change.kind) ||
  (OF_AN_ENDPOINT.has(change.kind) && 'endpointId' in change && adoptable.has(change.endpointId));
