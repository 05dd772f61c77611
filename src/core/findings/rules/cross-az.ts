import { crossings } from '../crossings.ts';
import { counted, listOf, sentenceCase, subjectOf } from '../effect.ts';
import { type Rule, unique } from '../rule.ts';

/** Served, but by a network interface in another Availability Zone. */
export const crossAz: Rule = {
  severity: 'warning',
  observe: (scene) => {
    const all = crossings(scene).filter(({ endpointAzs }) => endpointAzs.length > 1);
    return unique(all.map(({ az }) => az)).map((az) => {
      const found = all.filter((crossing) => crossing.az === az);
      const services = unique(found.map(({ path }) => path.service));
      const endpointIds = unique(found.map(({ fault }) => fault.endpointId));
      return {
        services,
        subnetIds: unique(found.map(({ path }) => path.subnetId)),
        resourceIds: endpointIds,
        message: `${sentenceCase(subjectOf(services))} from ${az} are served from ${listOf(unique(found.flatMap(({ endpointAzs }) => endpointAzs)), 'or')}, because ${counted(endpointIds, 'endpoint')} ${endpointIds.length > 1 ? 'have' : 'has'} no network interface in ${az}.`,
        faults: found.map(({ fault }) => fault),
      };
    });
  },
};
