import { isCodeRemark } from '../core/findings/code-remarks.ts';
import type { Finding } from '../core/findings/findings.ts';
import { byId } from '../core/network/by-id.ts';
import { jsonText } from '../core/text/json-text.ts';
import type { Path } from '../core/trace/path.ts';
import { MARKS } from './advice.ts';
import type { InCode, Report } from './report.ts';

/**
 * The report as one JSON document; docs/schemas/doctor.schema.json says what is in it.
 */
export function jsonReport(report: Report): string {
  const { network, launchType, needs, tasks, remarks, ok, paths, findings, code, stopped, exec } = report;
  const { evidence = [] } = report;
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
    subnets: tasks.subnetIds.map((id) => subnetDocument(id, report)),
    paths: paths.map((path) => ({ ...pathDocument(path), ...changeDocument(path, report) })),
    findings: findings.map((finding) => findingDocument(finding, code)),
    ...Object.fromEntries(evidence.map(({ key, document }) => [key, document])),
    assumptions: network.assumptions,
    unreadable: network.unreadable,
    ...(network.source === 'planned' && { unsettled: network.unsettled ?? [] }),
  };
  return `${jsonText(document, 2)}\n`;
}

function subnetDocument(id: string, { network }: Report) {
  const { name, az, routeTableId } = byId(network.subnets, id) ?? {};
  return { id, name, az, routeTableId };
}

/** What a deployment changes of a path: which way it goes before, and what is done to the resources that it depends on. */
function changeDocument(path: Path, { deployment }: Report) {
  if (!deployment) return {};
  const before = deployment.before?.find(
    ({ subnetId, service }) => subnetId === path.subnetId && service === path.service,
  );
  return {
    before: before?.via,
    changes: deployment.changesOf(path).map(({ name, action }) => ({ name, action })),
  };
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

function findingDocument(finding: Finding, code: InCode | undefined) {
  const { rule, severity, services, subnetIds, resources, message, fix } = finding;
  const said = { rule, severity, services, subnetIds };
  if (code === undefined) return { ...said, resources, message, fix };
  const text = code.fixOf(finding);
  return {
    ...said,
    resources: resources.map((resource) => ({ ...resource, ...code.locate(resource.id) })),
    message,
    fix: text === undefined ? null : { language: MARKS[code.language], code: text },
  };
}
