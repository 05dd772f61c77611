import { crossings } from '../crossings.ts';
import { counted, sentenceCase, subjectOf } from '../effect.ts';
import { type Rule, unique } from '../rule.ts';

/** Tasks run in several Availability Zones, but the endpoint has a network interface in one only. */
export const singleAz: Rule = {
  severity: 'warning',
  observe: (scene) => {
    const found = crossings(scene).filter(({ endpointAzs }) => endpointAzs.length === 1);
    return unique(found.map(({ endpointAzs }) => endpointAzs[0])).map((az) => {
      const here = found.filter(({ endpointAzs }) => endpointAzs[0] === az);
      const services = unique(here.map(({ path }) => path.service));
      const endpointIds = unique(here.map(({ fault }) => fault.endpointId));
      return {
        services,
        subnetIds: unique(here.map(({ path }) => path.subnetId)),
        resourceIds: endpointIds,
        message: `${sentenceCase(subjectOf(services))} from every Availability Zone depend on ${az}, because ${counted(endpointIds, 'endpoint')} ${endpointIds.length > 1 ? 'have network interfaces' : 'has a network interface'} only there: when ${az} fails, they fail everywhere.`,
        faults: here.map(({ fault }) => fault),
      };
    });
  },
};
