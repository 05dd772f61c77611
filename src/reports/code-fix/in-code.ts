import type { Situation } from '../../core/workload/situation.ts';
import type { Code } from '../../sources/planned/parts.ts';
import type { InCode } from '../report.ts';
import { codeFix } from './code-fix.ts';

/** What a report says of the code that its network was read from. Import this file only where there is such code. */
export const inCode = (code: Code, { network, tasks }: Pick<Situation, 'network' | 'tasks'>): InCode => ({
  language: code.language,
  file: code.file,
  locate: code.locate,
  fixOf: ({ changes }) => codeFix(changes, network, tasks, code),
});
