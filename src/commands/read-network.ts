import type { Answers } from '../ask/questions.ts';
import { isKnownService, nearestService } from '../core/catalogue.ts';
import type { Network } from '../core/network/network.ts';
import { Problem } from '../core/problem.ts';
import type { Need } from '../core/workload/needs.ts';
import type { Asked } from '../host/world.ts';
import type { Earlier, SourceIo } from '../sources/source.ts';
import { sourceOf } from '../sources/sources.ts';

/** Where commands get networks from. */
export interface NetworkIo {
  /**
   * @param earlier what an earlier run made, where there was one
   * @throws Problem when it cannot be had
   */
  readonly readNetwork: (answers: Answers, needs: readonly Need[], earlier?: Earlier) => Promise<Network>;
}

/** Reads from the source that the answers choose. */
export const readsNetworks = (asked: Asked): NetworkIo => ({
  readNetwork: async (answers, needs, earlier) => {
    const network = await sourceOf(answers).read(answers, needs, sourceIo(asked), earlier);
    assertOffered(network, needs);
    return network;
  },
});

/** The world as sources read it. */
export const sourceIo = ({
  aws,
  readText,
  readFolder,
  wizard,
}: Pick<Asked, 'aws' | 'readText' | 'readFolder' | 'wizard'>): SourceIo => ({
  aws,
  readText,
  readFolder,
  reading: (what, work) => (wizard ? wizard.reading(what, work) : work()),
});

/**
 * A service that the catalogue doesn't have is known by its name alone. Where AWS was asked and lists none of that name, the name
 * is wrong: it may be mistyped, or not offered in this Region.
 *
 * @throws Problem naming those
 */
function assertOffered({ offers, region }: Network, needs: readonly Need[]): void {
  const wrong = needs.flatMap(({ service }) => {
    if (isKnownService(service)) return [];
    const listed = offers?.filter((offer) => offer.service === service) ?? [];
    if (listed.length === 0 || listed.some(({ kind, azs }) => kind === 'interface' && azs.length > 0))
      return [];
    const near = nearestService(service);
    return [
      `--services ${service}: AWS lists no interface endpoint service ${listed[0]?.serviceName} in ${region}${near ? `; did you mean ${near}?` : '.'}`,
    ];
  });
  if (wrong.length > 0) throw new Problem(wrong.join('\n'));
}
