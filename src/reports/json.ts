import type { Finding } from '../core/findings/findings.ts';
import { jsonText } from '../core/text/json-text.ts';
import type { Path } from '../core/trace/path.ts';
import { MARKS } from './advice.ts';
import type { InCode, Report } from './report.ts';

/** The report as one JSON document; docs/schemas/doctor.schema.json says what is in it. */
export function jsonReport({
  network,
  launchType,
  needs,
  remarks,
  ok,
  paths,
  findings,
  code,
}: Report): string {
  const document = {
    schemaVersion: 1,
    region: network.region,
    vpcId: network.vpc.id,
    launchType,
    ok,
    needs: needs.map(({ service, kind, because, origin }) => ({ service, kind, because, origin })),
    workload: remarks,
    paths: paths.map(pathDocument),
    findings: findings.map((finding) => findingDocument(finding, code)),
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
