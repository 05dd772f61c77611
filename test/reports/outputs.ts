import { type AnswersFile, gather } from '../../src/ask/answers.ts';
import { environmentOf } from '../../src/ask/question-text.ts';
import { QUESTION_KEYS, question } from '../../src/ask/questions.ts';
import { COMMANDS, MAIN } from '../../src/commands/commands.ts';
import { differenceLines } from '../../src/commands/create/telling.ts';
import { type Cost, costOf } from '../../src/core/evidence/cost/cost.ts';
import { whole } from '../../src/core/evidence/cost/decimal.ts';
import type { Traffic } from '../../src/core/evidence/traffic.ts';
import type { Network } from '../../src/core/network/network.ts';
import type { Plan } from '../../src/core/plan/planned.ts';
import { jsonText } from '../../src/core/text/json-text.ts';
import { messageLines } from '../../src/core/text/paragraph.ts';
import { terminalText } from '../../src/core/text/terminal-text.ts';
import { parseTaskDefinitions } from '../../src/core/workload/parse-task-definitions.ts';
import type { WorkloadRemark } from '../../src/core/workload/workload-remark.ts';
import * as app from '../../src/formats/fleet/cdk/render-app.ts';
import * as stackSets from '../../src/formats/fleet/cloudformation/render-stack-sets.ts';
import { type Fleet, keyOf } from '../../src/formats/fleet/fleet.ts';
import * as roots from '../../src/formats/fleet/terraform/render-roots.ts';
import type { GeneratedFile } from '../../src/formats/format.ts';
import { readArgv } from '../../src/host/argv.ts';
import { debugText } from '../../src/host/debug-text.ts';
import { targetFault } from '../../src/host/write.ts';
import { costEvidence } from '../../src/reports/cost/cost-evidence.ts';
import { fleetDocument } from '../../src/reports/fleet/fleet-document.ts';
import type { FleetResult } from '../../src/reports/fleet/fleet-result.ts';
import { fleetText } from '../../src/reports/fleet/fleet-text.ts';
import { costSection } from '../../src/reports/html/cost-section.ts';
import { FleetPage } from '../../src/reports/html/fleet-page.ts';
import { htmlReport } from '../../src/reports/html/html-report.ts';
import { trafficSection } from '../../src/reports/html/traffic-section.ts';
import { jsonReport } from '../../src/reports/json.ts';
import { markdownReport } from '../../src/reports/markdown.ts';
import { planDocument, type Update } from '../../src/reports/plan-document.ts';
import { planText } from '../../src/reports/plan-text.ts';
import type { Report } from '../../src/reports/report.ts';
import { sarifReport } from '../../src/reports/sarif.ts';
import type { Section } from '../../src/reports/section.ts';
import { rowOfReports } from '../../src/reports/sweep/row-of-reports.ts';
import { sweepJson } from '../../src/reports/sweep/sweep-json.ts';
import { sweepMarkdown } from '../../src/reports/sweep/sweep-markdown.ts';
import { isRead, type SweepReport, sweepReport } from '../../src/reports/sweep/sweep-report.ts';
import { sweepText } from '../../src/reports/sweep/sweep-text.ts';
import { textReport } from '../../src/reports/text.ts';
import { trafficEvidence } from '../../src/reports/traffic/traffic-evidence.ts';
import { awsProblem } from '../../src/sources/aws/aws-problem.ts';
import { loadSnapshot, snapshotText } from '../../src/sources/snapshot/snapshot.ts';
import { ENDPOINT_GROUP, edit, group, RIGHT, sceneOf, without } from '../core/rules/network.ts';
import { FORMAT_NAMES, type Iac, plan, render } from '../engine.ts';
import { adopting, fixing, withExisting } from '../formats/plans.ts';
import { reportOf } from './reports.ts';

/** Every output, given one text that stands wherever text from outside can. */

/** A network that is wrong in several ways, and everything in it has that name. */
function networkNamed(text: string): Network {
  const named = <T extends object>(items: readonly T[] | undefined) =>
    items?.map((item) => ({ ...item, name: text }));
  const wrong = without(
    edit(RIGHT, 'securityGroups', ENDPOINT_GROUP, () => group(ENDPOINT_GROUP, {})),
    'ecr.api',
  );
  return {
    ...wrong,
    vpc: { ...wrong.vpc, name: text },
    subnets: wrong.subnets.map((subnet) => ({ ...subnet, name: text })),
    routeTables: named(wrong.routeTables),
    endpoints: named(wrong.endpoints)?.map((endpoint) => ({
      ...endpoint,
      policy: JSON.stringify({ Id: text, Statement: [] }),
    })),
    securityGroups: named(wrong.securityGroups),
    networkAcls: named(wrong.networkAcls),
    unreadable: [{ call: 'DescribeSubnets', action: 'ec2:DescribeSubnets', reason: text }],
    assumptions: [text],
  } as Network;
}

