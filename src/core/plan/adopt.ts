import type { ServiceName } from '../catalogue.ts';
import { byId } from '../network/by-id.ts';
import type { Endpoint, Network } from '../network/network.ts';
import type { PlannedEndpoint } from './plan.ts';

/** An endpoint that exists and that generated code takes under management, with all that must be stated of it. */
export interface AdoptedEndpoint {
  readonly service: ServiceName;
  readonly id: string;
  readonly serviceName: string;
  readonly kind: 'interface' | 'gateway';
  readonly privateDns: boolean;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** The policy document; undefined where the service has none. */
  readonly policy: unknown;
  /** Those that are the owner's: AWS sets and keeps its own (`aws:…`). */
  readonly tags: Readonly<Record<string, string>>;
}

/** What can be taken under management, and sentences for what that means and for what is left out. */
export interface Adoption {
  readonly adopted: readonly AdoptedEndpoint[];
  readonly notes: readonly string[];
}

export const NO_ADOPTION: Adoption = { adopted: [], notes: [] };

/**
 * Takes the endpoints that exist and serve a need under management. One that cannot be stated exactly, or that another
 * tool manages, is left where it is: a plan that changes it, or two owners, would be worse than none.
 *
 * @param mended the network with all that mends these endpoints
 */
export function adopt(endpoints: readonly PlannedEndpoint[], mended: Network): Adoption {
  const adopted = new Map<string, AdoptedEndpoint>();
  const notes: string[] = [];
  for (const { service, endpointId } of endpoints) {
    const endpoint = endpointId === undefined ? undefined : byId(mended.endpoints ?? [], endpointId);
    if (endpoint === undefined || adopted.has(endpoint.id)) continue;
    const result = adoptedOr(endpoint, service);
    if (typeof result === 'string') notes.push(`${endpoint.id} (${service}) is not taken over: ${result}.`);
    else adopted.set(endpoint.id, result);
  }
  return {
    adopted: [...adopted.values()],
    notes: [...(adopted.size > 0 ? [ONE_OWNER] : []), ...notes],
  };
}

const ONE_OWNER =
  'The existing endpoints are taken under management. Where other code manages one of them, take it out of there first ' +
  '(with Terraform: terraform state rm), since two owners undo what each other does.';

/** The endpoint to be stated, or why it cannot be. */
function adoptedOr(endpoint: Endpoint, service: ServiceName): AdoptedEndpoint | string {
  const { id, serviceName, kind, state, privateDns, subnetIds, securityGroupIds, tags } = endpoint;
  if (kind === 'other') return 'it is of another type';
  if (state !== 'available') return `it is ${state}`;
  if (tags === undefined) return 'its tags are not known';
  const stack = tags[STACK_TAG];
  if (stack !== undefined) return `the CloudFormation stack ${stack} manages it`;
  const policy = documentOf(endpoint.policy);
  if (policy === NO_DOCUMENT) return 'its policy is not a JSON document';
  const own = Object.entries(tags).filter(([key]) => !key.startsWith('aws:'));
  return {
    service,
    id,
    serviceName,
    kind,
    privateDns,
    subnetIds,
    securityGroupIds,
    policy,
    tags: Object.fromEntries(own),
  };
}

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
