import { Problem } from '../../core/problem.ts';
import { filesOf, INDEX_FILE, loadIndex, loadNetwork, loadTasks } from '../../sources/sweep/saved-sweep.ts';
import type { Found, Read, SweepIo } from './sweep-io.ts';
import { describedIn, vpcRow } from './vpc-row.ts';

/**
 * Reads what a sweep saved, without AWS.
 *
 * @throws Problem when a file is missing or is not what was saved
 */
export function readSaved(
  directory: string,
  io: Pick<SweepIo, 'readText' | 'shell' | 'commandWords'>,
  found: Found,
): Read {
  const load = <T>(name: string, parse: (text: string, path: string) => T): T => {
    const path = `${directory}/${name}`;
    return parse(io.readText(path), path);
  };
  const { complete, accounts, skipped, vpcs, unread } = load(INDEX_FILE, loadIndex);
  unread.forEach(found.unread);
  for (const place of vpcs) {
    const files = filesOf(place);
    const network = load(files.network, (text, path) => loadNetwork(text, path, place));
    const described = describedIn(load(files.tasks, loadTasks), place);
    try {
      found.vpc(vpcRow(place.accountId, network, described, io));
    } catch (error) {
      throw error instanceof Problem
        ? new Problem(`${directory}/${files.tasks}: ${error.message}`, { cause: error })
        : error;
    }
  }
  return { complete, accounts, skipped };
}
