import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { terminalText } from '../../src/core/text/terminal-text.ts';
import { inCode } from '../../src/reports/code-fix/in-code.ts';
import { githubReport } from '../../src/reports/github.ts';
import { jsonReport } from '../../src/reports/json.ts';
import { markdownReport } from '../../src/reports/markdown.ts';
import type { Report } from '../../src/reports/report.ts';
import { sarifReport } from '../../src/reports/sarif.ts';
import { textReport } from '../../src/reports/text.ts';
import type { Code } from '../../src/sources/planned/parts.ts';
import { COMMANDS, commandsIn, UNSEEN, unseenIn } from '../core/text/hostile.ts';
import { CASES, SUBNETS } from './code-fix/terraform-cases.ts';
import { renamed, terraformCode } from './code-fix/terraform-code.ts';
import { reportOf } from './reports.ts';
import { runnerCommands } from './runner.ts';
import { schemaFaults } from './schema-faults.ts';

/** A plan whose gateway endpoint lacks a route table, and whose files are beside it. */
function reportWith(change: Partial<Code> = {}): Report {
  const given = CASES['a route table that the gateway does not list'];
  if (!given) throw new Error('There is no such case.');
  const report = reportOf(given.network, { subnetIds: SUBNETS });
  const lines: Readonly<Record<string, number>> = { 'aws_route_table.b': 22, 'aws_vpc_endpoint.s3': 60 };
  const locate = (name: string) => {
    const line = lines[name];
    return line === undefined ? undefined : { file: 'net/main.tf', line };
  };
  return { ...report, code: inCode(terraformCode({ locate, ...change }), report) };
}

const FIX = 'route_table_ids = [aws_route_table.a.id, aws_route_table.b.id]';
const style = { width: 80, colour: false, unicode: true };

describe('a report on code', () => {
  it.each<[string, (report: Report) => string]>([
    ['text', (report) => textReport(report, style)],
    ['markdown', markdownReport],
    ['json', jsonReport],
    ['github', githubReport],
    ['sarif', (report) => JSON.stringify(JSON.parse(sarifReport(report)).runs[0].results)],
  ])(
    'has file, line and the fix as code, and no command that would name an address as an ID: %s',
    (_, render) => {
      const printed = render(reportWith());
      expect(printed).toContain(FIX);
      expect(printed).toContain('net/main.tf');
      expect(printed).toMatch(/\b22\b/);
      expect(printed).not.toMatch(/aws ec2 modify/);
      expect(printed).not.toContain('Undo');
    },
  );

  it('is the same in each run', async () => {
    await expect(textReport(reportWith(), style)).toMatchFileSnapshot('./__snapshots__/text/code.txt');
    await expect(markdownReport(reportWith())).toMatchFileSnapshot('./__snapshots__/markdown/code.md');
  });

  it('holds to the schema as JSON', () => {
    const schema = JSON.parse(
      readFileSync(new URL('../../docs/schemas/doctor.schema.json', import.meta.url), 'utf8'),
    );
    const document = JSON.parse(jsonReport(reportWith()));
    expect(schemaFaults(document, schema)).toEqual([]);
    expect(document.findings[0]).toMatchObject({
      resources: [{ id: 'aws_route_table.b', file: 'net/main.tf', line: 22 }, { file: 'net/main.tf' }],
      fix: { language: 'hcl' },
    });
  });

  it('annotates the line', () => {
    expect(runnerCommands(githubReport(reportWith()))[0]).toMatchObject({
      name: 'error',
      properties: { file: 'net/main.tf', line: '22', title: 's3-route-missing' },
    });
  });

  it.each<[string, Partial<Code>, string, number]>([
    ['the line', {}, 'net/main.tf', 22],
    ['the plan, where there are no files', { locate: () => undefined }, 'plan.json', 1],
    [
      'the VPC, where the plan was read from standard input',
      { locate: () => undefined, file: '-' },
      'eu-west-1/aws_vpc.main',
      1,
    ],
    ['an odd file', { locate: () => ({ file: 'a b/#ü%.tf', line: 2 }) }, 'a%20b/%23%C3%BC%25.tf', 2],
  ])('places an alert at %s', (_, change, uri, startLine) => {
    const { runs } = JSON.parse(sarifReport(reportWith(change)));
    expect(runs[0].results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri },
      region: { startLine },
    });
  });
});

describe('names of resources stay text', () => {
  const texts = [...Object.values(UNSEEN), ...COMMANDS];

  it.each(texts.map((text) => [JSON.stringify(text), text]))('%s', (_, text) => {
    const key = `aws_route_table.b[${JSON.stringify(text)}]`;
    const given = CASES['a route table that the gateway does not list'];
    const network = given && renamed(given.network, { 'aws_route_table.b': key });
    if (!network) throw new Error('There is no such case.');
    const report = reportOf(network, { subnetIds: SUBNETS });
    const told = { ...report, code: inCode(terraformCode(), report) };
    for (const printed of [textReport(told, style), markdownReport(told)]) {
      expect(printed).toContain('route_table_ids = [');
      expect(unseenIn(printed)).toEqual([]);
      expect(commandsIn(terminalText(printed))).toEqual([]);
    }
    expect(runnerCommands(terminalText(githubReport(told), { annotations: true }))).toHaveLength(
      told.findings.length,
    );
  });
});

describe('names of files stay text', () => {
  const texts = [...Object.values(UNSEEN), ...COMMANDS];

  it.each(texts.map((text) => [JSON.stringify(text), text]))('%s', (_, text) => {
    const report = reportWith({ locate: () => ({ file: text, line: 1 }), file: text });
    for (const printed of [textReport(report, style), markdownReport(report)]) {
      expect(unseenIn(printed)).toEqual([]);
      expect(commandsIn(terminalText(printed))).toEqual([]);
      expect(printed.split('\n').filter((line) => /^\s*::/.test(line))).toEqual([]);
    }
    const commands = runnerCommands(terminalText(githubReport(report), { annotations: true }));
    expect(commands).toHaveLength(report.findings.length);
    expect(new Set(commands.map(({ name }) => name))).toEqual(new Set(['error']));
  });
});
