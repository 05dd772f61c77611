import type { Answers } from '../ask/questions.ts';
import type { Network } from '../core/network/network.ts';
import type { Change } from '../core/plan/change.ts';
import type { EcsWorkload } from '../core/workload/ecs-workload.ts';
import type { Need } from '../core/workload/needs.ts';
import type { Aws } from './aws/aws.ts';

/** What sources read with. */
export interface SourceIo {
  readonly aws: Aws;
  /** @throws Problem when the file cannot be read */
  readonly readText: (path: string) => string;
  /** The names of what is in a directory; none where it can't be read. */
  readonly readFolder: (path: string) => readonly string[];
  /** Shows that something is going on, where somebody is asked. */
  readonly reading: <T>(what: string, work: () => Promise<T>) => Promise<T>;
}

/** What an earlier run made of a network. */
export interface Earlier {
  /** The name prefix, which is the value of its tag. */
  readonly name: string;
  /** What its code did, what its manual steps did, and what of the runs before it the network may still show. */
  readonly changes: readonly Change[];
  readonly byHand: readonly Change[];
  readonly former: readonly Change[];
  /** The CIDR blocks that subnets of a new VPC have already. */
  readonly blocks: readonly string[];
}

/** Where networks come from. What it makes superfluous to ask is said by its question (`source`). */
export interface Source {
  /** Whether the answers choose it. */
  readonly chosenBy: (answers: Answers) => boolean;
  /** The Region that it tells itself. */
  readonly region?: (answers: Answers, io: SourceIo) => Promise<string>;
  /** What the tasks need, where the source tells it itself and nobody says another workload. */
  readonly workload?: (answers: Answers, io: SourceIo) => Promise<EcsWorkload | undefined>;
  /**
   * The network that the answers name.
   *
   * @param needs what is asked about it
   * @param earlier what an earlier run made, where there was one
   * @throws Problem when it cannot be had
   */
  readonly read: (
    answers: Answers,
    needs: readonly Need[],
    io: SourceIo,
    earlier: Earlier | undefined,
  ) => Promise<Network>;
}
