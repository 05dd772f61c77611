import { isGatewayService, type ServiceName } from '../catalogue.ts';
import { decidingFault, type RuleId, unique } from '../findings/rule.ts';
import type { Via } from '../network/way.ts';
import type { Path, Traced } from '../trace/path.ts';
import type { EndpointFailure } from './failure.ts';

/** What a message says, as far as paths can be held against it. */
export interface Claim {
  readonly kind: EndpointFailure;
  readonly services: readonly ServiceName[];
  /** Where the host's name resolved to, where the message shows it. */
  readonly address: 'public' | 'in-vpc' | undefined;
}

/** Whether traced paths explain it. */
export interface Judged {
  /** Undefined where it isn't decided which of several services it is about. */
  readonly service: ServiceName | undefined;
  /** Undefined where there is no path to hold against it. */
  readonly via: Via | undefined;
  /** Null where what decides isn't known. */
  readonly agrees: boolean | null;
  /** The rule of the fault that decides. */
  readonly rule: RuleId | undefined;
  /** The subnets that this is said of. */
  readonly subnetIds: readonly string[];
  readonly endpointIds: readonly string[];
  /** Whether the address in the message can't come from the paths as they are. */
  readonly contradicts: boolean;
}

type Verdict = 'explains' | 'open' | 'contradicts' | 'right';

/** Of several paths the one that explains most counts: one subnet without a way is enough for a task to stop. */
const ORDER: readonly Verdict[] = ['explains', 'open', 'contradicts', 'right'];

/** Holds a claim against the paths of its services from the tasks' subnets. */
export function judge(claim: Claim, { paths }: Pick<Traced, 'paths'>): Judged {
  const about = paths
    .filter(({ service }) => claim.services.includes(service))
    .map((path) => ({ path, verdict: verdictOf(claim, path) }));
  const verdict = ORDER.find((one) => about.some((each) => each.verdict === one));
  const deciding = about.filter((each) => each.verdict === verdict).map(({ path }) => path);
  const [first] = deciding;
  // The first of the services that explains it counts, since the task didn't get further; otherwise it isn't known which.
  const named = unique(deciding.map(({ service }) => service));
  const service = verdict === 'explains' || claim.services.length === 1 ? named[0] : undefined;
  const own = deciding.filter((path) => service === undefined || path.service === service);
  return {
    service: service ?? (claim.services.length === 1 ? claim.services[0] : undefined),
    via: first && viaOf(own),
    agrees: verdict === undefined || verdict === 'open' ? null : verdict === 'explains',
    rule: first && faultThatExplains(claim, first),
    subnetIds: unique(own.map(({ subnetId }) => subnetId)),
    endpointIds: unique(own.flatMap(({ endpointId }) => endpointId ?? [])),
    contradicts: verdict === 'contradicts',
  };
}

/** One way where all agree, else the worst. */
const viaOf = (paths: readonly Path[]): Via =>
  WORST_FIRST.find((via) => paths.some((path) => path.via === via)) ?? 'unknown';

const WORST_FIRST: readonly Via[] = ['blocked', 'unknown', 'other', 'internet', 'nat', 'endpoint'];

/** Faults that keep names from being resolved. */
const OF_NAMES: readonly RuleId[] = ['vpc-dns-support-off', 'custom-dns', 'hosted-zone-answers'];

/** Faults with which a name resolves to public addresses. */
const LEAVE_PUBLIC: readonly RuleId[] = [
  'endpoint-missing',
  'endpoint-not-offered',
  'ecs-endpoints-partial',
  'private-dns-off',
  'vpc-dns-hostnames-off',
];

/** Faults that show only after a name has resolved to an endpoint. */
const BEHIND_ENDPOINT: readonly RuleId[] = ['endpoint-security-group-blocks', 'local-route-overridden'];

/** Whether the policy of an endpoint in another VPC denies it. */
const isRefusedByHub = ({ faults }: Path): boolean =>
  faults.some((fault) => fault.rule === 'hub-blocks' && fault.obstacle.at === 'policy');

const has = (path: Path, rule: RuleId): boolean => path.faults.some((fault) => fault.rule === rule);

function verdictOf({ kind, address }: Claim, path: Path): Verdict {
  if (kind === 'endpoint-policy' || kind === 'denied') {
    if (has(path, 'endpoint-policy-denies') || isRefusedByHub(path)) return 'explains';
    return path.via === 'unknown' || has(path, 'endpoint-policy-undecided') ? 'open' : 'right';
  }
  const deciding = decidingFault(path);
  const rule = deciding?.rule;
  if (kind === 'no-name') {
    if (deciding?.rule === 'hub-blocks' && deciding.obstacle.at === 'zone') return 'explains';
    if (rule !== undefined && OF_NAMES.includes(rule)) return path.via === 'blocked' ? 'explains' : 'open';
    return path.via === 'unknown' ? 'open' : 'right';
  }
  if (path.via === 'unknown' || path.via === 'other') return 'open';
  if (isGatewayService(path.service) || address === undefined)
    return path.via === 'blocked' ? 'explains' : 'right';
  const opposite = address === 'in-vpc' ? LEAVE_PUBLIC : BEHIND_ENDPOINT;
  const contradicts =
    (rule !== undefined && opposite.includes(rule)) ||
    (address === 'public' && path.via === 'endpoint') ||
    (address === 'in-vpc' && (path.via === 'nat' || path.via === 'internet'));
  if (contradicts) return 'contradicts';
  return path.via === 'blocked' ? 'explains' : 'right';
}

function faultThatExplains({ kind }: Claim, path: Path): RuleId | undefined {
  if (kind === 'endpoint-policy' || kind === 'denied')
    return (
      path.faults.find(({ rule }) => rule.startsWith('endpoint-policy-'))?.rule ?? decidingFault(path)?.rule
    );
  return decidingFault(path)?.rule;
}