const remarks = (text: string): WorkloadRemark[] =>
  (['error', 'unknown', 'warning', 'info'] as const).map((severity) => ({
    kind: 'service-inferred',
    severity,
    origin: [text, text],
    message: text,
  }));

/** What was asked about a task, with columns and without. */
const sections = (text: string): Section[] => [
  {
    severity: 'unknown',
    title: 'stopped-task',
    says: [
      { who: 'The message says', what: text },
      { who: 'The network says', what: text },
    ],
    sentences: [text],
  },
  { severity: 'error', title: 'ecs-exec', says: [], sentences: [text, text] },
];

/** What was measured, of resources and in sentences that are that text. */
function trafficNamed(text: string): Traffic {
  const bytes = {
    bytesInFromDestination: 5,
    bytesOutToDestination: 4,
    bytesInFromSource: 3,
    bytesOutToSource: 2,
  };
  const nat = (natGatewayId: string) => ({
    natGatewayId,
    ...bytes,
    series: [{ at: '2026-11-25T00:00:00Z', ...bytes }],
  });
  return {
    from: '2026-11-25T00:00:00Z',
    to: '2026-11-26T00:00:00Z',
    periodSeconds: 86_400,
    natGateways: [nat(text), ...(RIGHT.natGateways ?? []).map(({ id }) => nat(id))],
    endpoints: [{ endpointId: text, service: text, bytesProcessed: 7 }],
    deleted: [nat(text)],
    flows: {
      flowLogId: text,
      by: 'aws-service',
      bytesScanned: 9,
      natGateways: [{ natGatewayId: text, services: [{ service: text, bytes: 5 }] }],
      gaps: [text],
    },
    gaps: [text],
  };
}

/** What that network costs. */
function costNamed(text: string): Cost {
  const network = networkNamed(text);
  const price = { amount: whole(1), source: text, date: text, weak: true } as const;
  const prices = {
    region: text,
    currency: 'USD',
    of: { 'nat-hour': price, 'endpoint-hour': price },
    notes: [text],
  } as const;
  return costOf({ network, tasks: sceneOf(network).tasks, prices, traffic: trafficNamed(text) });
}

/** A sweep of two VPCs that have that name, and of an account that could not be read. */
export function sweepNamed(text: string): SweepReport {
  const { network } = reportNamed(text);
  const rows = [1, 2].map((count) => rowOfReports(`${count}`.repeat(12), network, [reportNamed(text)]));
  const unread = { accountId: null, region: null, error: text };
  return sweepReport([...rows, unread], { accounts: 3, skipped: [text], complete: false });
}

/** What `sweep --create` says where every name is that text. */
const fleetResultNamed = (text: string): FleetResult => ({
  directory: text,
  format: { name: 'cloudformation', label: 'CloudFormation', group: 'stack set' },
  vpcs: [{ key: text, group: 'private-ecs', creates: [text], changes: [text], manualSteps: 1 }],
  nothing: [text],
  leftOut: [{ accountId: null, region: null, reason: text, read: true }],
  unknown: [text],
  changes: { adds: [text], removes: [text], leaves: [{ part: text, undo: 'b' }], moves: [text] },
  files: { added: [], changed: [text], removed: [] },
  written: true,
});

/** A second run in which everything is named by that text. */
const updateNamed = (text: string): Update => ({
  adds: [text],
  removes: [text],
  prerequisites: { adds: [text], leaves: [{ part: text, undo: 'b' }] },
  files: { added: [text], changed: [text], removed: [text] },
});

/** The code of a fleet of one VPC in which every name is that text. */
function fleetNamed(text: string): Fleet {
  const place = { accountId: '1'.repeat(12), region: 'eu-west-1', vpcId: 'vpc-1' };
  const step = { because: text, command: 'a', undo: 'b' };
  const vpc = {
    ...place,
    name: text,
    partition: 'aws' as const,
    launchType: 'fargate' as const,
    part: { shape: '[]', values: {}, undo: { before: [{ text: 'a' }], after: [{ text: 'b' }] } },
    creates: [],
    changes: [text],
    prerequisites: [
      { ...step, when: 'before' as const },
      { ...step, when: 'after' as const },
    ],
    notes: [text],
    doctor: 'doctor',
  };
  return {
    name: 'private-ecs',
    vpcs: [vpc, { ...vpc, vpcId: 'vpc-2', notes: [] }],
    groups: [{ name: 'private-ecs', shape: '[]', members: [keyOf(vpc)] }],
    former: {},
    leftOut: [{ ...place, reason: text, read: true }],
  };
}

