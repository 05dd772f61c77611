import page from '../../../../docs/rules/cross-az.md';
import { crossingObservation, crossings } from '../crossings.ts';
import { listOf } from '../effect.ts';
import { type Rule, unique } from '../rule.ts';

/** Served, but by a network interface in another Availability Zone. */
export const crossAz: Rule = {
  severity: 'warning',
  page,
  observe: (traced) => {
    const all = crossings(traced).filter(({ endpointAzs }) => endpointAzs.length > 1);
    return unique(all.map(({ az }) => az)).map((az) => {
      const found = all.filter((crossing) => crossing.az === az);
      const azs = listOf(unique(found.flatMap(({ endpointAzs }) => endpointAzs)), 'or');
      return crossingObservation(
        found,
        (requests, endpoints, several) =>
          `${requests} from ${az} are served from ${azs}, because ${endpoints} ${several ? 'have' : 'has'} no network interface in ${az}.`,
      );
    });
  },
};
