import type { Network } from '../core/network/network.ts';
import { subjectOf } from './effect.ts';
import { causes, type FaultOf, type Rule, unique } from './rule.ts';

/** A call that would have told was denied or failed, so what depends on it is unknown. */
export const notPermitted: Rule = {
  severity: 'unknown',
  observe: ({ network, paths }) =>
    causes(paths, 'not-permitted', ({ call }) => call).map((cause) => {
      const [first] = cause.faults;
      const undecided = cause.paths.filter(({ via }) => via === 'unknown');
      const touched = unique((undecided.length > 0 ? undecided : cause.paths).map(({ service }) => service));
      const question =
        undecided.length > 0
          ? `which way ${subjectOf(touched, cause.paths)} go`
          : `whether more stands in the way of ${subjectOf(touched, cause.paths)}`;
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: [],
        message: `It cannot be told ${question}, ${remedy(network, first)}.`,
        faults: [],
      };
    }),
};

/** Older snapshots lack what nobody asked then; a call that was refused is named in them. */
const remedy = ({ source, unreadable }: Network, fault: FaultOf<'not-permitted'> | undefined): string =>
  source === 'snapshot' && !unreadable.some(({ call }) => call === fault?.call)
    ? `because the snapshot does not hold what ${fault?.call} tells: save it again where ${fault?.action} is allowed`
    : `because ${fault?.call} gave no answer: allow ${fault?.action}`;
