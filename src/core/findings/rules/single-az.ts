import page from '../../../../docs/rules/single-az.md';
import { crossingObservation, crossings } from '../crossings.ts';
import { type Rule, unique } from '../rule.ts';

/** Tasks run in several Availability Zones, but the endpoint has a network interface in only one. */
export const singleAz: Rule = {
  severity: 'warning',
  page,
  observe: (traced) => {
    const all = crossings(traced).filter(({ endpointAzs }) => endpointAzs.length === 1);
    return unique(all.map(({ endpointAzs }) => endpointAzs[0])).map((az) =>
      crossingObservation(
        all.filter(({ endpointAzs }) => endpointAzs[0] === az),
        (requests, endpoints, several) =>
          `${requests} from every Availability Zone depend on ${az}, because ${endpoints} ${several ? 'have network interfaces' : 'has a network interface'} only there. If ${az} fails, they fail everywhere.`,
      ),
    );
  },
};
