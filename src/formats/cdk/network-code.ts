import type { Plan } from '../../core/plan/planned.ts';
import { wrap } from '../../core/text/wrap.ts';
import { type ExistingList, existingIds, existingLists } from '../existing-ids.ts';
import { ts } from '../template.ts';
import { call, lowerFirst, list as tsList } from '../ts-layout.ts';
import { constructsOf } from './constructs-of.ts';
import { known, subnetsOf, subnetsWith } from './subnets.ts';

/** A property of the stack, for what exists. */
export interface Property {
  /** Comment, laid out. */
  readonly doc: string;
  readonly name: string;
  readonly type: string;
  /** Its value in `bin/network.ts`: a property, laid out. */
  readonly value: string;
}

/** The subnets of one or more endpoints. */
export interface SubnetList {
  readonly variable: string;
  /** What makes the variable: a statement, laid out. */
  readonly statement: string;
}

/** How the code refers to the network: by properties of the stack if it exists, else by the stack's own constructs. */
export interface NetworkCode {
  /** None for a new VPC. */
  readonly properties: readonly Property[];
  readonly lists: readonly SubnetList[];
  /** The variable for an endpoint's subnets: by their IDs for interfaces, by their route tables for a gateway. */
  readonly interfaceSubnets: (subnetIds: readonly string[]) => string;
  readonly gatewaySubnets: (routeTableIds: readonly string[]) => string;
  /** The name of the property for the ID of a security group, network ACL or prefix list. */
  readonly property: (id: string) => string;
}

/** @throws {Error} when the plan has an endpoint in a subnet that it doesn't list. */
export function networkCode(plan: Plan): NetworkCode {
  const { newVpc, adopted, securityGroup, vpcId } = plan;
  const { interfaces, gateways } = constructsOf(plan);
  const subnets = subnetsOf(plan, interfaces, gateways);
  const interfaceLists = existingLists(
    'EndpointSubnets',
    'interface endpoints',
    interfaces.map(({ service, subnetIds }) => ({ service, ids: subnetIds })),
  );
  const gatewayLists = existingLists(
    'GatewaySubnets',
    'gateway endpoints',
    gateways.map(({ service, routeTableIds }) => ({ service, ids: subnetsWith(plan, routeTableIds) })),
  );
  const variables = ({ ids }: ExistingList) =>
    ids.map((id) => known(subnets.find((subnet) => subnet.id === id)?.variable, `the subnet ${id}`));
  const hasVpc = interfaces.length + gateways.length + adopted.length > 0 || securityGroup !== undefined;
  const ids = existingIds(plan);

  return {
    properties: newVpc
      ? []
      : [
          ...(hasVpc ? [idProperty('vpcId', 'The VPC of the tasks', vpcId)] : []),
          ...interfaceLists.map((list) =>
            listProperty(
              list,
              variables(list),
              `The subnets for the network interfaces of ${list.whose}, at most one per AZ`,
            ),
          ),
          ...gatewayLists.map((list) =>
            listProperty(
              list,
              variables(list),
              `Subnets of the tasks whose route tables get a route to ${list.whose}`,
            ),
          ),
          ...ids.map(({ id, name, description }) => idProperty(lowerFirst(name), description, id)),
        ],
    lists: [...interfaceLists, ...gatewayLists].map((list) => {
      const variable = lowerFirst(list.name);
      return {
        variable,
        statement: newVpc
          ? tsList(4, `const ${variable} = `, variables(list))
          : call(4, `const ${variable} = subnetsOf`, [ts(list.name.replace(/s$/, '')), `props.${variable}`]),
      };
    }),
    interfaceSubnets: (subnetIds) => variableOf(interfaceLists, subnetIds),
    gatewaySubnets: (routeTableIds) => variableOf(gatewayLists, subnetsWith(plan, routeTableIds)),
    property: (id) => lowerFirst(known(ids.find((each) => each.id === id)?.name, `what ${id} is`)),
  };
}

const variableOf = (lists: readonly ExistingList[], wanted: readonly string[]): string =>
  lowerFirst(known(lists.find(({ ids }) => ids.join() === wanted.join())?.name, `the list ${wanted.join()}`));

const idProperty = (name: string, description: string, id: string): Property => ({
  doc: docComment(`${description}.`),
  name,
  type: 'string',
  value: `  ${name}: ${ts(id)},`,
});

const listProperty = (list: ExistingList, variables: readonly string[], description: string): Property => {
  const name = lowerFirst(list.name);
  return {
    doc: docComment(`${description}.`),
    name,
    type: 'readonly ExistingSubnet[]',
    value: tsList(2, `${name}: `, variables, ','),
  };
};

/** A doc comment inside an interface, on one line if it fits. */
function docComment(text: string): string {
  const line = `  /** ${text} */`;
  if (line.length <= 80) return line;
  return ['  /**', ...wrap(text, 80, { first: '   * ', more: '   * ' }), '   */'].join('\n');
}
