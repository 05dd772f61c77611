import type { Network, Subnet } from '../../src/core/network/network.ts';
import { failing, type Report } from '../../src/reports/report.ts';
import {
  type Asked,
  ENDPOINT_GROUP,
  edit,
  group,
  interfaceEndpoint,
  RIGHT,
  S3_PREFIX_LIST,
  sceneOf,
  withEndpoints,
  without,
  withoutRoute,
} from '../core/rules/network.ts';
import { findings } from '../engine.ts';

/** Networks as doctor reports them. */

export function reportOf(network: Network, asked: Asked = {}, next?: string): Report {
  const scene = sceneOf(network, asked);
  const found = findings(scene);
  return { ...scene, findings: found, remarks: [], ok: !failing(found, 'error'), next };
}

const NEXT =
  'npx create-private-ecs-network --region eu-west-1 --vpc vpc-1 --subnets subnet-a,subnet-b --launch-type ec2 --iac terraform --yes';

export const right = reportOf(RIGHT);

/** Layers by NAT from one subnet, an endpoint too few and one too many. */
export const broken = reportOf(
  withEndpoints(
    without(withoutRoute(RIGHT, 'rtb-b', S3_PREFIX_LIST), 'ecr.api'),
    interfaceEndpoint('sqs', { name: 'queue' }),
  ),
  {},
  NEXT,
);

/** Five endpoints behind one closed group, and the network ACLs could not be read. */
export const closed = reportOf(
  {
    ...edit(RIGHT, 'securityGroups', ENDPOINT_GROUP, () => group(ENDPOINT_GROUP, {})),
    networkAcls: undefined,
    unreadable: [
      {
        call: 'DescribeNetworkAcls',
        action: 'ec2:DescribeNetworkAcls',
        reason: 'The role of this profile may not call it.',
      },
    ],
  },
  {},
  NEXT,
);

/** Names as people give them, and as nobody should. */
export const named = reportOf({
  ...RIGHT,
  subnets: RIGHT.subnets.map((subnet, index) => ({
    ...subnet,
    name: ['名前 プライベート', 'a|b <b>*bold*</b> @team `x` \u001b[31mred', 'public'][index] ?? '',
  })),
});

/** 1,000 subnets over three zones; every tenth has a table without the route to S3. */
export function large(count = 1000): Report {
  const [model] = RIGHT.subnets;
  const subnets = Array.from({ length: count }, (_, index): Subnet => {
    const zone = ['a', 'b', 'c'][index % 3];
    return {
      ...(model ?? { cidr: undefined, implicit: false }),
      id: `subnet-${index}`,
      name: `app-${index}`,
      az: `eu-west-1${zone}`,
      cidr: `10.${Math.floor(index / 256)}.${index % 256}.0/24`,
      routeTableId: index % 10 === 0 ? 'rtb-without' : 'rtb-a',
    };
  });
  const network = withoutRoute(
    {
      ...RIGHT,
      vpc: { ...RIGHT.vpc, cidrs: ['10.0.0.0/8'] },
      subnets: [...subnets, ...RIGHT.subnets.slice(2)],
      routeTables: (RIGHT.routeTables ?? []).flatMap((table) =>
        table.id === 'rtb-a' ? [table, { ...table, id: 'rtb-without' }] : [table],
      ),
      endpoints: (RIGHT.endpoints ?? []).map((endpoint) =>
        endpoint.kind === 'interface'
          ? { ...endpoint, subnetIds: ['subnet-0', 'subnet-1', 'subnet-2'], interfaces: [] }
          : endpoint,
      ),
      securityGroups: [group(ENDPOINT_GROUP, { ingress: ['10.0.0.0/8'] })],
      networkAcls: (RIGHT.networkAcls ?? []).map((acl) => ({
        ...acl,
        subnetIds: subnets.map(({ id }) => id),
      })),
    },
    'rtb-without',
    S3_PREFIX_LIST,
  );
  return reportOf(network, { subnetIds: subnets.map(({ id }) => id) }, NEXT);
}
