import type { Network } from '../../../src/core/network/network.ts';
import { NEW_SECURITY_GROUP } from '../../../src/core/plan/change.ts';
import { linesOf } from '../../../src/core/plan/changed-resources.ts';
import type { ExistingChange, Plan } from '../../../src/core/plan/planned.ts';
import { type Graph, policyOf, type RuleEdge } from './graph.ts';

/** What files change of a network that exists: the graph that they make without what is new, a line for each change. */
export function changedBy(graph: Graph, network: Network, { newVpc }: Plan): string[] {
  const listOf = (service: string) =>
    network.prefixLists?.find(({ name }) => name === `com.amazonaws.${network.region}.${service}`)?.id;
  const route = (table: string, service: string, through: string) => {
    const list = listOf(service);
    return `${table} + route to ${service}${list === undefined ? '' : ` (${list})`} through ${through}`;
  };
  return [
    ...graph.rules.map(
      (rule) => `${rule.group} + ${rule.direction === 'in' ? 'inbound' : 'outbound'} rule: ${flow(rule)}`,
    ),
    ...graph.aclEntries.map(
      ({ acl, direction, number, action, protocol, block, ports: [from, to] }) =>
        `${acl} + ${direction === 'in' ? 'inbound' : 'outbound'} rule ${number}: ${action} ` +
        `${from === to ? from : `${from}-${to}`}/${protocol} ${direction === 'in' ? 'from' : 'to'} ${block}`,
    ),
    ...graph.endpoints.flatMap(({ kind, serviceName, routeTables }) =>
      kind === 'Gateway' && !newVpc
        ? routeTables.map((id) => route(id, serviceOf(serviceName), 'the new gateway endpoint'))
        : [],
    ),
    ...graph.extended.flatMap(({ id, subnets, routeTables, privateDns, policy }) => {
      const endpoint = network.endpoints?.find((each) => each.id === id);
      return [
        ...subnets.map((subnet) => `${id} + network interface in ${subnet}`),
        ...routeTables.flatMap((table) => [
          `${id} + route table ${table}`,
          route(table, endpoint?.service ?? '', id),
        ]),
        ...(privateDns ? [`${id} ~ private DNS: from off to on`] : []),
        ...(policy === undefined ? [] : added(policy, endpoint?.policy).map((text) => `${id} + ${text}`)),
      ];
    }),
  ].sort();
}

/** What a plan tells, in the same lines: without the names of what it names. */
export function told(changes: readonly ExistingChange[], network: Network): string[] {
  const { vpc, subnets, routeTables = [], endpoints = [], securityGroups = [], networkAcls = [] } = network;
  const named = [
    vpc,
    ...subnets,
    ...routeTables,
    ...endpoints,
    ...securityGroups,
    ...networkAcls,
    ...(network.prefixLists ?? []),
  ];
  return changes
    .flatMap((change) => linesOf(change).map(({ mark, text }) => `${change.resourceId} ${mark} ${text}`))
    .map((line) => named.reduce((text, { id, name }) => text.replaceAll(`${id} (${name})`, id), line))
    .sort();
}

function flow({ direction, protocol, ports: [from, to], peer }: RuleEdge): string {
  const other =
    peer === NEW_SECURITY_GROUP
      ? 'the new security group'
      : peer.startsWith('pl-')
        ? `prefix list ${peer}`
        : peer;
  return `${from === to ? from : `${from}-${to}`}/${protocol} ${direction === 'in' ? 'from' : 'to'} ${other}`;
}

const serviceOf = (serviceName: string) => serviceName.slice(serviceName.lastIndexOf('.') + 1);

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** A statement as text: Terraform sorts its keys. */
const sortedText = (statement: Statement): string => JSON.stringify(Object.entries(statement).sort());

function added(policy: unknown, previous = '{}'): string[] {
  const statements = (document: unknown) =>
    [
      (policyOf(document) as { readonly Statement?: Statement | readonly Statement[] }).Statement ?? [],
    ].flat();
  const had = statements(JSON.parse(previous)).map(sortedText);
  return statements(policy)
    .filter((each) => !had.includes(sortedText(each)))
    .map(
      ({ Effect, Action, Resource }) =>
        `statement: ${Effect} ${[Action].flat().join(', ')} on ${[Resource].flat().join(', ')} for everyone`,
    );
}
