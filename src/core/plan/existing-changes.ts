import { NEW_VPC } from '../../sources/declared/declare.ts';
import type { ServiceName } from '../catalogue.ts';
import type { Network } from '../network/network.ts';
import { servicePrefixList } from '../network/routing.ts';
import type { Peer, Tasks } from '../trace/path.ts';
import type { AdoptedEndpoint } from './adopt.ts';
import {
  type Change,
  type ChangeKind,
  type ChangeOf,
  type Iac,
  NEW_SECURITY_GROUP,
  OF_AN_ENDPOINT,
  type PolicyStatement,
} from './change.ts';
import { commandsFor } from './command.ts';
import { ownerAdvice } from './owner-advice.ts';
import { peerId } from './security-group-text.ts';

/**
 * What a plan can do to something that exists: each change that does not create, the route that a gateway endpoint puts into a
 * route table, and an endpoint that is taken under management.
 */
export type ExistingChangeKind =
  | Exclude<ChangeKind, 'create-interface-endpoint' | 'create-gateway-endpoint'>
  | 'add-route'
  | 'adopt-endpoint';

/** One change to one resource that exists, as every view of a plan tells it. */
export interface ExistingChange {
  readonly kind: ExistingChangeKind;
  readonly resourceId: string;
  readonly name?: string;
  /** What it has afterwards that it did not have, in words. */
  readonly adds: readonly string[];
  /** What it no longer has. */
  readonly removes: readonly string[];
  /** A setting that gets another value. */
  readonly sets?: { readonly setting: string; readonly from: string; readonly to: string };
  /** The services that are not reached through their endpoint without it. */
  readonly services: readonly ServiceName[];
  /** One sentence. */
  readonly because: string;
  /** Whether the files do it, or the reader by a command. */
  readonly by: 'files' | 'command';
  readonly undo: Undo;
  /** It opens more than the services need. */
  readonly wide?: true;
  /** What to do where other code owns the resource: its next run undoes the change. */
  readonly owner: string;
}

/** How a change is undone: by a command of its own, or with all that the files made. */
export interface Undo {
  /** The command or, where `command` is false, what to do in a few words. */
  readonly text: string;
  readonly command: boolean;
}

export interface ExistingChangesInput {
  /** The network with the changes made. */
  readonly network: Network;
  readonly tasks: Tasks;
  readonly iac: Iac;
  /** What the files change, and what the reader changes by commands. */
  readonly changes: readonly Change[];
  readonly byHand: readonly Change[];
  readonly adopted: readonly AdoptedEndpoint[];
  /** The services that need a change. */
  readonly servicesOf: (change: Change) => readonly ServiceName[];
}

/** Every change to something that exists, in the plan's order: what the files do, then what the reader does. */
export function existingChanges(input: ExistingChangesInput): ExistingChange[] {
  const names = namesOf(input.network);
  const describe = (change: Change, by: ExistingChange['by']): ExistingChange[] => {
    const services = input.servicesOf(change);
    const common = {
      services,
      because: `So that tasks reach ${services.join(', ') || 'AWS'} through an endpoint.`,
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
        owner: ownerAdvice(part.kind),
      };
    });
  };
  return [
    ...input.adopted.map((endpoint) => adoption(endpoint, input, names)),
    ...input.changes.flatMap((change) => describe(change, 'files')),
    ...input.byHand.flatMap((change) => describe(change, 'command')),
  ];
}

/** What only the kind of a change decides. */
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
  'delete-route': ({ routeTableId, destination, targetId }) => [
    { kind: 'delete-route', resourceId: routeTableId, removes: [`route ${destination} to ${targetId}`] },
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

function adoption(
  { service, id }: AdoptedEndpoint,
  { iac }: ExistingChangesInput,
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
      text: `${iac === 'terraform' ? 'terraform state rm' : DESTROY[iac]} (the endpoint stays)`,
      command: false,
    },
    owner: ownerAdvice('adopt-endpoint'),
  };
}

/** What takes away all that the files of a format made. */
const DESTROY: Readonly<Record<Iac, string>> = {
  terraform: 'terraform destroy',
  cdk: 'npx cdk destroy',
  cloudformation: 'delete the stack',
};

function undoOf(
  change: Change,
  by: ExistingChange['by'],
  { network, tasks, iac, adopted }: ExistingChangesInput,
): Undo {
  return by === 'files' && !outlives(change, iac, adopted)
    ? { text: DESTROY[iac], command: false }
    : { text: commandsFor([change], network, tasks).undo, command: true };
}

/**
 * Whether a change stays when what the files made goes: a stack keeps what it adopted as the change left it, and Terraform's
 * resources for private DNS and policies do not know what was there before.
 */
function outlives(change: Change, iac: Iac, adopted: readonly AdoptedEndpoint[]): boolean {
  if (change.kind === 'enable-private-dns' || change.kind === 'set-endpoint-policy') return true;
  if (iac === 'terraform' && change.kind === 'add-route-tables') return false;
  return (
    OF_AN_ENDPOINT.has(change.kind) &&
    'endpointId' in change &&
    adopted.some(({ id }) => id === change.endpointId)
  );
}

/** The statements that a policy has beside those it had. */
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
