import page from '../../../../docs/rules/shared-vpc.md';
import { subjectOf } from '../effect.ts';
import { causes, type Rule, unique } from '../rule.ts';

/**
 * EC2 shows a VPC's endpoints only to the VPC's owner, and this is another account.
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
          : `, and a route leads to gateway endpoint ${first.endpointId}, which EC2 doesn't show here`;
      const why = !first?.shared
        ? `the list of endpoints is incomplete: a route leads to gateway endpoint ${first?.endpointId}, which is not in it. If another account shares the VPC, ask that account`
        : `${first.ownerId === undefined ? 'another account' : `account ${first.ownerId}`} owns the VPC and shares its subnets, and EC2 shows the endpoints only to the owner${proof}. Ask the owner`;
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: [network.vpc.id, ...unique(cause.faults.flatMap(({ endpointId }) => endpointId ?? []))],
        message: `Can't determine which way ${subjectOf(cause.services, cause.paths)} go, because ${why}, or run doctor there.`,
        faults: [],
      };
    }),
};
