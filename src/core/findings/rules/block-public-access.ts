import page from '../../../../docs/rules/block-public-access.md';
import type { Hop } from '../../network/way.ts';
import { counted, listOf, subjectOf } from '../effect.ts';
import { type Rule, unique } from '../rule.ts';

/**
 * VPC Block Public Access blocks what would leave through an internet gateway or a NAT gateway. That is on purpose, and only
 * endpoints still work.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
 */
export const blockPublicAccess: Rule = {
  severity: 'info',
  page,
  observe: ({ paths }) => {
    const held = paths.flatMap((path) => {
      const hop = path.via === 'endpoint' ? undefined : path.hops.find(isBlock);
      return hop ? [{ path, vpcId: hop.id, mode: hop.detail }] : [];
    });
    return unique(held.map(({ mode }) => mode)).map((mode) => {
      const own = held.filter((one) => one.mode === mode);
      const services = unique(own.map(({ path }) => path.service));
      const subnetIds = unique(own.map(({ path }) => path.subnetId));
      const gateways = unique(own.flatMap(({ path }) => gatewaysOf(path.hops)));
      const by = gateways.length > 4 ? `${gateways.length} gateways` : listOf(gateways);
      const what = `${subjectOf(
        services,
        own.map(({ path }) => path),
      )} through ${by}`;
      return {
        ...(mode === 'unknown' ? { severity: 'unknown' as const } : {}),
        services,
        subnetIds,
        resourceIds: [...unique(own.map(({ vpcId }) => vpcId)), ...gateways],
        message:
          mode === 'unknown'
            ? `Can't determine whether VPC Block Public Access blocks ${what}, because EC2 doesn't say which mode applies to every subnet on the way.`
            : `VPC Block Public Access (${mode}) blocks ${what}. From ${counted(subnetIds, 'subnet')}, they work only through endpoints.`,
        faults: [],
      };
    });
  },
};

const isBlock = ({ kind }: Hop): boolean => kind === 'block-public-access';

/** The gateways that the routes name: the first one on a path is the target of the tasks' route table. */
const gatewaysOf = (hops: readonly Hop[]): string[] =>
  hops
    .filter(({ kind }) => kind === 'nat-gateway' || kind === 'gateway')
    .slice(0, 1)
    .map(({ id }) => id);
