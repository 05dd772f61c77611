import type { Finding } from '../core/findings/findings.ts';
import { type Harm, harmOrder } from '../core/findings/harm.ts';
import type { Scene, Severity } from '../core/findings/rule.ts';
import { changesText } from '../core/findings/rules/path-gets-worse.ts';
import type { Subnet } from '../core/network/network.ts';
import type { Via } from '../core/network/way.ts';
import type { ExecReport } from '../core/stopped/exec-checks.ts';
import type { Stopped } from '../core/stopped/stopped.ts';
import { oneLine } from '../core/text/visible.ts';
import type { WorkloadRemark } from '../core/workload/workload-remark.ts';
import type { Code } from '../sources/planned/parts.ts';
import type { Evidence } from './evidence.ts';
import type { Section } from './section.ts';

/** What doctor found out: the one thing that every renderer shows. */
export interface Report extends Scene {
  readonly findings: readonly Finding[];
  /** What the task definitions and services tell besides their needs, held against the network. */
  readonly remarks: readonly WorkloadRemark[];
  /** Whether nothing is at or above `--fail-on`: the same as exit code 0. */
  readonly ok: boolean;
  /** The code that the network was read from, where it was. */
  readonly code?: InCode;
  /** The `create` command that fixes it, or undefined where there is nothing for it to fix. */
  readonly next: string | undefined;
  /** What was asked about one task, shown before all else. */
  readonly first?: readonly Section[];
  readonly stopped?: Stopped;
  readonly exec?: ExecReport;
  /** What was asked for besides the paths, shown after the findings. */
  readonly evidence?: readonly Evidence[];
}

/** What a report says of code. */
export interface InCode extends Pick<Code, 'language' | 'file' | 'locate'> {
  /** The fix of a finding in that language; undefined where it has no changes. */
  readonly fixOf: (finding: Finding) => string | undefined;
}

/** One thing of a report: a finding, or a remark on the workload. */
export type Item =
  | { readonly kind: 'finding'; readonly finding: Finding; readonly harm: Harm }
  | { readonly kind: 'remark'; readonly remark: WorkloadRemark; readonly harm: Harm };

/** Findings and remarks together, the greatest harm first: an error of the workload is one that stops its tasks. */
export function itemsOf({ findings, remarks }: Pick<Report, 'findings' | 'remarks'>): Item[] {
  const items: Item[] = [
    ...findings.map((finding): Item => ({ kind: 'finding', finding, harm: finding.harm })),
    ...remarks.map(
      (remark): Item => ({
        kind: 'remark',
        remark,
        harm: remark.severity === 'error' ? 'stops-tasks' : remark.severity,
      }),
    ),
  ];
  return items.sort((a, b) => harmOrder(a.harm, b.harm));
}

export type FailOn = 'error' | 'unknown' | 'warning' | 'never';

/** Whether a finding is at or above the limit. What is unknown may be broken: it weighs more than a warning, less than an error. */
export function failing(findings: readonly { readonly severity: Severity }[], failOn: FailOn): boolean {
  return findings.some(({ severity }) => AT_OR_ABOVE[failOn].includes(severity));
}

const AT_OR_ABOVE: Readonly<Record<FailOn, readonly Severity[]>> = {
  error: ['error'],
  unknown: ['error', 'unknown'],
  warning: ['error', 'unknown', 'warning'],
  never: [],
};

/** Subnets whose services all go the same ways. */
export interface Row {
  readonly subnets: readonly Pick<Subnet, 'id' | 'name' | 'az'>[];
  /** One for each need, in its order. */
  readonly ways: readonly Via[];
}

/** Above this, subnets with the same ways share a row. */
export const MOST_ROWS = 12;

/** The matrix of a report: one row a subnet or, where those would be too many to read, one for all alike. */
export function rowsOf({ network, needs, tasks, paths }: Report): Row[] {
  const subnets = new Map(network.subnets.map((subnet) => [subnet.id, subnet]));
  const ways = new Map(paths.map(({ subnetId, service, via }) => [`${subnetId} ${service}`, via]));
  const rows = tasks.subnetIds.map(
    (id): Row => ({
      subnets: [subnets.get(id) ?? { id, az: undefined }],
      ways: needs.map(({ service }) => ways.get(`${id} ${service}`) ?? 'unknown'),
    }),
  );
  if (rows.length <= MOST_ROWS) return rows;
  const alike = new Map<string, Row>();
  for (const row of rows) {
    const key = row.ways.join();
    alike.set(key, { ...row, subnets: [...(alike.get(key)?.subnets ?? []), ...row.subnets] });
  }
  return [...alike.values()];
}

