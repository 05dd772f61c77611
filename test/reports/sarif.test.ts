import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { RULE_IDS } from '../../src/core/findings/rules.ts';
import type { Report } from '../../src/reports/report.ts';
import { sarifReport } from '../../src/reports/sarif.ts';
import { RIGHT, S3_PREFIX_LIST, withoutRoute } from '../core/rules/network.ts';
import { reportNamed } from './outputs.ts';
import { broken, closed, large, named, reportOf, right } from './reports.ts';
import { type Schema, schemaFaults } from './schema-faults.ts';

/** What OASIS publishes, as Microsoft's package for SARIF has it. */
const SCHEMA: Schema = schema;

interface Log {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: { readonly startLine: number };
        };
        readonly logicalLocations?: readonly { readonly fullyQualifiedName: string }[];
      }[];
      readonly partialFingerprints: Readonly<Record<string, string>>;
    }[];
  }[];
}

function runOf(report: Report) {
  const log: Log = JSON.parse(sarifReport(report));
  const [run, ...others] = log.runs;
  expect(others).toEqual([]);
  if (run === undefined) throw new Error('There is no run.');
  return { ...run, rules: run.tool.driver.rules };
}

describe('the official schema', () => {
  it.each<[string, Report]>([
    ['right', right],
    ['broken', broken],
    ['closed', closed],
    ['named', named],
    ['large', large()],
    ['with remarks and hostile names', reportNamed('::error::[a](https://example.com) {0} \u202e\u0000')],
  ])('takes a report: %s', (_, report) => {
    expect(schemaFaults(JSON.parse(sarifReport(report)), SCHEMA)).toEqual([]);
  });

  it.each<[string, (log: Record<string, unknown>) => void]>([
    ['no version', (log) => delete log.version],
    ['another version', (log) => Object.assign(log, { version: '2.0.0' })],
    ['an unknown field', (log) => Object.assign(log, { findings: [] })],
    [
      'a message that is text',
      (log) =>
        Object.assign(log, { runs: [{ tool: { driver: { name: 'a' } }, results: [{ message: 'a' }] }] }),
    ],
    [
      'a message that says nothing',
      (log) =>
        Object.assign(log, { runs: [{ tool: { driver: { name: 'a' } }, results: [{ message: {} }] }] }),
    ],
  ])('refuses %s', (_, spoil) => {
    const log = JSON.parse(sarifReport(broken));
    spoil(log);
    expect(schemaFaults(log, SCHEMA)).not.toEqual([]);
  });
});

it('has every rule with its help, and points each result to its own', () => {
  const { rules, results } = runOf(reportNamed('web'));
  expect(rules.map(({ id }) => id).slice(0, RULE_IDS.length)).toEqual(RULE_IDS);
  expect(results.length).toBeGreaterThan(4);
  for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex]?.id).toBe(ruleId);
  // Links between pages lead nowhere outside of the docs.
  expect(JSON.stringify(rules)).not.toMatch(/\]\([\w./-]+\.md/);
});

it('gives the level of what was found', () => {
  const levels = new Map(runOf(closed).results.map(({ ruleId, level }) => [ruleId, level]));
  const severities = new Map<string, string>(closed.findings.map(({ rule, severity }) => [rule, severity]));
  const expected = { error: 'error', warning: 'warning', unknown: 'warning', info: 'note' };
  expect(levels.size).toBeGreaterThan(0);
  for (const [rule, level] of levels) expect(expected).toHaveProperty(severities.get(rule) ?? '', level);
});

it('has a result and a rule with help for what was asked about a task', () => {
  const { rules, results } = runOf(reportNamed('[a](https://example.com)'));
  expect(results.slice(0, 2)).toMatchObject([
    {
      ruleId: 'stopped-task',
      level: 'warning',
      message: {
        text: ['The message says: ', 'The network says: ', '']
          .map((who) => `${who}[a] (https://example.com)`)
          .join('\n'),
      },
    },
    { ruleId: 'ecs-exec', level: 'error' },
  ]);
  for (const { ruleIndex } of results.slice(0, 2))
    expect(rules[ruleIndex]).toMatchObject({ help: { text: expect.stringMatching(/^\S.*\.$/) } });
  expect(runOf(broken).rules).toHaveLength(RULE_IDS.length);
});

/** @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
it('has what GitHub asks for besides: a file for each result', () => {
  for (const report of [broken, closed, reportNamed('web'), reportNamed('../::error::x')]) {
    for (const { locations } of runOf(report).results) {
      expect(locations.length).toBeGreaterThan(0);
      for (const { physicalLocation } of locations) {
        expect(physicalLocation.artifactLocation.uri).toBe('eu-west-1/vpc-1');
        expect(physicalLocation.region.startLine).toBe(1);
      }
    }
  }
});

it('names the resources, first the one to change', () => {
  const leak = runOf(reportOf(withoutRoute(RIGHT, 'rtb-b', S3_PREFIX_LIST)));
  expect(
    leak.results[0]?.locations.map(({ logicalLocations }) => logicalLocations?.[0]?.fullyQualifiedName),
  ).toEqual(['rtb-b', 'vpce-s3']);
});

it('makes no link of a name', () => {
  const texts = runOf(reportNamed('[a](https://example.com)')).results.map(({ message }) => message.text);
  expect(texts.join('\n')).not.toContain('](');
});

describe('fingerprints', () => {
  const prints = (report: Report) =>
    runOf(report).results.map(({ partialFingerprints }) => Object.values(partialFingerprints).join());

  it('differ within a report', () => {
    for (const report of [broken, closed, large(), reportNamed('web')]) {
      expect(new Set(prints(report)).size).toBe(prints(report).length);
    }
  });

  it('are the same in the next run', () => {
    expect(prints(large())).toEqual(prints(large()));
  });

  it('stay while the cause does, whatever else the network gets', () => {
    const leak = withoutRoute(RIGHT, 'rtb-b', S3_PREFIX_LIST);
    const renamed = { ...leak, vpc: { ...leak.vpc, name: 'renamed' } };
    const [print] = prints(reportOf(leak));
    expect(print).toMatch(/^s3-route-missing rtb-b/);
    expect(prints(reportOf(renamed))).toContain(print);
    expect(prints(reportOf(leak, { subnetIds: ['subnet-b'] }))).toContain(print);
  });
});
