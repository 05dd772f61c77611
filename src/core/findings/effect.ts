import { AGENT_SERVICES, PULL_SERVICES, type ServiceName } from '../catalogue.ts';
import type { Via } from '../network/way.ts';
import { sentenceCase } from '../text/sentence-case.ts';
import type { Path } from '../trace/path.ts';
import { decidingFault, type Touched, unique } from './rule.ts';

/**
 * The first half of a finding's sentence: where the requests to these services go, as a clause before "because …". If another
 * fault decides every path, the clause says that this one shows only after the others are fixed.
 */
export function effect(cause: Touched): string {
  const subject = subjectOf(cause.services, cause.paths);
  const decided = cause.paths.filter((path) => decidingFault(path)?.rule === cause.id);
  if (decided.length === 0)
    return `Once the other findings are fixed, ${subject} still don't go through an endpoint`;
  const ways = unique(decided.map((path) => path.via));
  if (ways.length === 1 && ways[0] === 'unknown') {
    // If another fault blocks a path either way, that fault's finding says so.
    const untold = subjectOf(unique(decided.map(({ service }) => service)), decided);
    return `Can't determine which way ${untold} go`;
  }
  const verbs = ways.map((via) =>
    WAYS[via](
      decided.filter((path) => path.via === via),
      cause.id,
    ),
  );
  return `${sentenceCase(subject)} ${listOf(verbs, 'or')}${verbs.length > 1 ? ', depending on the subnet' : ''}`;
}

const WAYS: Readonly<Record<Via, (paths: readonly Path[], rule: Touched['id']) => string>> = {
  endpoint: () => 'go through an endpoint',
  nat: (paths) =>
    `go through ${counted(
      paths.flatMap(({ natGatewayId }) => natGatewayId ?? []),
      'NAT gateway',
    )}`,
  internet: () => 'go through the internet gateway',
  other: (paths) =>
    `leave the VPC through ${counted(
      paths.flatMap(({ hops }) => hops.findLast(({ kind }) => kind === 'gateway')?.id ?? []),
      'gateway',
    )}`,
  blocked: (paths, rule) => {
    const outcome = rule === 'endpoint-policy-denies' ? 'are refused' : 'time out';
    return paths.some(({ service }) => AT_START.has(service)) ? `${outcome}, so tasks can't start` : outcome;
  },
  unknown: () => "go through a way that can't be determined",
};

/** Services that every task needs to start. The application calls the others once it runs. */
export const AT_START: ReadonlySet<ServiceName> = new Set<ServiceName>([
  ...PULL_SERVICES,
  ...AGENT_SERVICES,
  'logs',
  'secretsmanager',
  'ssm',
]);

/** `requests to ecr.api and logs`; requests to S3 alone are `image layers`. */
export function subjectOf(services: readonly ServiceName[], paths: readonly Path[] = []): string {
  const layers = services.length === 1 && services[0] === 's3' && !paths.some((path) => path.withoutLayers);
  return layers ? 'image layers' : `requests to ${listOf(services)}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listOf(items: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}

/** `route table rtb-1`, `route tables rtb-1 and rtb-2`, `500 route tables`: long lists become a count. */
export function counted(ids: readonly string[], noun: string, conjunction: 'and' | 'or' = 'and'): string {
  const distinct = unique(ids);
  if (distinct.length === 0) return `a ${noun}`;
  if (distinct.length > MOST_IDS) return `${distinct.length} ${noun}s`;
  return `${noun}${distinct.length > 1 ? 's' : ''} ${listOf(distinct, conjunction)}`;
}

const MOST_IDS = 4;