/** `app-a`, or `app-a +332` for it and 332 more. */
export function rowName({ subnets }: Row): string {
  const [first] = subnets;
  const name = oneLine(first?.name ?? first?.id ?? '');
  return subnets.length > 1 ? `${name} +${subnets.length - 1}` : name;
}

/** `eu-west-1a`, or `3 AZs`. */
export function rowAz({ subnets }: Row): string {
  const azs = new Set(subnets.map(({ az }) => az ?? ''));
  const [first = ''] = azs;
  return azs.size > 1 ? `${azs.size} AZs` : first;
}

/** The word a cell says. */
export const WAY_WORDS: Readonly<Record<Via, string>> = {
  endpoint: 'endpoint',
  nat: 'NAT',
  internet: 'internet',
  other: 'other',
  blocked: 'blocked',
  unknown: 'unknown',
};

/** What came out, in one sentence: the headline of every report. */
export function verdict({ paths, findings, remarks }: Report): string {
  const elsewhere = remarks.some(({ kind }) => IN_ANOTHER_REGION.has(kind));
  if (paths.length === 0) {
    const first = elsewhere
      ? 'The tasks use only AWS services of another Region'
      : 'The tasks need no AWS service to start';
    const fails = remarks.some(({ severity }) => severity === 'error');
    return `${first}, as far as their definitions show${fails ? ', but they fail as they are: see below' : ''}.`;
  }
  const served = paths.filter(({ via }) => via === 'endpoint').length;
  if (served === paths.length) return servedVerdict(findings, remarks, elsewhere);
  const others = WAYS_BY_HARM.flatMap((way) => {
    const count = paths.filter(({ via }) => via === way).length;
    return count === 0 ? [] : [`${count} ${WAY_PHRASES[way]}`];
  });
  const stops = findings.some(({ harm }) => harm === 'stops-tasks') ? "Tasks can't start: " : '';
  const first = `${served === 0 ? 'none' : served} ${WAY_PHRASES.endpoint}`;
  return `${stops}${paths.length} path${paths.length === 1 ? '' : 's'}: ${[...others, first].join(', ')}.`;
}

function servedVerdict(findings: Report['findings'], remarks: Report['remarks'], elsewhere: boolean): string {
  if (remarks.some(({ severity }) => severity !== 'info'))
    return `Every AWS service ${elsewhere ? 'in this Region ' : ''}that the tasks need at startup is reached through VPC endpoints, but not all is well: see below.`;
  if (findings.every(({ severity }) => severity === 'info')) return ALL_SERVED;
  return findings.every(({ rule, severity }) => severity === 'info' || rule === 'not-permitted')
    ? `${ALL_SERVED.slice(0, -1)}, but not everything could be checked.`
    : `${ALL_SERVED.slice(0, -1)}, but see below.`;
}

const ALL_SERVED = 'Everything a task needs to start goes through VPC endpoints.';

const WAYS_BY_HARM: readonly Via[] = ['blocked', 'nat', 'internet', 'other', 'unknown'];

const IN_ANOTHER_REGION: ReadonlySet<WorkloadRemark['kind']> = new Set([
  'image-ecr-other-region',
  'other-region',
] as const);

const WAY_PHRASES: Readonly<Record<Via, string>> = {
  endpoint: 'through endpoints',
  nat: 'through NAT',
  internet: 'through an internet gateway',
  other: 'another way',
  blocked: 'blocked',
  unknown: 'unknown',
};

/** What a deployment does to resources that the paths depend on; undefined where it is no change of what is there. */
export function changesSentence({ deployment, paths }: Report): string | undefined {
  if (!deployment?.before) return undefined;
  const changes = new Map(paths.flatMap(deployment.changesOf).map((change) => [change.name, change]));
  const text = changesText([...changes.values()]);
  return text === '' ? undefined : `The deployment changes what these paths depend on${text}.`;
}

/** `rtb-1 (app)`. */
export function resourceText({ id, name }: { readonly id: string; readonly name?: string }): string {
  return name === undefined || name === id ? oneLine(id) : `${oneLine(id)} (${oneLine(name)})`;
}

/** `Fargate tasks in 3 subnets of vpc-1 (shop), eu-west-1`: words of ours come first. */
export function title({ network, launchType, tasks }: Report): string {
  const count = tasks.subnetIds.length;
  const kind = launchType === 'ec2' ? 'EC2' : 'Fargate';
  return `${kind} tasks in ${count} subnet${count === 1 ? '' : 's'} of ${resourceText(network.vpc)}, ${network.region}`;
}
