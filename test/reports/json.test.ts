import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RULE_IDS } from '../../src/core/findings/rules.ts';
import { jsonReport } from '../../src/reports/json.ts';
import type { Report } from '../../src/reports/report.ts';
import { broken, closed, large, named, right } from './reports.ts';
import { schemaFaults } from './schema-faults.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../docs/schemas/doctor.schema.json', import.meta.url), 'utf8'),
);

describe.each<[string, Report]>([
  ['right', right],
  ['broken', broken],
  ['closed', closed],
  ['named', named],
  ['large', large(60)],
])('%s', (_, report) => {
  const document = JSON.parse(jsonReport(report));

  it('holds to the schema', () => {
    expect(schemaFaults(document, schema)).toEqual([]);
  });

  it('is complete: every subnet and every service', () => {
    expect(document.paths).toHaveLength(report.tasks.subnetIds.length * report.needs.length);
    expect(document.findings).toHaveLength(report.findings.length);
  });
});

it('is a schema that holds something', () => {
  const document = JSON.parse(jsonReport(broken));
  expect(schemaFaults({ ...document, ok: 'yes', surprise: 1 }, schema)).toEqual([
    '$.ok: not boolean',
    '$.surprise: not known',
  ]);
  expect(schemaFaults({ ...document, schemaVersion: 2, vpcId: undefined }, schema)).toHaveLength(2);
});

it('knows every rule in the schema', () => {
  expect([...schema.$defs.finding.properties.rule.enum].sort()).toEqual([...RULE_IDS].sort());
});

it.each([[[]], [['One thing is assumed.', 'Another "quoted" one, too.']]])(
  'says what was assumed: %j',
  (assumptions) => {
    const { network } = broken;
    const { assumptions: said } = JSON.parse(jsonReport({ ...broken, network: { ...network, assumptions } }));
    expect(said).toEqual(assumptions);
  },
);

it('shows a broken network as it is', async () => {
  await expect(jsonReport(broken)).toMatchFileSnapshot('./__snapshots__/json/broken.json');
});
