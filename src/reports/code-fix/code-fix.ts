import type { Network } from '../../core/network/network.ts';
import type { Change } from '../../core/plan/change.ts';
import type { Tasks } from '../../core/workload/tasks.ts';
import type { Code } from '../../sources/planned/parts.ts';
import { hclFix } from './hcl-fix.ts';
import { yamlFix } from './yaml-fix.ts';

/**
 * Changes in the language of the code that the network was read from: new resources, and what the resources that are there need.
 *
 * @param network as the code makes it, before the changes
 * @returns undefined where there is nothing to change
 */
export function codeFix(
  changes: readonly Change[],
  network: Network,
  tasks: Tasks,
  code: Code,
): string | undefined {
  if (changes.length === 0) return undefined;
  switch (code.language) {
    case 'terraform':
      return hclFix(changes, network, tasks, code);
    case 'cloudformation':
      return yamlFix(changes, network, tasks, code);
  }
}
