import type { Severity } from '../../core/findings/rule.ts';
import type { Network } from '../../core/network/network.ts';
import { oneLine } from '../../core/text/visible.ts';
import type { Report } from '../report.ts';
import { pathCounts, type RowFinding, SEVERITIES, type VpcRow } from './sweep-report.ts';

/** The row of a VPC: all that `doctor` says of it, of the tasks of each launch type that run there. */
export function rowOfReports(
  accountId: string,
  { region, vpc }: Network,
  reports: readonly Report[],
): VpcRow {
  const findings = findingsOf(reports);
  const paths = reports.flatMap((report) => report.paths);
  return {
    accountId,
    region,
    vpcId: vpc.id,
    ...(vpc.ownerId !== undefined && { ownerId: vpc.ownerId }),
    name: vpc.name === undefined ? null : oneLine(vpc.name),
    launchTypes: [...new Set(reports.map(({ launchType }) => launchType))],
    subnets: [...new Set(reports.flatMap(({ tasks }) => tasks.subnetIds))],
    paths: pathCounts((way) => paths.filter(({ via }) => via === way).length),
    worst: SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity)) ?? null,
    findings,
  };
}

/** A finding that tasks of both launch types meet is one: the same cause in the same resources. */
function findingsOf(reports: readonly Report[]): RowFinding[] {
  const most = new Map<string, RowFinding>();
  for (const { findings, remarks } of reports) {
    const here = new Map<string, RowFinding>();
    const add = (rule: string, severity: Severity, what: unknown) => {
      const key = JSON.stringify([rule, severity, what]);
      here.set(key, { rule, severity, count: (here.get(key)?.count ?? 0) + 1 });
    };
    for (const { rule, severity, resources, message } of findings) add(rule, severity, [resources, message]);
    for (const { kind, severity, origin, message } of remarks)
      if (severity !== 'info') add(kind, severity, [origin, message]);
    for (const [key, finding] of here)
      if (finding.count > (most.get(key)?.count ?? 0)) most.set(key, finding);
  }
  const byRule = new Map<string, RowFinding>();
  for (const { rule, severity, count } of most.values()) {
    const key = `${severity} ${rule}`;
    byRule.set(key, { rule, severity, count: count + (byRule.get(key)?.count ?? 0) });
  }
  return [...byRule.values()].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}
