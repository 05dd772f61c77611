import { byId } from '../../core/network/by-id.ts';
import type { Network } from '../../core/network/network.ts';
import type { Hop, HopKind } from '../../core/network/way.ts';
import { type Content, html } from '../../core/text/markup.ts';
import type { Path } from '../../core/trace/path.ts';
import { type Report, rowsOf, WAY_WORDS } from '../report.ts';

/** The id of a path within the page. */
export const wayId = (page: string, path: Path, { paths }: Pick<Report, 'paths'>): string =>
  `${page}-${paths.indexOf(path)}`;

/** Text as a part of an element's id: without what a link to it would have to escape. */
export const identifier = (text: string): string => text.replace(/[^\w.-]/g, '_');

/** The id of a rule's first finding within the page. */
export const findingId = (page: string, rule: string): string => `${page}-${rule}`;

/** `s3 from app-a: NAT`. */
export const wayLabel = ({ subnetId, service, via }: Path, { subnets }: Network): string =>
  `${service} from ${byId(subnets, subnetId)?.name ?? subnetId}: ${WAY_WORDS[via]}`;

/** Each way of the picture in words: its hops in order, and the rules that say why. */
export function ways(report: Report, page: string): Content {
  const shown = new Set(rowsOf(report).flatMap(({ subnets }) => subnets.slice(0, 1).map(({ id }) => id)));
  const paths = report.paths.filter(({ subnetId }) => shown.has(subnetId));
  return html`<div class="ways">${paths.map(
    (
      path,
    ) => html`<details class="way ${path.via}" id="${wayId(page, path, report)}"${path.via !== 'endpoint' && html` open`}>
<summary>${wayLabel(path, report.network)}</summary><ol>${path.hops.map((hop) => hopItem(hop, report.network))}</ol>${causes(path, page)}</details>`,
  )}</div>`;
}

function hopItem({ kind, id, detail }: Hop, network: Network): Content {
  const name = nameOf(id, network);
  return html`<li>${KIND_WORDS[kind]} <code>${id}</code>${name && ` (${name})`}: ${detail}</li>`;
}

const KIND_WORDS: Readonly<Record<HopKind, string>> = {
  subnet: 'Subnet',
  'route-table': 'Route table',
  route: 'Route',
  endpoint: 'Endpoint',
  'network-interface': 'Network interface',
  'security-group': 'Security group',
  'network-acl': 'Network ACL',
  'nat-gateway': 'NAT gateway',
  gateway: 'Gateway',
  'block-public-access': 'VPC Block Public Access',
  dns: 'DNS',
};

const nameOf = (id: string, { subnets, routeTables, natGateways }: Network): string | undefined =>
  (byId(subnets, id) ?? byId(routeTables, id) ?? byId(natGateways, id))?.name;

/** Links to the findings that explain a path. */
function causes({ faults }: Path, page: string): Content {
  const rules = [...new Set(faults.map(({ rule }) => rule))];
  return (
    rules.length > 0 &&
    html`<p>Cause: ${rules.map((rule, index) => html`${index > 0 && html`, `}<a href="#${findingId(page, rule)}">${rule}</a>`)}</p>`
  );
}
