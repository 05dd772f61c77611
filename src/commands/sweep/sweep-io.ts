import type { Described } from '../../ask/described.ts';
import type { CommandLine } from '../../ask/replay.ts';
import type { Network } from '../../core/network/network.ts';
import type { Ours } from '../../core/plan/ours.ts';
import type { Problem } from '../../core/problem.ts';
import type { FleetResult } from '../../reports/fleet/fleet-result.ts';
import type { Report } from '../../reports/report.ts';
import type { UnreadRow, VpcRow } from '../../reports/sweep/sweep-report.ts';
import type { TerminalStyle } from '../../reports/terminal-style.ts';
import type { SavedIndex, VpcPlace } from '../../sources/sweep/saved-sweep.ts';
import type { AskedInVpc } from '../../sources/sweep/saved-tasks.ts';

/** All that a sweep needs of the world. */
export interface SweepIo extends CommandLine {
  readonly style: TerminalStyle;
  readonly attended: boolean;
  readonly print: (text: string) => void;
  readonly say: (text: string) => void;
  readonly progress: SweepProgress;
  /** Where what is read is saved; undefined where it isn't. */
  readonly save: SweepFolder | undefined;
  /** Makes code of what is read; undefined where none is asked for. */
  readonly fleet: CodeOfFleet | undefined;
  /** @throws Problem when the file cannot be read */
  readonly readText: (path: string) => string;
  /** Calls back once when the run is to stop before its end. */
  readonly whenStopped: (callback: () => void) => void;
}

/** Shows how far a sweep is. */
export interface SweepProgress {
  readonly begin: (accounts: number) => void;
  /** @param done accounts that are done */
  readonly show: (done: number, text: string) => void;
  readonly end: () => void;
}

/** A directory that a sweep is saved to. */
export interface SweepFolder {
  readonly vpc: (place: VpcPlace, network: Network, asked: AskedInVpc) => void;
  readonly end: (index: SavedIndex) => void;
}

/** What was found out about a VPC: a report for each launch type of its tasks, and the row that they make. */
export interface ReadVpc {
  readonly row: VpcRow;
  readonly reports: readonly Report[];
  readonly network: Network;
  /** What was asked about it, once for each launch type. */
  readonly described: readonly Described[];
}

/** Takes what is read, VPC by VPC, and what is not. */
export interface Found {
  readonly vpc: (read: ReadVpc) => void;
  readonly unread: (row: UnreadRow) => void;
}

/** Makes code of what is read, VPC by VPC. */
export interface CodeOfFleet {
  /** What the code of the run before may have done to a VPC: what is needed to plan it again is read, too. */
  readonly earlier: (place: VpcPlace) => Ours | undefined;
  readonly add: (read: ReadVpc) => void;
  /** Takes what could not be read. */
  readonly leave: (row: UnreadRow) => void;
  /** @throws Problem where the files would lose something that nobody agreed to lose, or the directory can't take them */
  readonly write: () => Promise<FleetResult>;
  /**
   * Runs the format's own tools on the files, if `--check` asks for it.
   *
   * @returns what is wrong with them
   * @throws Cancelled when the user stopped it
   */
  readonly check: () => Promise<Problem | undefined>;
}

/** What is known besides the rows. */
export interface Read {
  readonly accounts: number;
  readonly skipped: readonly string[];
  readonly complete: boolean;
}
