import type { Place } from '../ask/choices.ts';
import type { Network } from '../core/network/network.ts';
import { Problem } from '../core/problem.ts';
import type { Need } from '../core/workload/needs.ts';
import type { Wizard } from '../host/ask/wizard.ts';
import type { Aws } from '../sources/aws/aws.ts';
import { declareExisting, declareNewVpc } from '../sources/declared/declare.ts';

/** Where networks come from. */
export interface NetworkIo {
  readonly wizard: Wizard | undefined;
  readonly aws: Aws;
  readonly readSnapshot: (path: string) => Promise<Network>;
}

/**
 * The network of a place: read, declared or loaded.
 *
 * @throws Problem when it cannot be had, or a snapshot is of another VPC than the one asked for.
 */
export async function networkOf(place: Place, wanted: readonly Need[], io: NetworkIo): Promise<Network> {
  switch (place.kind) {
    case 'new':
      return declareNewVpc(place);
    case 'existing':
      return declareExisting(place);
    case 'snapshot': {
      const network = await io.readSnapshot(place.file);
      const { vpcId = network.vpc.id, region = network.region } = place;
      if (vpcId !== network.vpc.id || region !== network.region) {
        throw new Problem(
          `${place.file} is a snapshot of ${network.vpc.id} in ${network.region}, not of ${vpcId} in ${region}.`,
        );
      }
      return network;
    }
    case 'live': {
      const services = wanted.map(({ service }) => service);
      const read = () => io.aws.discover({ ...place, services });
      return io.wizard ? io.wizard.reading(`Reading ${place.vpcId}`, read) : read();
    }
  }
}
