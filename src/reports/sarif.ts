import type { Finding } from '../core/findings/findings.ts';
import type { Resource } from '../core/findings/rule.ts';
import { jsonText } from '../core/text/json-text.ts';
import { remarkText } from '../core/workload/origin.ts';
import type { WorkloadRemark } from '../core/workload/workload-remark.ts';
import { type Advice, adviceFor } from './advice.ts';
import { type InCode, itemsOf, type Report } from './report.ts';
import {
  findingRules,
  LEVELS,
  type Level,
  remarkRule,
  type SarifRule,
  type SarifText,
  sectionRule,
} from './sarif-rules.ts';
import { type Section, sectionTexts } from './section.ts';

/**
 * The report as SARIF 2.1.0, for code scanning and editors.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function sarifReport(report: Report): string {
  const rules = rulesOf(report);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'create-private-ecs-network',
            informationUri: 'https://www.npmjs.com/package/create-private-ecs-network',
            rules,
          },
        },
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: notificationsOf(report) }],
        results: resultsOf(report, rules),
        ...(report.evidence && {
          properties: Object.fromEntries(report.evidence.map(({ key, document }) => [key, document])),
        }),
      },
    ],
  };
  return `${jsonText(log, 2)}\n`;
}

/** All rules of findings, found or not, what the workload gave cause to say, and what was asked about a task. */
function rulesOf({ remarks, first = [] }: Report): SarifRule[] {
  const kinds = new Map(remarks.map(({ kind, severity }) => [kind, severity]));
  const asked = new Map(first.map(({ title, severity }) => [title, severity]));
  return [
    ...findingRules(),
    ...[...kinds].map(([kind, severity]) => remarkRule(kind, severity)),
    ...[...asked].map(([title, severity]) => sectionRule(title, severity)),
  ];
}

interface Result {
  readonly ruleId: string;
  readonly level: Level;
  readonly message: SarifText;
  readonly locations: readonly object[];
  readonly properties: object;
}

/** Results in the order of the other reports. */
function resultsOf(report: Report, rules: readonly SarifRule[]): object[] {
  const placeOf = placing(report);
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]));
  const fingerprint = numbering();
  const told = (result: Result, about: string | undefined) => ({
    ...result,
    ruleIndex: indexOf.get(result.ruleId),
    partialFingerprints: { 'ruleAndResource/v1': fingerprint(`${result.ruleId} ${about ?? ''}`) },
  });
  return [
    ...(report.first ?? []).map((section) => told(sectionResult(section, placeOf), report.network.vpc.id)),
    ...itemsOf(report).map((item) =>
      item.kind === 'finding'
        ? told(findingResult(item.finding, report.code, placeOf), item.finding.resources[0]?.id)
        : told(remarkResult(item.remark, placeOf), item.remark.origin[0]),
    ),
  ];
}

/**
 * What stays the same while a cause does: its rule and the resource to change, but not the sentence, which counts subnets. A number
 * tells causes at one resource apart.
 */
function numbering(): (text: string) => string {
  const counts = new Map<string, number>();
  return (text) => {
    const count = (counts.get(text) ?? 0) + 1;
    counts.set(text, count);
    return `${text}:${count}`;
  };
}

function findingResult(finding: Finding, code: InCode | undefined, placeOf: PlaceOf): Result {
  const { rule, severity, message, resources, services, subnetIds } = finding;
  const { fix, undo } = fixOf(adviceFor(finding, code));
  return {
    ruleId: rule,
    level: LEVELS[severity],
    message: messageOf(fix === undefined ? message : `${message}\n\nFix:\n${fix}`),
    locations: locationsOf(resources, placeOf),
    properties: { severity, services, subnetIds, fix, undo },
  };
}

function fixOf(advice: Advice): { readonly fix?: string; readonly undo?: string } {
  switch (advice.kind) {
    case 'commands':
      return { fix: advice.command, undo: advice.undo };
    case 'code':
      return { fix: advice.code };
    case 'page':
      return {};
  }
}

const remarkResult = (remark: WorkloadRemark, placeOf: PlaceOf): Result => ({
  ruleId: remark.kind,
  level: LEVELS[remark.severity],
  message: messageOf(remarkText(remark)),
  locations: locationsOf(
    remark.origin.map((id) => ({ id })),
    placeOf,
  ),
  properties: { severity: remark.severity },
});

/** It is about the network as a whole. */
const sectionResult = (section: Section, placeOf: PlaceOf): Result => ({
  ruleId: section.title,
  level: LEVELS[section.severity],
  message: messageOf(sectionTexts(section).join('\n')),
  locations: locationsOf([], placeOf),
  properties: { severity: section.severity },
});

interface PhysicalLocation {
  readonly artifactLocation: { readonly uri: string };
  readonly region: { readonly startLine: number };
}

/** Where something stands; without a name, where the whole network does. */
type PlaceOf = (name?: string) => PhysicalLocation;

/**
 * GitHub refuses a log in which one result has no file. So what has no line in the code stands in the file that was read, and a
 * network that no file describes is called by its Region and ID.
 */
function placing({ network, code }: Report): PlaceOf {
  const file = code === undefined || code.file === '-' ? `${network.region}/${network.vpc.id}` : code.file;
  return (name) => {
    const place = name === undefined ? undefined : code?.locate(name);
    return {
      artifactLocation: { uri: uriOf(place?.file ?? file) },
      region: { startLine: place?.line ?? 1 },
    };
  };
}

const uriOf = (path: string): string => path.split(/[\\/]/).map(encodeURIComponent).join('/');

/** GitHub refuses results with more than 1,000. */
const MOST_LOCATIONS = 100;

/** Where a result stands, first the resource to change; at least one location. */
const locationsOf = (resources: readonly Resource[], placeOf: PlaceOf): object[] =>
  resources.length === 0
    ? [{ physicalLocation: placeOf() }]
    : resources.slice(0, MOST_LOCATIONS).map(({ id, name }) => ({
        physicalLocation: placeOf(id),
        logicalLocations: [
          { fullyQualifiedName: id, kind: 'resource', ...(name === undefined ? {} : { name }) },
        ],
      }));

/** Plain text: `[…](…)` would be a link in it. */
const messageOf = (text: string): SarifText => ({ text: text.replaceAll('](', '] (') });

/** What could not be read, and what was taken for granted. */
const notificationsOf = ({ network }: Report) => [
  ...network.unreadable.map(({ call, action, reason }) => ({
    level: 'warning',
    message: messageOf(`Not read: ${call} (${action}). ${reason}`),
  })),
  ...network.assumptions.map((sentence) => ({ level: 'note', message: messageOf(sentence) })),
];
