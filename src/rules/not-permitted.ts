import { subjectOf } from './effect.ts';
import { causes, type Rule, unique } from './rule.ts';

/** A call that would have told was denied or failed, so what depends on it is unknown. */
export const notPermitted: Rule = {
  severity: 'unknown',
  observe: ({ paths }) =>
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
        message: `It cannot be told ${question}, because ${first?.call} gave no answer: allow ${first?.action}.`,
        faults: [],
      };
    }),
};
