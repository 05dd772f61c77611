import type * as fc from 'fast-check';
import type { Endpoint, Network } from '../../src/core/network/network.ts';
import type { Fault, Path } from '../../src/core/trace/path.ts';
import { trace } from '../../src/core/trace/trace.ts';
import { type Case, type FaultName, smallNetwork } from '../core/arbitrary-network.ts';

/** What can be wrong with a network that code makes: all but what only a deployed one has. */
const IN_CODE: readonly FaultName[] = [
  'endpoint absent',
  'private DNS off',
  'endpoint in one AZ',
  'endpoint elsewhere',
  'endpoint twice',
  'endpoint in another group',
  'endpoint in two groups',
  'endpoint policy',
  's3 interface endpoint',
  'foreign endpoints',
  'DNS support',
  'DNS hostnames',
  'name servers',
  'second VPC block',
  'endpoint group',
  'task group',
  'task groups',
  'network ACL',
  'default network ACL',
  'no way out',
  'way out',
  'gateway route absent',
  'gateway route overridden',
  'customer prefix list',
  'block public access',
  'block public access everywhere',
  'endpoint for IPv6 alone',
  'dual-stack subnet',
  'local route overridden',
  'peering route',
  'IPv6-only subnet',
  'fewer subnets',
  'hosted zone',
  'no name server',
];

/** Networks as code can make them. The addresses of endpoints are not in it, nor what AWS offers. */
export const networkInCode = (most: number): fc.Arbitrary<Case> =>
  smallNetwork(most, IN_CODE)
    .map((made) => ({
      ...made,
      network: asDeployed(made.network),
      tasks: {
        ...made.tasks,
        securityGroupIds: made.tasks.securityGroupIds.filter((id) =>
          made.network.securityGroups?.some((group) => group.id === id),
        ),
      },
    }))
    .filter(({ network }) => hasOwnIds(network.networkAcls));

/** Two faults can give a subnet two network ACLs of the same id, of which a deployed network has the first. */
const hasOwnIds = (acls: Network['networkAcls']): boolean =>
  new Set(acls?.map(({ id }) => id)).size === (acls?.length ?? 0);

export const asDeployed = (network: Network): Network => ({
  ...network,
  offers: undefined,
  subnets: network.subnets.map(({ blockPublicAccess: _, ...subnet }) => subnet),
  routeTables: network.routeTables?.map((table) => ({
    ...table,
    routes: table.routes.map((route) => ({ ...route, state: 'active' as const })),
  })),
  endpoints: network.endpoints?.map((endpoint) => ({
    ...endpoint,
    state: 'available',
    interfaces: endpoint.subnetIds.map((subnetId) => ({ id: endpoint.id, subnetId, ip: undefined })),
    securityGroupIds: groupsOf(endpoint),
  })),
});

const groupsOf = ({ kind, securityGroupIds }: Endpoint): readonly string[] =>
  kind === 'interface' ? securityGroupIds : [];

/** Faults that say that something is not known: what is not known is named differently of code and of a deployed network. */
const isQuestion = ({ rule }: Fault): boolean =>
  rule === 'value-unknown' || rule === 'not-permitted' || rule === 'resource-not-shown';

/** The paths of a case, by what must be the same of a network as planned and as deployed. */
export const pathsOf = ({ network, needs, tasks }: Pick<Case, 'network' | 'needs' | 'tasks'>) =>
  trace(network, needs, tasks).map(essence);

const essence = ({ subnetId, service, via, endpointId, natGatewayId, routeTableId, faults }: Path) => ({
  subnetId,
  service,
  via,
  endpointId,
  // Where several routes tie, which one is named says nothing.
  natGatewayId: via === 'nat' ? natGatewayId : undefined,
  routeTableId,
  rules: [...new Set(faults.flatMap((fault) => (isQuestion(fault) ? [] : [fault.rule])))].sort(),
});
