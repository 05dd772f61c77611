import { NEW_SECURITY_GROUP } from '../../core/plan/change.ts';
import type { Plan } from '../../core/plan/planned.ts';
import { type Parameter, parametersOf } from './parameters.ts';

/** A list property: either one parameter with the whole list, or the items in it. */
export interface ListReference {
  /** Empty when `items` says it. */
  readonly parameter: string;
  /** Whether it is a list of existing resources that no parameter can hold. */
  readonly tooLong: boolean;
  /** YAML. */
  readonly items: readonly string[];
}

/** How the template refers to each ID in the plan: a parameter if it exists, a resource if the template creates it. */
export interface References {
  /** In the order of the console's form. */
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

/** The references of a plan. The template uses every parameter. An ID without a parameter is literal. */
export function referencesOf(plan: Plan): References {
  const { newVpc } = plan;
  const { vpc, zones, subnets, routeTables, networkAcls, securityGroups, prefixLists } = parametersOf(plan);
  const azs = zones?.value.split(',') ?? [];

  const numbered = (prefix: string) => (id: string) =>
    `${prefix}${plan.subnets.findIndex((subnet) => subnet.id === id || subnet.routeTableId === id) + 1}`;
  const subnet = numbered('PrivateSubnet');
  const routeTable = numbered('PrivateRouteTable');
  const list =
    (parameters: readonly Parameter[], resource: (id: string) => string) =>
    (ids: readonly string[]): ListReference => {
      const created = { parameter: '', tooLong: false, items: ids.map((id) => `!Ref ${resource(id)}`) };
      if (newVpc) return created;
      const parameter = parameters.find(({ value }) => value === ids.join());
      return parameter
        ? { parameter: parameter.name, tooLong: false, items: [] }
        : { parameter: '', tooLong: true, items: ids };
    };
  const one =
    (parameters: readonly Parameter[]) =>
    (id: string): string => {
      const parameter = parameters.find(({ value }) => value === id);
      return parameter ? `!Ref ${parameter.name}` : id;
    };
  const group = one(securityGroups);

  return {
    parameters: [
      ...(vpc ? [vpc] : []),
      ...(zones ? [zones] : []),
      ...subnets,
      ...routeTables,
      ...networkAcls,
      ...securityGroups,
      ...prefixLists,
    ],
    vpc: newVpc ? '!Ref Vpc' : one(vpc ? [vpc] : [])(plan.vpcId),
    subnet,
    routeTable,
    subnets: list(subnets, subnet),
    routeTables: list(routeTables, routeTable),
    group: (id) => (id === NEW_SECURITY_GROUP ? '!GetAtt EndpointSecurityGroup.GroupId' : group(id)),
    prefixList: one(prefixLists),
    networkAcl: one(networkAcls),
    az: (az, index) =>
      az === undefined
        ? `!Select [${index}, !GetAZs ""]`
        : `!Select [${azs.indexOf(az)}, !Ref ${zones?.name}]`,
  };
}
