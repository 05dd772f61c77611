import type { Severity } from '../../core/findings/rule.ts';
import type { Via } from '../../core/network/way.ts';
import type { LaunchType } from '../../core/workload/needs.ts';

/** What is wrong in a VPC, by the rule of `doctor` or the kind of its remark, and how often. */
export interface RowFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly count: number;
}

/** How many paths, a path being one service from one subnet, go which way. */
export type PathCounts = Readonly<Record<Via, number>>;

/** One VPC, as `doctor` sees it. */
export interface VpcRow {
  readonly accountId: string;
  readonly region: string;
  readonly vpcId: string;
  /** The account that owns it, where it shares it with this one. */
  readonly ownerId?: string;
  /** Its `Name` tag. */
  readonly name: string | null;
  /** None where no tasks run and no subnet is private. */
  readonly launchTypes: readonly LaunchType[];
  /** The IDs of the subnets where the tasks run. */
  readonly subnets: readonly string[];
  readonly paths: PathCounts;
  /** The greatest severity of its findings; null where there are none. */
  readonly worst: Severity | null;
  readonly findings: readonly RowFinding[];
}

/** What could not be read. */
export interface UnreadRow {
  /** Null where the credentials gave no account. */
  readonly accountId: string | null;
  /** Null where it is the whole account. */
  readonly region: string | null;
  /** Left out where it is the whole Region. */
  readonly vpcId?: string;
  /** Why, in a sentence. */
  readonly error: string;
}

export type SweepRow = VpcRow | UnreadRow;

export interface SweepTotals {
  /** Those that were read, or tried. */
  readonly accounts: number;
  readonly vpcs: number;
  /** Rows with an error in the place of a VPC. */
  readonly unread: number;
  readonly paths: PathCounts;
  /** How many VPCs have which severity as their worst. */
  readonly worst: Readonly<Record<Severity | 'none', number>>;
}

/** What a sweep found out: the one thing that every renderer shows. */
export interface SweepReport {
  /** By account, Region and VPC. */
  readonly rows: readonly SweepRow[];
  /** The accounts of the organization that are not in use, as `111122223333 (name): SUSPENDED`. */
  readonly skipped: readonly string[];
  /** False where the sweep was stopped before its end. */
  readonly complete: boolean;
  readonly totals: SweepTotals;
}

export const isRead = (row: SweepRow): row is VpcRow => !('error' in row);

export const WAYS: readonly Via[] = ['endpoint', 'nat', 'internet', 'other', 'blocked', 'unknown'];

/** The most serious first. */
export const SEVERITIES: readonly Severity[] = ['error', 'unknown', 'warning', 'info'];

/** The report of these rows, in whatever order they were read. */
export function sweepReport(
  rows: readonly SweepRow[],
  { accounts, skipped, complete }: Pick<SweepReport, 'skipped' | 'complete'> & Pick<SweepTotals, 'accounts'>,
): SweepReport {
  const sorted = [...rows].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const read = sorted.filter(isRead);
  const worstIs = (worst: Severity | null) => read.filter((row) => row.worst === worst).length;
  return {
    rows: sorted,
    skipped,
    complete,
    totals: {
      accounts,
      vpcs: read.length,
      unread: sorted.length - read.length,
      paths: pathCounts((way) => read.reduce((sum, { paths }) => sum + paths[way], 0)),
      worst: {
        error: worstIs('error'),
        unknown: worstIs('unknown'),
        warning: worstIs('warning'),
        info: worstIs('info'),
        none: worstIs(null),
      },
    },
  };
}

/** A count for each way. */
export const pathCounts = (countOf: (way: Via) => number): PathCounts => ({
  endpoint: countOf('endpoint'),
  nat: countOf('nat'),
  internet: countOf('internet'),
  other: countOf('other'),
  blocked: countOf('blocked'),
  unknown: countOf('unknown'),
});

const keyOf = (row: SweepRow): string =>
  [row.accountId ?? '', row.region ?? '', row.vpcId ?? '', isRead(row) ? '' : row.error].join('\n');

/** The VPCs that have a finding of one rule, and how many. */
export interface RuleInVpcs {
  readonly rule: string;
  readonly severity: Severity;
  readonly count: number;
  readonly rows: readonly VpcRow[];
}

/** Findings by rule and severity: the most serious first, then those in the most VPCs. */
export function byRule({ rows }: Pick<SweepReport, 'rows'>): RuleInVpcs[] {
  const found = new Map<string, { rule: string; severity: Severity; count: number; rows: VpcRow[] }>();
  for (const row of rows.filter(isRead)) {
    for (const { rule, severity, count } of row.findings) {
      const key = `${severity} ${rule}`;
      const known = found.get(key) ?? { rule, severity, count: 0, rows: [] };
      found.set(key, { ...known, count: known.count + count, rows: [...known.rows, row] });
    }
  }
  return [...found.values()].sort(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      b.rows.length - a.rows.length ||
      (a.rule < b.rule ? -1 : 1),
  );
}

/** What came out, in one sentence: the headline of every report. */
export function sweepVerdict({ totals, complete }: SweepReport): string {
  const { accounts, vpcs, unread, worst } = totals;
  const found = [
    ...(worst.error > 0 ? [`${worst.error} with errors`] : []),
    ...(worst.unknown > 0 ? [`${worst.unknown} with unknown paths or facts`] : []),
    ...(worst.warning > 0 ? [`${worst.warning} with warnings`] : []),
  ];
  const where = `${counted(vpcs, 'VPC')} in ${counted(accounts, 'account')}`;
  const none = `no ECS tasks were found${unread > 0 ? ' in what could be read' : ''}`;
  const quiet = vpcs === 0 ? none : 'no problems were found';
  const sofar = complete ? '' : ' so far';
  return [
    ...(complete ? [] : ['Stopped before the end, so VPCs are missing here.']),
    vpcs === 0 && !complete ? 'No VPC had been read.' : `${where}${sofar}: ${found.join(', ') || quiet}.`,
    ...(unread > 0 ? [`${counted(unread, 'part')} could not be read: see below.`] : []),
  ].join(' ');
}

/** `1 VPC`, `2 VPCs`; `2 stack classes`. */
export const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? '' : what.endsWith('s') ? 'es' : 's'}`;

/** `Fargate`, `EC2`, `Fargate, EC2`; `not private` where there is no subnet for such tasks. */
export const launchTypesText = ({ launchTypes }: VpcRow): string =>
  launchTypes.map((type) => (type === 'ec2' ? 'EC2' : 'Fargate')).join(', ') || 'not private';
