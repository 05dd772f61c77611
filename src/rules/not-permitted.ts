import { listOf } from './effect.ts';
import { causes, type Rule } from './rule.ts';

/** A call that would have told was denied or failed, so what depends on it is unknown. */
export const notPermitted: Rule = {
  severity: 'unknown',
  observe: ({ network, paths }) =>
    causes(paths, 'not-permitted', ({ call }) => call).map((cause) => {
      const [first] = cause.faults;
      const reason = network.unreadable.find(({ call }) => call === first?.call)?.reason;
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: [],
        message: `It cannot be told which way requests to ${listOf(cause.services)} go, because ${first?.call} gave no answer: allow ${first?.action}.${reason ? ` (${reason.replace(/\.$/, '')}.)` : ''}`,
        faults: [],
      };
    }),
};
