import { byId } from '../network/by-id.ts';
import type { Endpoint, Network } from '../network/network.ts';
import { documentOf, NO_DOCUMENT } from '../network/policy-document.ts';
import type { Tasks } from '../workload/tasks.ts';
import type { Abilities } from './abilities.ts';
import type { Change } from './change.ts';
import { commandsFor } from './command.ts';
import type { Note } from './note.ts';
import { STACK_TAG } from './ours-tag.ts';
import type { AdoptedEndpoint, EndpointSettings, PlannedEndpoint } from './planned.ts';

/** The endpoints that can be imported, and a sentence for each one that is left out. */
export interface Adoption {
  readonly adopted: readonly AdoptedEndpoint[];
  readonly notes: readonly Note[];
}

/** Whether to import existing endpoints, and into which format. */
export interface AdoptionInput {
  readonly adopt?: boolean;
  readonly network: Network;
  readonly format: Abilities;
  readonly tasks: Tasks;
}

/** The IDs of the endpoints that can be imported if they serve a need. */
export function adoptable({ adopt, network, format }: AdoptionInput): ReadonlySet<string> {
  const { adoption } = format;
  if (!adopt || !adoption) return new Set();
  const possible = (network.endpoints ?? []).filter((endpoint) => obstacle(endpoint, adoption) === undefined);
  return new Set(possible.map(({ id }) => id));
}

/**
 * Imports the existing endpoints that serve a need. An endpoint that can't be stated exactly, or that another tool manages, is
 * left out: changing it by accident, or having two owners, would be worse than not importing it.
 *
 * @param changes everything that the plan changes
 * @param fixed the network with these changes
 */
export function adopted(
  endpoints: readonly PlannedEndpoint[],
  changes: readonly Change[],
  fixed: Network,
  { adopt, network, format, tasks }: AdoptionInput,
): Adoption {
  const taken = new Map<string, AdoptedEndpoint>();
  const notes: Note[] = [];
  const { adoption } = format;
  if (!adopt || !adoption) return { adopted: [], notes };
  for (const { service, endpointId } of endpoints) {
    const found = endpointId === undefined ? undefined : byId(network.endpoints, endpointId);
    if (found === undefined || taken.has(found.id)) continue;
    const { id, serviceName, tags = {} } = found;
    const reason = obstacle(found, adoption);
    if (reason !== undefined) {
      notes.push({ code: 'not-imported', message: `${id} (${service}) is not imported: ${reason}.` });
      continue;
    }
    taken.set(id, {
      service,
      id,
      serviceName,
      kind: found.kind === 'gateway' ? 'gateway' : 'interface',
      tags: Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith('aws:'))),
      found: settingsOf(found),
      fixed: settingsOf(byId(fixed.endpoints, id) ?? found),
      undo: commandsFor(
        changes.filter((change) => 'endpointId' in change && change.endpointId === id),
        network,
        tasks,
      ).undo,
    });
  }
  return { adopted: [...taken.values()], notes };
}

/** Why an endpoint can't be imported; undefined if it can. */
function obstacle(endpoint: Endpoint, adoption: NonNullable<Abilities['adoption']>): string | undefined {
  const { kind, state, requesterManaged, tags, policy } = endpoint;
  if (kind === 'other') return 'it is of another type';
  if (state !== 'available') return `it is ${state}`;
  if (requesterManaged) return 'the AWS service that made it manages it';
  if (tags === undefined) return 'its tags are not known';
  const stack = tags[STACK_TAG];
  if (stack !== undefined)
    return `its tags name the CloudFormation stack ${stack}, which manages it or left it behind`;
  if (documentOf(policy) === NO_DOCUMENT) return 'its policy is not a JSON document';
  return adoption.obstacle(endpoint);
}

const settingsOf = (endpoint: Endpoint): EndpointSettings => ({
  privateDns: endpoint.privateDns,
  subnetIds: endpoint.subnetIds,
  routeTableIds: endpoint.routeTableIds,
  securityGroupIds: endpoint.securityGroupIds,
  policy: documentOf(endpoint.policy),
});
