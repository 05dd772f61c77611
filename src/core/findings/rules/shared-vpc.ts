import page from '../../../../docs/rules/shared-vpc.md';
import { subjectOf } from '../effect.ts';
import { causes, type Rule, unique } from '../rule.ts';

/**
 * EC2 shows the endpoints of a VPC to its owner alone, and another account looks.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html
 */
export const sharedVpc: Rule = {
  severity: 'unknown',
  page,
  observe: ({ network, paths }) =>
    causes(paths, 'shared-vpc', () => '').map((cause) => {
      const [first] = cause.faults;
      const proof =
        first?.endpointId === undefined
          ? ''
          : `, and a route leads to gateway endpoint ${first.endpointId}, which is not shown here`;
      const why = !first?.shared
        ? `the list of endpoints is not complete: a route leads to gateway endpoint ${first?.endpointId}, which is not in it. Where another account shares the VPC, ask that account`
        : `another account owns the VPC and shares its subnets, and EC2 shows the endpoints to the owner alone${proof}. Ask the owner`;
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: [network.vpc.id, ...unique(cause.faults.flatMap(({ endpointId }) => endpointId ?? []))],
        message: `Can't determine which way ${subjectOf(cause.services, cause.paths)} go, because ${why}, or run doctor there.`,
        faults: [],
      };
    }),
};
