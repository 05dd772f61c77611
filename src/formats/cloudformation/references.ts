import type { ServiceName } from '../../core/catalogue.ts';
import { NEW_SECURITY_GROUP } from '../../core/plan/change.ts';
import type { Plan } from '../../core/plan/planned.ts';

/** The ID of an existing resource, passed in at deployment. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly description: string;
  readonly group: 'Network' | 'Security';
  /** The regular expression for each ID; empty if CloudFormation checks the type itself. */
  readonly pattern: string;
  /** The IDs of a list are joined by commas. */
  readonly value: string;
}

/** A list property: either one parameter with the whole list, or the resources in it. */
export interface ListReference {
  /** Empty when `resources` says it. */
  readonly parameter: string;
  readonly resources: readonly string[];
}

/** How the template refers to each ID in the plan: a parameter if it exists, a resource if the template creates it. */
export interface References {
  readonly parameters: readonly Parameter[];
  /** YAML. */
  readonly vpc: string;
  /** Logical ids of subnets and their route tables. */
  readonly subnet: (id: string) => string;
  readonly routeTable: (id: string) => string;
  readonly subnets: (ids: readonly string[]) => ListReference;
  readonly routeTables: (ids: readonly string[]) => ListReference;
  /** YAML. */
  readonly group: (id: string) => string;
  readonly prefixList: (id: string) => string;
  readonly networkAcl: (id: string) => string;
  readonly az: (az: string | undefined, index: number) => string;
}

type Described = Omit<Parameter, 'value'>;

interface Using {
  readonly service: ServiceName;
  readonly ids: readonly string[];
}

/** The references of a plan. The template uses every parameter. Each is listed once, in the order of the console's form. */
export function referencesOf(plan: Plan): References {
  const { changes, newVpc } = plan;
  const endpoints = changes.flatMap((change) =>
    change.kind === 'create-interface-endpoint' || change.kind === 'create-gateway-endpoint' ? [change] : [],
  );
  // Adopted endpoints are in this VPC. With a parameter, the deployer could name another one.
  const fixedVpc = !newVpc && plan.adopted.length > 0;
  const vpc: Parameter[] =
    newVpc || fixedVpc || endpoints.length === 0 ? [] : [{ ...VPC, value: plan.vpcId }];
  const azs = newVpc ? plan.subnets.flatMap(({ az }) => (az === undefined ? [] : [az])) : [];
  const zones: Parameter[] = azs.length > 0 ? [{ ...ZONES, value: azs.join(',') }] : [];
  const subnets = lists(
    SUBNETS,
    newVpc
      ? []
      : endpoints.flatMap((change) =>
          change.kind === 'create-interface-endpoint'
            ? [{ service: change.service, ids: change.subnetIds }]
            : [],
        ),
  );
  const routeTables = lists(
    ROUTE_TABLES,
    newVpc
      ? []
      : endpoints.flatMap((change) =>
          change.kind === 'create-gateway-endpoint'
            ? [{ service: change.service, ids: change.routeTableIds }]
            : [],
        ),
  );
  const { taskGroups, endpointGroups, prefixListIds, aclIds } = mentioned(plan);
  const groups = new Map([...singles(TASK_GROUP, taskGroups), ...singles(ENDPOINT_GROUP, endpointGroups)]);
  const prefixLists = singles(PREFIX_LIST, prefixListIds);
  const acls = singles(NETWORK_ACL, aclIds);

  const numbered = (prefix: string) => (id: string) =>
    `${prefix}${plan.subnets.findIndex((subnet) => subnet.id === id || subnet.routeTableId === id) + 1}`;
  const subnet = numbered('PrivateSubnet');
  const routeTable = numbered('PrivateRouteTable');
  const list =
    (parameters: ReadonlyMap<string, Parameter>, resource: (id: string) => string) =>
    (ids: readonly string[]): ListReference =>
      newVpc
        ? { parameter: '', resources: ids.map(resource) }
        : { parameter: known(parameters, ids.join(',')).name, resources: [] };

  return {
    parameters: [
      ...vpc,
      ...zones,
      ...new Set([...subnets.values(), ...routeTables.values(), ...acls.values()]),
      ...groups.values(),
      ...prefixLists.values(),
    ],
    vpc: fixedVpc ? plan.vpcId : `!Ref ${newVpc ? 'Vpc' : VPC.name}`,
    subnet,
    routeTable,
    subnets: list(subnets, subnet),
    routeTables: list(routeTables, routeTable),
    group: (id) =>
      id === NEW_SECURITY_GROUP ? '!GetAtt EndpointSecurityGroup.GroupId' : `!Ref ${known(groups, id).name}`,
    prefixList: (id) => `!Ref ${known(prefixLists, id).name}`,
    networkAcl: (id) => `!Ref ${known(acls, id).name}`,
    az: (az, index) =>
      az === undefined
        ? `!Select [${index}, !GetAZs ""]`
        : `!Select [${azs.indexOf(az)}, !Ref ${ZONES.name}]`,
  };
}

