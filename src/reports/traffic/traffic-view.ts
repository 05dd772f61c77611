import { type Average, average, beforeAndAfter, processed } from '../../core/evidence/averages.ts';
import { minuteText, momentText } from '../../core/evidence/moment-text.ts';
import type {
  EndpointTraffic,
  NatGatewayTraffic,
  Traffic,
  TrafficWindow,
} from '../../core/evidence/traffic.ts';
import { byId } from '../../core/network/by-id.ts';
import { oneLine } from '../../core/text/visible.ts';
import type { Path } from '../../core/trace/path.ts';
import { type Report, resourceText } from '../report.ts';
import { bytesText } from './bytes-text.ts';
import { flowSentence, scanSentence } from './flow-view.ts';

/** What is said of one NAT gateway. */
export interface NatGatewayView {
  /** `nat-1 (nat-main)`. */
  readonly name: string;
  /** How much in all and a day, or that it is not known. */
  readonly headline: string;
  readonly sentences: readonly string[];
  /** What it processed in each period. */
  readonly series: readonly (number | undefined)[];
}

/** All NAT gateways with what is said of them; first those of the VPC, then those that may have been. */
export const natGatewayViews = (report: Report, traffic: Traffic): NatGatewayView[] => [
  ...traffic.natGateways.map((one) => natGatewayView(one, report, traffic)),
  ...traffic.deleted.map((one) => ({
    ...natGatewayView(one, report, traffic),
    name: `${oneLine(one.natGatewayId)} (deleted, perhaps of another VPC)`,
  })),
];

function natGatewayView(measured: NatGatewayTraffic, report: Report, traffic: Traffic): NatGatewayView {
  const { natGatewayId, bytesInFromDestination, bytesOutToDestination } = measured;
  const all = average(measured, traffic);
  const both = bytesInFromDestination !== undefined && bytesOutToDestination !== undefined;
  return {
    name: nameOf(natGatewayId, report),
    headline: all ? `${bytesText(all.bytes)}, ${perDay(all.bytesPerDay)}` : 'not known',
    sentences: [
      ...(both
        ? [
            `${bytesText(bytesInFromDestination)} came in from outside, ${bytesText(bytesOutToDestination)} went out.`,
          ]
        : []),
      ...changeSentences(measured, traffic),
      ...[flowSentence(traffic.flows, natGatewayId) ?? []].flat(),
      ...leavingSentences(report, natGatewayId),
    ],
    series: measured.series.map(processed),
  };
}

/** With its state, where it is not simply there. */
function nameOf(id: string, { network: { natGateways } }: Report): string {
  const found = byId(natGateways, id);
  if (!found) return `${oneLine(id)}${natGateways ? ", which EC2 doesn't show" : ''}`;
  return `${resourceText(found)}${found.state === 'available' ? '' : `, ${oneLine(found.state)}`}`;
}

const perDay = (bytes: number): string => `${bytesText(bytes)} a day`;

function changeSentences(measured: NatGatewayTraffic, traffic: Traffic): string[] {
  const change = beforeAndAfter(measured, traffic);
  if (!change || traffic.since === undefined) return [];
  const { before, after } = change;
  const text = (of: typeof before) => (of ? perDay(of.bytesPerDay) : 'not known');
  return [
    `Before ${momentText(traffic.since)}: ${text(before)}. After: ${text(after)}${changeText(before, after)}.`,
  ];
}

/** ` (90 % less)`; nothing where there is nothing to compare with. */
function changeText(before: Average | undefined, after: Average | undefined): string {
  if (!before || !after || before.bytesPerDay === 0) return '';
  const percent = Math.round((after.bytesPerDay / before.bytesPerDay - 1) * 100);
  return percent === 0 ? '' : ` (${Math.abs(percent)} % ${percent < 0 ? 'less' : 'more'})`;
}

