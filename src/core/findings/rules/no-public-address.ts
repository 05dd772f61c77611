import page from '../../../../docs/rules/no-public-address.md';
import { counted } from '../effect.ts';
import { causes, type Rule, unique } from '../rule.ts';

/**
 * The service gives its tasks no public address, and their subnet's only route to the internet is an internet gateway.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
 */
export const noPublicAddress: Rule = {
  severity: 'error',
  page,
  observe: ({ paths }) =>
    causes(paths, 'no-public-address', () => '').map((cause) => {
      const gatewayIds = unique(cause.faults.map(({ gatewayId }) => gatewayId));
      return {
        services: cause.services,
        subnetIds: cause.subnetIds,
        resourceIds: [...cause.subnetIds, ...gatewayIds],
        message: `Tasks in ${counted(cause.subnetIds, 'subnet')} can't reach anything outside the VPC, because their route leads to ${counted(gatewayIds, 'internet gateway')} and the tasks have no public address (assignPublicIp DISABLED).`,
        faults: [],
      };
    }),
};