const VPC: Described = {
  name: 'VpcId',
  type: 'AWS::EC2::VPC::Id',
  label: 'VPC',
  description: 'The VPC of the tasks',
  group: 'Network',
  pattern: '',
};
const ZONES: Described = {
  name: 'AvailabilityZones',
  type: 'List<AWS::EC2::AvailabilityZone::Name>',
  label: 'Availability Zones',
  description: 'The Availability Zones of the subnets, in their order',
  group: 'Network',
  pattern: '',
};
const SUBNETS: Described = {
  name: 'SubnetIds',
  type: 'List<AWS::EC2::Subnet::Id>',
  label: 'Subnets',
  description: 'The subnets for the network interfaces of the interface endpoints, at most one per AZ',
  group: 'Network',
  pattern: '',
};
const ROUTE_TABLES: Described = {
  name: 'RouteTableIds',
  type: 'CommaDelimitedList',
  label: 'Route tables',
  description: "The route tables of the tasks' subnets, which get a route to the gateway endpoints",
  group: 'Network',
  pattern: '^rtb-([0-9a-f]{8}|[0-9a-f]{17})$',
};
const NETWORK_ACL: Described = {
  name: 'NetworkAclId',
  type: 'String',
  label: 'Network ACL',
  description: 'A network ACL that gets rules so that the tasks can reach the endpoints',
  group: 'Network',
  pattern: '^acl-([0-9a-f]{8}|[0-9a-f]{17})$',
};
const TASK_GROUP: Described = {
  name: 'TaskSecurityGroupId',
  type: 'AWS::EC2::SecurityGroup::Id',
  label: 'Security group of the tasks',
  description: 'A security group of the tasks',
  group: 'Security',
  pattern: '',
};
const ENDPOINT_GROUP: Described = {
  name: 'ExistingEndpointSecurityGroupId',
  type: 'AWS::EC2::SecurityGroup::Id',
  label: 'Security group of existing endpoints',
  description: 'A security group of existing endpoints',
  group: 'Security',
  pattern: '',
};
const PREFIX_LIST: Described = {
  name: 'PrefixListId',
  type: 'String',
  label: 'Prefix list',
  description: 'The prefix list of an AWS service that the tasks may reach',
  group: 'Security',
  pattern: '^pl-([0-9a-f]{8}|[0-9a-f]{17})$',
};

/** The IDs that rules and network ACL entries refer to, each once. */
function mentioned({ changes, securityGroup }: Plan) {
  const taskGroups = new Set<string>();
  const endpointGroups = new Set<string>();
  const prefixListIds = new Set<string>();
  const aclIds = new Set<string>();
  for (const { peer } of securityGroup?.sources ?? []) {
    if (peer.kind === 'group') taskGroups.add(peer.groupId);
    if (peer.kind === 'prefix-list') prefixListIds.add(peer.prefixListId);
  }
  for (const change of changes) {
    if (change.kind === 'authorize-ingress') {
      endpointGroups.add(change.groupId);
      if (change.source.kind === 'group') taskGroups.add(change.source.groupId);
      if (change.source.kind === 'prefix-list') prefixListIds.add(change.source.prefixListId);
    }
    if (change.kind === 'authorize-egress') {
      taskGroups.add(change.groupId);
      if (change.destination.kind === 'group') endpointGroups.add(change.destination.groupId);
      if (change.destination.kind === 'prefix-list') prefixListIds.add(change.destination.prefixListId);
    }
    if (change.kind === 'add-network-acl-entry') aclIds.add(change.aclId);
  }
  // A group can be both; one parameter names it.
  for (const id of [NEW_SECURITY_GROUP, ...taskGroups]) endpointGroups.delete(id);
  taskGroups.delete(NEW_SECURITY_GROUP);
  return { taskGroups, endpointGroups, prefixListIds, aclIds };
}

/** One parameter per ID, numbered if there are several. */
function singles(described: Described, ids: ReadonlySet<string>): Map<string, Parameter> {
  const number = (index: number) => (ids.size > 1 ? index + 1 : '');
  return new Map(
    [...ids].map((id, index) => [
      id,
      {
        ...described,
        name: `${described.name}${number(index)}`,
        label: `${described.label} ${number(index)}`.trim(),
        value: id,
      },
    ]),
  );
}

/** One parameter per distinct list. All but the most used one are named after the first service that uses them. */
function lists(described: Described, uses: readonly Using[]): Map<string, Parameter> {
  const byList = new Map<string, Using[]>();
  for (const use of uses) {
    const key = use.ids.join(',');
    byList.set(key, [...(byList.get(key) ?? []), use]);
  }
  const ranked = [...byList].sort(([, a], [, b]) => b.length - a.length);
  return new Map(
    ranked.map(([value, [first]], index) => [
      value,
      index === 0 || first === undefined
        ? { ...described, value }
        : {
            ...described,
            name: `${pascal(first.service)}${described.name}`,
            label: `${described.label} for ${first.service}`,
            value,
          },
    ]),
  );
}

function known(parameters: ReadonlyMap<string, Parameter>, key: string): Parameter {
  const parameter = parameters.get(key);
  if (parameter === undefined) throw new Error(`No parameter was made for ${key}.`);
  return parameter;
}

/** A service's name as part of a logical id: `ecr.api` becomes `EcrApi`. */
export const pascal = (service: ServiceName): string =>
  service.replaceAll(/(?:^|[.-])([a-z0-9])/g, (_, first: string) => first.toUpperCase());
