import type { Answers } from '../ask/questions.ts';
import { awsSource } from './aws/aws-source.ts';
import { existingSource, newVpcSource } from './declared/declared-sources.ts';
import { plannedSource } from './planned/planned-source.ts';
import { snapshotSource } from './snapshot/snapshot-source.ts';
import type { Source } from './source.ts';

/** Every source. The first that the answers choose is read; the last is read where they choose none. */
const SOURCES: readonly Source[] = [snapshotSource, plannedSource, newVpcSource, existingSource, awsSource];

/** The source that the answers choose. */
export const sourceOf = (answers: Answers): Source =>
  SOURCES.find((source) => source.chosenBy(answers)) ?? awsSource;
