import type { ServiceName } from '../catalogue.ts';
import type { Network } from '../network/network.ts';
import { NEW_VPC } from '../network/network.ts';
import type { Peer } from '../network/peer.ts';
import { servicePrefixList } from '../network/routing.ts';
import type { Tasks } from '../workload/tasks.ts';
import type { Abilities } from './abilities.ts';
import {
  type Change,
  type ChangeKind,
  type ChangeOf,
  NEW_SECURITY_GROUP,
  OF_AN_ENDPOINT,
  type PolicyStatement,
} from './change.ts';
import { commandsFor } from './command.ts';
import { ownerAdvice } from './owner-advice.ts';
import type { AdoptedEndpoint, ExistingChange, Undo } from './planned.ts';
import { peerId } from './security-group-text.ts';

export interface ExistingChangesInput {
  /** The network after the changes. */
  readonly network: Network;
  readonly tasks: Tasks;
  readonly format: Abilities;
  /** What the files change, and what the reader changes with commands. */
  readonly changes: readonly Change[];
  readonly byHand: readonly Change[];
  readonly adopted: readonly AdoptedEndpoint[];
  /** The services that need a change. */
  readonly servicesOf: (change: Change) => readonly ServiceName[];
}

/** Every change to an existing resource, in the plan's order: what the files do, then what the reader does. */
export function existingChanges(input: ExistingChangesInput): ExistingChange[] {
  const names = namesOf(input.network);
  const describe = (change: Change, by: ExistingChange['by']): ExistingChange[] => {
    const services = input.servicesOf(change);
    const common = {
      services,
      because: `Lets tasks reach ${services.join(', ') || 'AWS'} through an endpoint.`,
      by,
      undo: undoOf(change, by, input),
    };
    return parts(change, input.network, names).map((part) => {
      const name = names.get(part.resourceId);
      return {
        adds: [],
        removes: [],
        ...part,
        ...(name !== undefined && { name }),
        ...common,
        ...(part.kind === 'associate-hosted-zone' && { because: CENTRAL }),
        owner: ownerAdvice(part.kind),
      };
    });
  };
  return [
    ...input.adopted.map((endpoint) => adoptionOf(endpoint, input, names)),
    ...input.changes.flatMap((change) => describe(change, 'files')),
    ...input.byHand.flatMap((change) => describe(change, 'command')),
  ];
}

/** The same for all services, so that a VPC is shown once. */
const CENTRAL = 'Lets tasks there use the central endpoints. It moves the whole VPC at once.';

/** What depends only on the kind of a change. */
type Part = Pick<ExistingChange, 'kind' | 'resourceId'> &
  Partial<Pick<ExistingChange, 'adds' | 'removes' | 'sets' | 'wide'>>;

type Names = ReadonlyMap<string, string>;

type Telling = {
  readonly [Kind in ChangeKind]: (change: ChangeOf<Kind>, network: Network, names: Names) => Part[];
};

function parts<Kind extends ChangeKind>(change: ChangeOf<Kind>, network: Network, names: Names): Part[] {
  const tell = TELLING[change.kind] as unknown as Telling[Kind];
  return tell(change, network, names);
}

/** For each kind of change, what it does to which resource. */
const TELLING: Telling = {
  'create-interface-endpoint': () => [],
  'create-hosted-zone': ({ name, vpcIds }) =>
    vpcIds.map((id) => ({
      kind: 'associate-hosted-zone',
      resourceId: id,
      adds: [`hosted zone ${name}, which leads to the new endpoint`],
    })),
  'create-gateway-endpoint': ({ service, routeTableIds }, network) =>
    network.vpc.id === NEW_VPC
      ? []
      : routeTableIds.map((id) => routeInto(id, service, 'the new gateway endpoint', network)),
  'add-route-tables': ({ service, endpointId, routeTableIds }, network, names) => [
    {
      kind: 'add-route-tables',
      resourceId: endpointId,
      adds: routeTableIds.map((id) => `route table ${named(id, names)}`),
    },
    ...routeTableIds.map((id) => routeInto(id, service, endpointId, network)),
  ],
  'add-subnets': ({ endpointId, subnetIds }, _, names) => [
    {
      kind: 'add-subnets',
      resourceId: endpointId,
      adds: subnetIds.map((id) => `network interface in ${named(id, names)}`),
    },
  ],
  'enable-private-dns': ({ endpointId }) => [
    {
      kind: 'enable-private-dns',
      resourceId: endpointId,
      sets: { setting: 'private DNS', from: 'off', to: 'on' },
    },
  ],
  'limit-s3-private-dns': ({ endpointId }) => [
    {
      kind: 'limit-s3-private-dns',
      resourceId: endpointId,
      sets: { setting: 'private DNS', from: 'for the whole VPC', to: 'for Resolver inbound endpoints only' },
    },
  ],
  'set-endpoint-policy': ({ endpointId, policy, previous }) => [
    {
      kind: 'set-endpoint-policy',
      resourceId: endpointId,
      adds: addedStatements(policy.Statement, previous).map(statementText),
      sets: { setting: 'policy', from: previous, to: JSON.stringify(policy) },
    },
  ],
  'authorize-ingress': ({ groupId, source }, _, names) => [
    {
      kind: 'authorize-ingress',
      resourceId: groupId,
      adds: [`inbound rule: 443/tcp from ${peerText(source, names)}`],
    },
  ],
  'authorize-egress': ({ groupId, destination }, _, names) => [
    {
      kind: 'authorize-egress',
      resourceId: groupId,
      adds: [`outbound rule: 443/tcp to ${peerText(destination, names)}`],
    },
  ],
  'set-vpc-attribute': ({ attribute }, { vpc }) => [
    {
      kind: 'set-vpc-attribute',
      resourceId: vpc.id,
      sets: { setting: attribute, from: 'off', to: 'on' },
    },
  ],
  'add-network-acl-entry': ({ aclId, ruleNumber, egress, cidr, fromPort, toPort, wide }) => [
    {
      kind: 'add-network-acl-entry',
      resourceId: aclId,
      adds: [
        `${egress ? 'outbound' : 'inbound'} rule ${ruleNumber}: allow ` +
          `${fromPort === toPort ? fromPort : `${fromPort}-${toPort}`}/tcp ${egress ? 'to' : 'from'} ${cidr}`,
      ],
      ...(wide && { wide }),
    },
  ],
  'delete-route': ({ routeTableId, destination, target }) => [
    { kind: 'delete-route', resourceId: routeTableId, removes: [`route ${destination} to ${target.id}`] },
  ],
};

