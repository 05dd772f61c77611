import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/findings/findings.ts';
import type { WorkloadRemark } from '../../src/core/workload/workload-remark.ts';
import { jsonReport } from '../../src/reports/json.ts';
import { markdownReport } from '../../src/reports/markdown.ts';
import type { Report } from '../../src/reports/report.ts';
import { textReport } from '../../src/reports/text.ts';
import {
  A,
  edit,
  interfaceEndpoint,
  RIGHT,
  S3_PREFIX_LIST,
  sceneOf,
  withEndpoints,
  withoutRoute,
} from '../core/rules/network.ts';
import { findings } from '../engine.ts';

const DENY = JSON.stringify({ Statement: { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' } });

/** One of each harm: layers by NAT, a policy that denies, an unread call, an endpoint in one zone, one that nobody needs. */
const mixed = withEndpoints(
  edit(
    edit(withoutRoute(RIGHT, 'rtb-b', S3_PREFIX_LIST), 'endpoints', 'vpce-ecs', (each) => ({
      ...each,
      policy: DENY,
    })),
    'endpoints',
    'vpce-ecr-api',
    () => interfaceEndpoint('ecr.api', { subnetIds: [A] }),
  ),
  interfaceEndpoint('sqs'),
);
const unsure = edit(mixed, 'endpoints', 'vpce-ecr-dkr', (each) => ({
  ...each,
  securityGroupIds: ['sg-x'],
}));

const remark = (severity: WorkloadRemark['severity'], message: string): WorkloadRemark => ({
  kind: 'image-docker-hub',
  severity,
  origin: ['web:nginx (image)'],
  message,
});
const remarks = [
  remark('error', 'Remark one.'),
  remark('warning', 'Remark two.'),
  remark('info', 'Remark three.'),
];

const scene = sceneOf(unsure);
const found = findings(scene);
const report: Report = {
  ...scene,
  findings: found,
  workload: { words: [], remarks, otherS3: [] },
  remarks,
  ok: false,
  next: undefined,
};
const style = { width: 200, colour: false, unicode: false };

const ORDER = ['stops-tasks', 'error', 'unknown', 'warning', 'info'];
const ranks = (all: readonly Finding[]) => all.map(({ harm }) => ORDER.indexOf(harm));

describe('the order', () => {
  it('of findings is by harm, what stops tasks first', () => {
    expect(ranks(found)).toEqual([...ranks(found)].sort());
    expect(new Set(found.map(({ harm }) => harm))).toEqual(new Set(ORDER));
    expect(found[0]?.rule).toBe('endpoint-policy-denies');
  });

  it.each([
    ['text', textReport(report, style)],
    ['Markdown', markdownReport(report)],
  ])('of %s has the remarks among the findings', (_, text) => {
    const severities = [...text.matchAll(/^(?:. |#+ \S+ )(error|unknown|warning|info)\b/gm)].map(
      ([, each]) => each,
    );
    const order = ['error', 'unknown', 'warning', 'info'];
    expect(severities).toHaveLength(found.length + remarks.length);
    expect(severities.map((each) => order.indexOf(each ?? ''))).toEqual(
      severities.map((each) => order.indexOf(each ?? '')).sort(),
    );
    const stops = text.indexOf('Remark one.');
    const detours = found.find(({ harm }) => harm === 'error')?.rule ?? '';
    expect(stops).toBeGreaterThan(0);
    expect(stops).toBeLessThan(text.search(new RegExp(`error.*${detours}`)));
  });

  it('of JSON is the same in each list', () => {
    const { findings: listed } = JSON.parse(jsonReport(report));
    expect(listed.map(({ rule }: { rule: string }) => rule)).toEqual(found.map(({ rule }) => rule));
  });
});
