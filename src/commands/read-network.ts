import type { Answers } from '../ask/questions.ts';
import type { Network } from '../core/network/network.ts';
import type { Need } from '../core/workload/needs.ts';
import type { Asked } from '../host/world.ts';
import type { SourceIo } from '../sources/source.ts';
import { sourceOf } from '../sources/sources.ts';

/** Where commands get networks from. */
export interface NetworkIo {
  /** @throws Problem when it cannot be had */
  readonly readNetwork: (answers: Answers, needs: readonly Need[]) => Promise<Network>;
}

/** Reads from the source that the answers choose. */
export const readsNetworks = (asked: Asked): NetworkIo => ({
  readNetwork: (answers, needs) => sourceOf(answers).read(answers, needs, sourceIo(asked)),
});

/** The world as sources read it. */
export const sourceIo = ({
  aws,
  readText,
  wizard,
}: Pick<Asked, 'aws' | 'readText' | 'wizard'>): SourceIo => ({
  aws,
  readText,
  reading: (what, work) => (wizard ? wizard.reading(what, work) : work()),
});