const workloadOf = (text: string) => ({ words: [], remarks: remarks(text), otherS3: [] });

/** A report in which every name is that text. */
export function reportNamed(text: string): Report {
  const made = reportOf(networkNamed(text), {}, 'npx create-private-ecs-network');
  const needs = made.needs.map((need) => ({ ...need, origin: [text, text] }));
  const report = {
    ...made,
    needs,
    workload: workloadOf(text),
    remarks: remarks(text),
    first: sections(text),
  };
  return {
    ...report,
    evidence: [trafficEvidence(report, trafficNamed(text)), costEvidence(costNamed(text))],
  };
}

/** The plan of that network, and a plan with every kind of change: all names, tags, reasons and notes are that text. */
export function plansOf(iac: Iac, text: string): Plan[] {
  const { needs, tasks, launchType } = sceneOf(networkNamed(text));
  const workload = workloadOf(text);
  const told = (from: Plan): Plan =>
    withExisting({
      ...from,
      name: text,
      tags: { [text]: text },
      subnets: from.subnets.map((subnet) => ({ ...subnet, name: text })),
      routeTables: from.routeTables.map((table) => ({ ...table, name: text })),
      endpoints: from.endpoints.map((endpoint) => ({ ...endpoint, because: text, origin: [text, text] })),
      prerequisites: (['before', 'after'] as const).map((when) => ({
        because: text,
        command: 'aws ec2 describe-vpcs',
        undo: 'aws ec2 describe-vpcs',
        when,
      })),
      notes: [{ code: 'assumed', message: text }],
      workload,
    });
  const input = { needs, tasks, launchType, iac, name: text, tags: { [text]: text } };
  return [
    plan({ ...input, network: networkNamed(text), s3Policy: 'full', adopt: false, workload }),
    told(fixing(iac)),
    told(adopting(iac)),
  ];
}

/** The files of plans that a format renders, without the README. */
export const filesOf = (iac: Iac, text: string): GeneratedFile[] => plansOf(iac, text).flatMap(render);

const plainStyle = { colour: false, unicode: true };

/** The page of that report, with all that can be asked for besides the paths. */
export function pageNamed(text: string): string {
  const report = reportNamed(text);
  return htmlReport(report, [trafficSection(report, trafficNamed(text)), costSection(costNamed(text))]);
}

/** What a terminal or a log gets, each as it is printed. */
export const PRINTED: Readonly<Record<string, (text: string) => string[]>> = {
  'the page of a report': (text) => [pageNamed(text)],
  'the page of a sweep': (text) => {
    const page = new FleetPage();
    const report = sweepNamed(text);
    for (const row of report.rows.filter(isRead)) page.add(row, [reportNamed(text)]);
    return [page.text(report)];
  },
  ...Object.fromEntries(
    [30, 50, 80, 200].flatMap((width) => [
      [
        `a report, ${width} columns wide`,
        (text: string) => [textReport(reportNamed(text), { ...plainStyle, width })],
      ],
      [
        `a sweep, ${width} columns wide`,
        (text: string) => [sweepText(sweepNamed(text), { ...plainStyle, width })],
      ],
      [
        `the code of a fleet, ${width} columns wide`,
        (text: string) => [fleetText(fleetResultNamed(text), width)],
      ],
      [
        `what is different from the run before, ${width} columns wide`,
        (text: string) => [differenceLines(updateNamed(text), width).join('\n')],
      ],
      [
        `a plan, ${width} columns wide`,
        (text: string) =>
          FORMAT_NAMES.flatMap((iac) => plansOf(iac, text).map((made) => planText(made, width).join('\n'))),
      ],
    ]),
  ),
};

/** JSON, with the value that whoever parses it must get. */
export const JSONS: Readonly<Record<string, (text: string) => [json: string, value: unknown]>> = {
  'a report': (text) => [jsonReport(reportNamed(text)), undefined],
  'a sweep': (text) => [sweepJson(sweepNamed(text), fleetDocument(fleetResultNamed(text))), undefined],
  'a report as SARIF': (text) => [sarifReport(reportNamed(text)), undefined],
  'a plan': (text) => {
    const [made] = plansOf('terraform', text);
    const document = made && planDocument(made, []);
    return [jsonText(document, 2), document];
  },
};

