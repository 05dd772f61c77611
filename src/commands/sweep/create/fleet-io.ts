import type { CommandLine } from '../../../ask/replay.ts';
import type { FleetRecord } from '../../../sources/record/fleet-record.ts';
import type { CheckIo } from '../../create/check-files.ts';
import type { CreateIo } from '../../create/create.ts';

/** What `sweep --create` needs of the world besides. */
export interface FleetIo
  extends CommandLine,
    CheckIo,
    Pick<
      CreateIo,
      'cwd' | 'version' | 'targetFault' | 'textIn' | 'hashesOf' | 'writeFiles' | 'settleInterrupted'
    > {
  /** The files of a record that somebody changed since. */
  readonly editedFiles: (directory: string, record: Pick<FleetRecord, 'files'>) => string[];
}

/** What the run before wrote in a directory, and what it can take now. */
export interface FleetTarget {
  /** As it was named. */
  readonly directory: string;
  /** Its absolute path. */
  readonly path: string;
  /** Undefined for a first run. */
  readonly record: FleetRecord | undefined;
}
