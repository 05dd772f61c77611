import type { Plan } from '../../core/plan/planned.ts';
import {
  type ExistingId,
  type ExistingKind,
  type ExistingList,
  existingIds,
  existingLists,
  type Using,
} from '../existing-ids.ts';

/**
 * What is passed in at deployment. No parameter has a default: for an existing stack, `aws cloudformation deploy` would use the
 * value of the deployment before in its place, and other tools the default.
 *
 * @see https://docs.aws.amazon.com/cli/latest/reference/cloudformation/deploy/
 */
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

/** The parameters of a template, in the order of the console's form. */
export interface Parameters {
  /** Undefined if the template creates the VPC, doesn't refer to it, or adopts endpoints in it. */
  readonly vpc: Parameter | undefined;
  /** The Availability Zones that were asked for by name; undefined if none was. */
  readonly zones: Parameter | undefined;
  readonly subnets: readonly Parameter[];
  readonly routeTables: readonly Parameter[];
  readonly networkAcls: readonly Parameter[];
  readonly securityGroups: readonly Parameter[];
  readonly prefixLists: readonly Parameter[];
}

/**
 * The most parameters that a template can have, and the longest value of one.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export const MOST_PARAMETERS = 200;
const LONGEST_VALUE = 4096;

/** The parameters of a plan's template. An ID for which CloudFormation's limits leave no parameter has none. */
export function parametersOf(plan: Plan): Parameters {
  const { changes, newVpc, adopted } = plan;
  const azs = newVpc ? plan.subnets.flatMap(({ az }) => (az === undefined ? [] : [az])) : [];
  const interfaces = changes.flatMap((change): Using[] =>
    change.kind === 'create-interface-endpoint' ? [{ service: change.service, ids: change.subnetIds }] : [],
  );
  const gateways = changes.flatMap((change): Using[] =>
    change.kind === 'create-gateway-endpoint' ? [{ service: change.service, ids: change.routeTableIds }] : [],
  );
  // Adopted endpoints are in this VPC. With a parameter, the deployer could name another one, which would replace them.
  const hasVpc = !newVpc && adopted.length === 0 && interfaces.length + gateways.length > 0;
  const lists = newVpc
    ? { subnets: [], routeTables: [] }
    : {
        subnets: existingLists('SubnetIds', 'interface endpoints', interfaces).flatMap(subnetList),
        routeTables: existingLists('RouteTableIds', 'gateway endpoints', gateways).flatMap(routeTableList),
      };
  const ids = existingIds(plan);
  const count = lists.subnets.length + lists.routeTables.length + ids.length + 1;
  const ofKind = (...kinds: readonly ExistingKind[]) =>
    count > MOST_PARAMETERS ? [] : ids.filter(({ kind }) => kinds.includes(kind)).map(idParameter);
  return {
    vpc: hasVpc ? { ...VPC, value: plan.vpcId } : undefined,
    zones: azs.length > 0 ? { ...ZONES, value: azs.join() } : undefined,
    ...lists,
    networkAcls: ofKind('network-acl'),
    securityGroups: ofKind('task-group', 'endpoint-group'),
    prefixLists: ofKind('prefix-list'),
  };
}

const VPC = {
  name: 'VpcId',
  type: 'AWS::EC2::VPC::Id',
  label: 'VPC',
  description: 'The VPC of the tasks',
  group: 'Network',
  pattern: '',
} as const;
const ZONES = {
  name: 'AvailabilityZones',
  type: 'List<AWS::EC2::AvailabilityZone::Name>',
  label: 'Availability Zones',
  description: 'The Availability Zones of the subnets, in their order',
  group: 'Network',
  pattern: '',
} as const;

const subnetList = (list: ExistingList): Parameter[] =>
  listParameter(list, {
    type: 'List<AWS::EC2::Subnet::Id>',
    label: 'Subnets',
    description: `The subnets for the network interfaces of ${list.whose}, at most one per AZ`,
    pattern: '',
  });

const routeTableList = (list: ExistingList): Parameter[] =>
  listParameter(list, {
    type: 'CommaDelimitedList',
    label: 'Route tables',
    description: `The route tables of the tasks' subnets, which get a route to ${list.whose}`,
    pattern: patternOf('rtb'),
  });

function listParameter(
  { name, services, ids }: ExistingList,
  { label, ...described }: Pick<Parameter, 'type' | 'label' | 'description' | 'pattern'>,
): Parameter[] {
  const value = ids.join();
  if (value.length > LONGEST_VALUE) return [];
  const labelled = services ? `${label} for ${services.join(', ')}` : label;
  return [{ name, ...described, label: labelled, group: 'Network', value }];
}

const idParameter = ({ kind, id, name, label, description }: ExistingId): Parameter => ({
  name,
  ...TYPES[kind],
  label,
  description,
  value: id,
});

/** No parameter type of AWS's own is for this kind of ID, so CloudFormation checks its form only. */
const patternOf = (prefix: 'rtb' | 'acl' | 'pl'): string => `^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`;

const GROUP = { type: 'AWS::EC2::SecurityGroup::Id', group: 'Security', pattern: '' } as const;

const TYPES: Readonly<Record<ExistingKind, Pick<Parameter, 'type' | 'group' | 'pattern'>>> = {
  'network-acl': { type: 'String', group: 'Network', pattern: patternOf('acl') },
  'task-group': GROUP,
  'endpoint-group': GROUP,
  'prefix-list': { type: 'String', group: 'Security', pattern: patternOf('pl') },
};