/** Which of the tasks' paths go through a NAT gateway, and which of them a fix takes away from it. */
function leavingSentences({ paths, findings }: Report, natGatewayId: string): string[] {
  const through = paths.filter((path) => path.via === 'nat' && path.natGatewayId === natGatewayId);
  if (through.length === 0) return ['None of the paths of these tasks goes through it.'];
  const rulesOf = ({ service, subnetId }: Path): string[] =>
    findings
      .filter(
        ({ changes, services, subnetIds }) =>
          changes.length > 0 && services.includes(service) && subnetIds.includes(subnetId),
      )
      .map(({ rule }) => rule);
  const services = [...new Set(through.map(({ service }) => service))].map((service) => ({
    service,
    rules: [...new Set(through.filter((path) => path.service === service).flatMap(rulesOf))],
  }));
  const leaving = services.filter(({ rules }) => rules.length > 0);
  const staying = services.filter(({ rules }) => rules.length === 0);
  return [
    ...(leaving.length > 0
      ? [
          `Can leave it: ${leaving.map(({ service, rules }) => `${service} (${rules.join(', ')})`).join(', ')}.`,
        ]
      : []),
    ...(staying.length > 0
      ? [`Goes through it, and no fix is known: ${staying.map(({ service }) => service).join(', ')}.`]
      : []),
  ];
}

/** What is said of one endpoint. */
export interface EndpointView {
  readonly name: string;
  /** How much it carried. */
  readonly carried: string;
  /** How much that is a day since the window began, or since it was created. */
  readonly more: string;
}

export const endpointViews = (traffic: Traffic): EndpointView[] =>
  traffic.endpoints
    .toSorted((a, b) => a.service.localeCompare(b.service, 'en'))
    .map((endpoint) => {
      const { endpointId, service, bytesProcessed } = endpoint;
      const alone = traffic.endpoints.filter((other) => other.service === service).length === 1;
      return {
        name: oneLine(alone ? service : `${service} ${endpointId}`),
        carried:
          bytesProcessed === undefined
            ? 'not known'
            : bytesProcessed === 0
              ? 'nothing'
              : bytesText(bytesProcessed),
        more: moreOf(endpoint, traffic),
      };
    });

function moreOf({ bytesProcessed, createdAt }: EndpointTraffic, { from, to }: TrafficWindow): string {
  const created = createdAt === undefined ? '' : `created ${momentText(createdAt)}`;
  const days = (Date.parse(to) - Date.parse(createdAt ?? from)) / 86_400_000;
  const average = bytesProcessed && days > 0 ? perDay(bytesProcessed / days) : '';
  return [average, created].filter(Boolean).join(', ');
}

/** `2026-11-19 15:00 to 2026-11-26 14:30 UTC`. */
export const windowText = ({ from, to }: TrafficWindow): string => `${minuteText(from)} to ${momentText(to)}`;

/** What a column of a curve shows. */
export function columnText({ periodSeconds }: TrafficWindow, each: number): string {
  const all = `Each column is ${each * periodSeconds === 3_600 ? 'an ' : ''}${durationText(periodSeconds * each)}`;
  return each === 1 ? `${all}.` : `${all}, as high as its busiest ${durationText(periodSeconds)}.`;
}

/** `10 minutes`, `hour`. */
function durationText(seconds: number): string {
  const [count, unit] = seconds < 3_600 ? [seconds / 60, 'minute'] : [Math.round(seconds / 360) / 10, 'hour'];
  return count === 1 ? unit : `${count} ${unit}s`;
}

/** What is said of all of it: what is not known, and how the flow logs were read. */
export const closingSentences = ({ flows, gaps, natGateways }: Traffic): string[] => [
  ...gaps,
  ...[scanSentence(flows) ?? []].flat(),
  ...(flows?.gaps ?? []),
  ...(flows || natGateways.length === 0
    ? []
    : ['CloudWatch counts bytes, not where they go: --flow-logs shows that, if the VPC has flow logs.']),
];
