import { isCodeRemark } from '../core/findings/code-remarks.ts';
import type { Finding } from '../core/findings/findings.ts';
import { jsonText } from '../core/text/json-text.ts';
import type { Path } from '../core/trace/path.ts';
import type { Report } from './report.ts';

/** The report as one JSON document; docs/schemas/doctor.schema.json says what is in it. */
export function jsonReport(report: Report): string {
  const { network, launchType, needs, remarks, ok, paths, findings, stopped, exec } = report;
  const document = {
    schemaVersion: 1,
    region: network.region,
    vpcId: network.vpc.id,
    launchType,
    ok,
    ...(stopped && { stopped }),
    ...(exec && { exec }),
    needs: needs.map(({ service, kind, because, origin }) => ({ service, kind, because, origin })),
    workload: remarks.filter((remark) => !isCodeRemark(remark)),
    code: remarks.filter(isCodeRemark),
    paths: paths.map(pathDocument),
    findings: findings.map(findingDocument),
    unreadable: network.unreadable,
  };
  return `${jsonText(document, 2)}\n`;
}

function pathDocument(path: Path) {
  const { subnetId, service, via, endpointId, natGatewayId, routeTableId, implicitMainTable } = path;
  return {
    subnetId,
    service,
    via,
    endpointId,
    natGatewayId,
    routeTableId,
    implicitMainTable,
    faults: [...new Set(path.faults.map(({ rule }) => rule))],
    hops: path.hops,
  };
}

function findingDocument({ rule, severity, services, subnetIds, resources, message, fix }: Finding) {
  return { rule, severity, services, subnetIds, resources, message, fix };
}
