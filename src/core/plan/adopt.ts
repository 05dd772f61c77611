import type { ServiceName } from '../catalogue.ts';
import { byId } from '../network/by-id.ts';
import type { Endpoint, Network } from '../network/network.ts';
import type { Tasks } from '../trace/path.ts';
import type { Change, Iac } from './change.ts';
import { commandsFor } from './command.ts';
import type { PlannedEndpoint } from './plan.ts';
import { FORMAT_NAMES } from './prerequisite.ts';
import { isReplaced } from './replaced-text.ts';

/** What of an endpoint can be changed in place. */
export interface EndpointSettings {
  readonly privateDns: boolean;
  readonly subnetIds: readonly string[];
  readonly routeTableIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** The policy document; undefined where the service has none. */
  readonly policy: unknown;
}

/** An endpoint that exists and that generated code takes under management, with all that must be stated of it. */
export interface AdoptedEndpoint {
  readonly service: ServiceName;
  readonly id: string;
  readonly serviceName: string;
  readonly kind: 'interface' | 'gateway';
  /** Those that are the owner's: AWS sets and keeps its own (`aws:…`). */
  readonly tags: Readonly<Record<string, string>>;
  /** As it is. An import takes it under management like this. */
  readonly found: EndpointSettings;
  /** As the plan's changes leave it. */
  readonly mended: EndpointSettings;
  /** The commands that make it again as it was found; empty where nothing changes. */
  readonly undo: string;
}

/** What can be taken under management, and a sentence for each that is left out. */
export interface Adoption {
  readonly adopted: readonly AdoptedEndpoint[];
  readonly notes: readonly string[];
}

/** Whether existing endpoints are wanted under management, and by which format. */
export interface AdoptionInput {
  readonly adopt?: boolean;
  readonly network: Network;
  readonly iac: Iac;
  readonly tasks: Tasks;
}

/** The ids of the endpoints that can be taken under management, should they serve a need. */
export function adoptable({ adopt, network, iac }: AdoptionInput): ReadonlySet<string> {
  const possible = (network.endpoints ?? []).filter((endpoint) => obstacle(endpoint, iac) === undefined);
  return new Set(adopt ? possible.map(({ id }) => id) : []);
}

/**
 * Takes the endpoints that exist and serve a need under management. One that cannot be stated exactly, or that another
 * tool manages, is left where it is: a plan that changes it, or two owners, would be worse than none.
 *
 * @param changes all that the plan changes
 * @param mended the network with these changes
 */
export function adopted(
  endpoints: readonly PlannedEndpoint[],
  changes: readonly Change[],
  mended: Network,
  { adopt, network, iac, tasks }: AdoptionInput,
): Adoption {
  const taken = new Map<string, AdoptedEndpoint>();
  const notes: string[] = [];
  for (const { service, endpointId } of adopt ? endpoints : []) {
    const found = endpointId === undefined ? undefined : byId(network.endpoints, endpointId);
    if (found === undefined || taken.has(found.id)) continue;
    const { id, serviceName, tags = {} } = found;
    const reason = obstacle(found, iac);
    if (reason !== undefined) {
      notes.push(`${id} (${service}) is not taken over: ${reason}.`);
      continue;
    }
    taken.set(id, {
      service,
      id,
      serviceName,
      kind: found.kind === 'gateway' ? 'gateway' : 'interface',
      tags: Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith('aws:'))),
      found: settingsOf(found),
      mended: settingsOf(byId(mended.endpoints, id) ?? found),
      undo: commandsFor(
        changes.filter((change) => 'endpointId' in change && change.endpointId === id),
        network,
        tasks,
      ).undo,
    });
  }
  return { adopted: [...taken.values()], notes };
}

/** Why an endpoint cannot be taken under management; undefined where it can. */
function obstacle(endpoint: Endpoint, iac: Iac): string | undefined {
  const { kind, state, requesterManaged, tags, policy } = endpoint;
  if (kind === 'other') return 'it is of another type';
  if (state !== 'available') return `it is ${state}`;
  if (requesterManaged) return 'the AWS service that made it manages it';
  if (tags === undefined) return 'its tags are not known';
  const stack = tags[STACK_TAG];
  if (stack !== undefined)
    return `its tags name the CloudFormation stack ${stack}, which manages it or left it behind`;
  if (documentOf(policy) === NO_DOCUMENT) return 'its policy is not a JSON document';
  return iac === 'terraform' ? undefined : obstacleToImport(endpoint, iac);
}

/**
 * What the templates do not state. An import ends with an update of the endpoint to what the template says, so that what it
 * leaves open may become AWS's default.
 */
function obstacleToImport(
  { ipAddressType, inboundResolverOnly, tags, policy }: Endpoint,
  iac: Iac,
): string | undefined {
  if (ipAddressType !== undefined && !PLAIN_ADDRESSES.includes(ipAddressType.toLowerCase()))
    return `its IP address type is ${ipAddressType}`;
  if (inboundResolverOnly) return 'its private DNS is for Resolver inbound endpoints alone';
  return isReplaced(JSON.stringify([tags, documentOf(policy)]), iac)
    ? `its tags or its policy hold a text that ${FORMAT_NAMES[iac]} replaces`
    : undefined;
}

const PLAIN_ADDRESSES: readonly string[] = ['ipv4', 'not-specified'];

const settingsOf = (endpoint: Endpoint): EndpointSettings => ({
  privateDns: endpoint.privateDns,
  subnetIds: endpoint.subnetIds,
  routeTableIds: endpoint.routeTableIds,
  securityGroupIds: endpoint.securityGroupIds,
  policy: documentOf(endpoint.policy),
});

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html */
const STACK_TAG = 'aws:cloudformation:stack-name';

const NO_DOCUMENT = Symbol('no document');

function documentOf(policy: string | undefined): unknown {
  if (policy === undefined) return undefined;
  try {
    const document: unknown = JSON.parse(policy);
    return typeof document === 'object' && document !== null ? document : NO_DOCUMENT;
  } catch {
    return NO_DOCUMENT;
  }
}