export const MARKDOWN: Readonly<Record<string, (text: string) => string[]>> = {
  'a report': (text) => [markdownReport(reportNamed(text))],
  'a sweep': (text) => [sweepMarkdown(sweepNamed(text))],
  ...Object.fromEntries(
    Object.entries({ stackSets, roots, app }).map(([name, { render }]) => [
      `the README of a fleet, ${name}`,
      (text: string) =>
        render(fleetNamed(text)).flatMap(({ path, contents }) => (path === 'README.md' ? [contents] : [])),
    ]),
  ),
  ...Object.fromEntries(
    FORMAT_NAMES.map((iac) => [
      `the README of ${iac}`,
      (text: string) =>
        filesOf(iac, text).flatMap(({ path, contents }) => (path === 'README.md' ? [contents] : [])),
    ]),
  ),
};

/** What is thrown, as `cli.ts` prints it; undefined where nothing is. */
function thrown(act: () => unknown): string[] {
  try {
    act();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

const noEnv = { env: {}, flags: {}, file: undefined };
const gathered = (command: (typeof COMMANDS)[number], given: Partial<Parameters<typeof gather>[0]>) =>
  thrown(() => gather({ command, ...noEnv, ...given }));
const inFile = (file: AnswersFile) => COMMANDS.flatMap((command) => gathered(command, { file }));

/** Sources of refused text: each gives the messages about it. */
const REFUSED: Readonly<Record<string, (text: string) => string[]>> = {
  ...Object.fromEntries(
    QUESTION_KEYS.flatMap((key) => [
      [
        `--${question(key).flag}`,
        (text: string) => COMMANDS.flatMap((command) => gathered(command, { flags: { [key]: [text] } })),
      ],
      ...environmentOf(key).map((name): [string, (text: string) => string[]] => [
        name,
        (text) => COMMANDS.flatMap((command) => gathered(command, { env: { [name]: text } })),
      ]),
      [
        `"${key}" in an answers file`,
        (text: string) => inFile({ path: text, text: JSON.stringify({ [key]: text }) }),
      ],
    ]),
  ),
  'an unknown flag': (text) => thrown(() => readArgv([`--${text}`], MAIN, COMMANDS)),
  'a flag with no value': (text) => thrown(() => readArgv([`--yes=${text}`], MAIN, COMMANDS)),
  'an argument too many': (text) => thrown(() => readArgv(['a', text, text], MAIN, COMMANDS)),
  'an unknown answer': (text) => inFile({ path: text, text: JSON.stringify({ [text]: text }) }),
  'an answers file that is not JSON': (text) => inFile({ path: text, text }),
  'an answers file that is a list': (text) => inFile({ path: text, text: '[]' }),
  'a task definition that is not JSON': (text) => thrown(() => parseTaskDefinitions(text, text, 'eu-west-1')),
  'the name of a container': (text) =>
    thrown(() =>
      parseTaskDefinitions(JSON.stringify([{ name: text, image: 7, cpu: {} }]), text, 'eu-west-1'),
    ),
  'a field of a container': (text) =>
    thrown(() =>
      parseTaskDefinitions(
        JSON.stringify([{ name: 'a', image: text, logConfiguration: text, secrets: text }]),
        text,
        'eu-west-1',
      ),
    ),
  'a snapshot that is not JSON': (text) => thrown(() => loadSnapshot(text, text)),
  'a field of a snapshot': (text) =>
    thrown(() => loadSnapshot(JSON.stringify({ ...JSON.parse(snapshotText(RIGHT)), [text]: text }), text)),
  'a name in a snapshot': (text) =>
    thrown(() => {
      const snapshot = JSON.parse(snapshotText(RIGHT));
      loadSnapshot(JSON.stringify({ ...snapshot, vpc: { ...snapshot.vpc, id: text, name: text } }), text);
    }),
  'a Region in a snapshot': (text) =>
    thrown(() => loadSnapshot(JSON.stringify({ ...JSON.parse(snapshotText(RIGHT)), region: text }), text)),
  'a directory': (text) => [
    targetFault(`/proc/${text}`, false) ?? '',
    targetFault(`/dev/null/${text}`, false) ?? '',
  ],
  'what AWS says': (text) => [
    awsProblem(Object.assign(new Error(text), { name: text }), {
      region: 'eu-west-1',
      action: 'ec2:DescribeVpcs',
      profile: text,
    }).message,
  ],
  'what --debug says': (text) => [
    debugText(Object.assign(new Error(text, { cause: new Error(text) }), { code: text, name: text })),
  ],
};

/** Every message about refused text, as `cli.ts` writes it. */
export const MESSAGES = Object.entries(REFUSED).map(
  ([source, of]) =>
    [
      source,
      (text: string) =>
        of(text)
          .filter((message) => message !== '')
          .map((message) => terminalText(messageLines(message, 'Error: '))),
    ] as const,
);
