import type { Endpoint, Network } from '../network/network.ts';
import type { Change, ChangeOf } from '../plan/change.ts';
import { isDocument, isOurs, shown } from '../plan/ours.ts';
import { ACCESS, partsOfChange } from '../plan/parts.ts';
import { tellsOf } from '../plan/tells-of.ts';
import { oneLine } from '../text/visible.ts';
import type { CodeRemarkKind, WorkloadRemark } from '../workload/workload-remark.ts';

/** Generated code, as far as its record tells. */
export interface GeneratedCode {
  /** How it is named to the user. */
  readonly directory: string;
  /** The name prefix, which is the value of the tag on what it creates. */
  readonly name: string;
  /** Whether it creates the VPC. Then its changes name subnets and route tables that have other IDs now. */
  readonly newVpc: boolean;
  readonly changes: readonly Change[];
  /** The CIDR blocks of the subnets that it creates with a new VPC. */
  readonly blocks: readonly string[];
  /** All that it makes, in words. */
  readonly parts: readonly string[];
  /** What its manual steps do. */
  readonly byHand: readonly Change[];
  /** The files that somebody edited since they were generated, and those that are gone. */
  readonly edited: readonly string[];
  readonly gone: readonly string[];
}

const KINDS: ReadonlySet<string> = new Set<CodeRemarkKind>([
  'code-not-deployed',
  'manual-step-open',
  'resource-without-code',
  'code-edited',
]);

/** Whether a remark is one of `codeRemarks`. */
export const isCodeRemark = ({ kind }: WorkloadRemark): boolean => KINDS.has(kind);

type Created = ChangeOf<'create-interface-endpoint' | 'create-gateway-endpoint'>;

/**
 * Where generated code, its record and the network differ: what the code does and the network doesn't show, what the network has of
 * code that is no longer there, and files that aren't as they were generated.
 */
export function codeRemarks(network: Network, code: GeneratedCode): WorkloadRemark[] {
  const { name, changes, byHand, directory, edited, gone } = code;
  const there = new Set(shown(network, name, [...changes, ...byHand]).flatMap(partsOfChange));
  const missing = (all: readonly Change[]) =>
    all
      .filter((change) => !isCreated(change) && tellsOf(network, change))
      .flatMap(partsOfChange)
      .filter((part) => !there.has(part));
  const notDeployed = [
    ...changes.filter(isCreated).flatMap((each) => notAsCreated(each, network, code)),
    ...missing(changes),
    ...withoutSubnet(network, code),
    ...withoutAccess(network, code),
  ];
  const said: readonly (readonly [CodeRemarkKind, readonly string[], (all: string) => string])[] = [
    [
      'code-not-deployed',
      notDeployed,
      (all) =>
        `The code makes what the VPC doesn't have: ${all}. Deploy the code. If it was deployed, somebody undid this since.`,
    ],
    [
      'manual-step-open',
      missing(byHand),
      (all) => `Not carried out of the manual steps: ${all}. The README has the commands.`,
    ],
    [
      'resource-without-code',
      withoutCode(network, code),
      (all) =>
        `The VPC has what an earlier version of the code made and this one doesn't: ${all}. Deploying the code removes that.`,
    ],
    [
      'code-edited',
      edited,
      (all) =>
        `Edited since they were generated, so they may do something else than the record says: ${all}.`,
    ],
    ['code-edited', gone, (all) => `Gone: ${all}. Running create again brings that back.`],
  ];
  return said.flatMap(([kind, all, sentence]): WorkloadRemark[] =>
    all.length > 0
      ? [{ kind, severity: 'warning', origin: [directory], message: sentence(all.map(oneLine).join(', ')) }]
      : [],
  );
}

/** Whether a change creates an endpoint. */
export const isCreated = (change: Change): change is Created =>
  change.kind === 'create-interface-endpoint' || change.kind === 'create-gateway-endpoint';

/** Whether an endpoint can be the one that a change creates, whoever made it. */
export const isLike = ({ kind, service }: Created, endpoint: Endpoint): boolean =>
  endpoint.service === service && kind === `create-${endpoint.kind}-endpoint`;

/** What an endpoint that the code creates lacks in the network, in words; nothing where that can't be seen. */
function notAsCreated(
  change: Created,
  { endpoints, source }: Network,
  { name, newVpc }: GeneratedCode,
): string[] {
  if (endpoints === undefined || source === 'declared') return [];
  const { service } = change;
  const alike = endpoints.filter((endpoint) => isLike(change, endpoint));
  // A snapshot holds no tags, so any of them may be the code's.
  const own = alike.filter((endpoint) => endpoint.tags === undefined || isOurs(endpoint, name));
  if (own.length === 0) return [`endpoint for ${service}`];
  if (newVpc) return [];
  const [least = []] = own.map((endpoint) => lacking(change, endpoint)).sort((a, b) => a.length - b.length);
  return least;
}

function lacking(change: Created, endpoint: Endpoint): string[] {
  const { service } = change;
  const without = (ids: readonly string[], has: readonly string[]) => ids.filter((id) => !has.includes(id));
  if (change.kind === 'create-interface-endpoint')
    return [
      ...(endpoint.privateDns || change.privateDns === false
        ? []
        : [`private DNS of ${endpoint.id} (${service})`]),
      ...without(change.subnetIds, endpoint.subnetIds).map(
        (id) => `network interface of ${endpoint.id} (${service}) in ${id}`,
      ),
    ];
  const policy = change.policy;
  return [
    ...without(change.routeTableIds, endpoint.routeTableIds).map(
      (id) => `route to ${endpoint.id} (${service}) in ${id}`,
    ),
    ...(policy && !isDocument(endpoint.policy, policy) ? [`policy of ${endpoint.id} (${service})`] : []),
  ];
}

/** The subnets of a new VPC that aren't there. */
function withoutSubnet({ subnets }: Network, { blocks }: GeneratedCode): string[] {
  const has = new Set(subnets.map(({ cidr }) => cidr));
  return blocks.filter((block) => !has.has(block)).map((block) => `subnet ${block}`);
}

/** The sources that the group of the created endpoints doesn't let in, where the network shows that group. */
function withoutAccess({ securityGroups }: Network, { name, parts }: GeneratedCode): string[] {
  const group = securityGroups?.find((each) => isOurs(each, name));
  if (group === undefined) return [];
  const sources = new Set(
    group.ingress.flatMap(({ cidrs, ipv6Cidrs, groupIds, prefixListIds }) => [
      ...cidrs,
      ...ipv6Cidrs,
      ...groupIds,
      ...prefixListIds,
    ]),
  );
  return parts.filter((part) => part.startsWith(ACCESS) && !sources.has(part.slice(ACCESS.length + 1)));
}

/** What carries the tag, and the code doesn't create. */
function withoutCode({ endpoints, securityGroups }: Network, { name, changes }: GeneratedCode): string[] {
  const created = changes.filter(isCreated);
  const groups = created.some(({ kind }) => kind === 'create-interface-endpoint')
    ? []
    : (securityGroups ?? []);
  return [
    ...(endpoints ?? [])
      .filter((endpoint) => isOurs(endpoint, name) && !created.some((change) => isLike(change, endpoint)))
      .map(({ id, serviceName, service = serviceName }) => `endpoint ${id} (${service})`),
    ...groups.filter((group) => isOurs(group, name)).map(({ id }) => `security group ${id}`),
  ];
}