function routeInto(tableId: string, service: ServiceName, through: string, network: Network): Part {
  const list = servicePrefixList(network, service)?.id;
  return {
    kind: 'add-route',
    resourceId: tableId,
    adds: [`route to ${service}${list === undefined ? '' : ` (${list})`} through ${through}`],
  };
}

function adoptionOf(
  { service, id }: AdoptedEndpoint,
  { format }: ExistingChangesInput,
  names: Names,
): ExistingChange {
  const name = names.get(id);
  return {
    kind: 'adopt-endpoint',
    resourceId: id,
    ...(name !== undefined && { name }),
    adds: [],
    removes: [],
    sets: { setting: 'owner', from: 'other code or none', to: 'these files, by import' },
    services: [service],
    because: `It serves ${service}, and --adopt takes it under management.`,
    by: 'files',
    undo: {
      text: `${format.adoption?.undo ?? format.undo} (the endpoint stays)`,
      command: false,
    },
    owner: ownerAdvice('adopt-endpoint'),
  };
}

function undoOf(
  change: Change,
  by: ExistingChange['by'],
  { network, tasks, format, adopted }: ExistingChangesInput,
): Undo {
  return by === 'files' && !outlives(change, format, adopted)
    ? { text: format.undo, command: false }
    : { text: commandsFor([change], network, tasks).undo, command: true };
}

/**
 * Whether a change stays when what the files created is deleted: a stack keeps adopted endpoints as the change left them, and
 * Terraform's resources for private DNS and policies don't record the previous state.
 */
function outlives(change: Change, { adoption }: Abilities, adopted: readonly AdoptedEndpoint[]): boolean {
  if (change.kind === 'enable-private-dns' || change.kind === 'set-endpoint-policy') return true;
  return (
    !adoption?.undone.has(change.kind) &&
    OF_AN_ENDPOINT.has(change.kind) &&
    'endpointId' in change &&
    adopted.some(({ id }) => id === change.endpointId)
  );
}

/** The statements that are added to a policy. */
function addedStatements(statements: readonly PolicyStatement[], previous: string): PolicyStatement[] {
  const had = JSON.stringify(JSON.parse(previous));
  return statements.filter((statement) => !had.includes(JSON.stringify(statement)));
}

function statementText({ Effect, Principal, Action, Resource }: PolicyStatement): string {
  const list = (items: string | readonly string[]) => [items].flat().join(', ');
  const who = Principal === '*' ? 'everyone' : JSON.stringify(Principal);
  return `statement: ${Effect} ${list(Action)} on ${list(Resource)} for ${who}`;
}

function peerText(peer: Peer, names: Names): string {
  if (peer.kind === 'cidr') return peer.cidr;
  if (peer.kind === 'prefix-list') return `prefix list ${named(peer.prefixListId, names)}`;
  return peer.groupId === NEW_SECURITY_GROUP ? 'the new security group' : named(peerId(peer), names);
}

const named = (id: string, names: Names): string => (names.has(id) ? `${id} (${names.get(id)})` : id);

function namesOf({
  vpc,
  subnets,
  routeTables = [],
  endpoints = [],
  securityGroups = [],
  networkAcls = [],
  prefixLists = [],
}: Network): Names {
  const all = [
    vpc,
    ...subnets,
    ...routeTables,
    ...endpoints,
    ...securityGroups,
    ...networkAcls,
    ...prefixLists,
  ];
  return new Map(
    all.flatMap(({ id, name }): [string, string][] =>
      name === undefined || name === id ? [] : [[id, name]],
    ),
  );
}
