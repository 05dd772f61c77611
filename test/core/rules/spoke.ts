import type { ServiceName } from '../../../src/core/catalogue.ts';
import { dnsNameOf } from '../../../src/core/network/hosted-zones.ts';
import type { HostedZone, Hub, Network, RouteTable, ZoneRecord } from '../../../src/core/network/network.ts';
import { endpointIdOf, group, interfaceEndpoint, RIGHT, route } from './network.ts';

/** A spoke without interface endpoints, and the hub whose endpoints its hosted zones lead to, through a peering connection. */

export const HUB = 'vpc-hub';
export const HUB_GROUP = 'sg-hub';
export const PEERING = { kind: 'vpc-peering-connection', id: 'pcx-1' } as const;
const SERVICES: readonly ServiceName[] = ['ecr.api', 'ecr.dkr', 'ecs', 'ecs-agent', 'ecs-telemetry'];
export const nameOf = (service: ServiceName): string => dnsNameOf(service, RIGHT);

const hubTable = (id: string): RouteTable => ({
  id,
  main: false,
  routes: [route('10.1.0.0/16', { kind: 'local', id: 'local' }), route('10.0.0.0/16', PEERING)],
});

const hubSubnet = (zone: string, third: number) => ({
  id: `subnet-hub-${zone}`,
  az: `eu-west-1${zone}`,
  cidr: `10.1.${third}.0/24`,
  routeTableId: `rtb-hub-${zone}`,
  implicit: false,
});

const hubSubnets = [hubSubnet('a', 1), hubSubnet('b', 2)];
const subnetIds = hubSubnets.map(({ id }) => id);

const RIGHT_HUB: Hub = {
  vpc: { ...RIGHT.vpc, id: HUB, name: 'hub', cidrs: ['10.1.0.0/16'] },
  subnets: hubSubnets,
  routeTables: [hubTable('rtb-hub-a'), hubTable('rtb-hub-b')],
  endpoints: SERVICES.map((service, index) =>
    interfaceEndpoint(service, {
      privateDns: false,
      subnetIds,
      interfaces: subnetIds.map((subnetId, at) => ({
        id: `eni-${index}-${at}`,
        subnetId,
        ip: `10.1.${at + 1}.${index + 10}`,
      })),
      securityGroupIds: [HUB_GROUP],
    }),
  ),
  securityGroups: [group(HUB_GROUP, { ingress: ['10.0.0.0/8'] })],
  networkAcls: [{ id: 'acl-hub', subnetIds, entries: RIGHT.networkAcls?.[0]?.entries ?? [] }],
  prefixLists: [],
};

export const record = (name: string, endpointId?: string, type = 'A'): ZoneRecord => ({
  name,
  type,
  ...(endpointId !== undefined && { endpointId }),
});

/** A zone with records for an endpoint at its own name and at all below. */
export const zoneFor = (
  service: ServiceName,
  records: readonly ZoneRecord[] = ['', '*.'].map((before) =>
    record(`${before}${nameOf(service)}`, endpointIdOf(service)),
  ),
): HostedZone => ({ id: `Z-${service}`, name: nameOf(service), records });

/** The tasks of this spoke start through the hub's endpoints alone, and its own gateway for S3. */
export const SPOKE: Network = {
  ...RIGHT,
  endpoints: RIGHT.endpoints?.filter(({ kind }) => kind === 'gateway'),
  routeTables: RIGHT.routeTables?.map((table) => ({
    ...table,
    routes: [...table.routes, route('10.1.0.0/16', PEERING)],
  })),
  hostedZones: SERVICES.map((service) => zoneFor(service)),
  hubs: [RIGHT_HUB],
};

/** The spoke with its hub changed. */
export const withHub = (change: (hub: Hub) => Partial<Hub>, spoke = SPOKE): Network => ({
  ...spoke,
  hubs: (spoke.hubs ?? []).map((hub) => ({ ...hub, ...change(hub) })),
});

/** The spoke with the zone of one service changed; without a zone, it has none. */
export const withZone = (service: ServiceName, zone?: HostedZone): Network => ({
  ...SPOKE,
  hostedZones: SPOKE.hostedZones?.flatMap((one) => (one.name === nameOf(service) ? (zone ?? []) : [one])),
});

/** Both sides with routes through something else than the peering connection. */
export const throughTarget = (target: RouteTable['routes'][number]['target']): Network => {
  const moved = (tables: readonly RouteTable[] | undefined) =>
    tables?.map((table) => ({
      ...table,
      routes: table.routes.map((one) => (one.target.id === PEERING.id ? { ...one, target } : one)),
    }));
  return withHub(({ routeTables }) => ({ routeTables: moved(routeTables) }), {
    ...SPOKE,
    routeTables: moved(SPOKE.routeTables),
  });
};
