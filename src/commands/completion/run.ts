import type { Command } from '../../ask/command.ts';
import type { World } from '../../host/world.ts';
import { completion } from './completion.ts';

/**
 * Prints the script that was asked for.
 *
 * @returns the exit code
 * @throws Problem unless one shell is named
 */
export function run(operands: readonly string[], { print }: World, commands: readonly Command[]): number {
  print(completion(operands, commands));
  return 0;
}
