import { describe, expect, it } from 'vitest';
import { terminalText } from '../../src/core/text/terminal-text.ts';
import { annotation } from '../../src/core/text/workflow-command.ts';
import { githubReport } from '../../src/reports/github.ts';
import type { Report } from '../../src/reports/report.ts';
import { COMMANDS, UNSEEN, unseenIn } from '../core/text/hostile.ts';
import { reportNamed } from './outputs.ts';
import { broken, closed, large, named, right } from './reports.ts';
import { type RunnerCommand, runnerCommands } from './runner.ts';

it.each<[string, Report]>([
  ['right', right],
  ['broken', broken],
  ['closed', closed],
  ['named', named],
  ['large', large()],
])('%s', async (name, report) => {
  await expect(githubReport(report)).toMatchFileSnapshot(`./__snapshots__/github/${name}.txt`);
});

/** What the runner does with a report, printed as the program prints it. */
const carriedOut = (report: Report): RunnerCommand[] =>
  runnerCommands(terminalText(githubReport(report), { annotations: true }));

const kinds = (commands: readonly RunnerCommand[]): string[] =>
  [...new Set(commands.map(({ name }) => name))].sort();

it('says nothing to the runner where nothing is wrong', () => {
  expect(carriedOut(right)).toEqual([]);
});

it('makes an annotation of each finding, with its fix', () => {
  const commands = carriedOut(broken);
  expect(commands.map(({ properties }) => properties.title)).toEqual(
    expect.arrayContaining(broken.findings.map(({ rule }) => rule)),
  );
  expect(commands).toHaveLength(broken.findings.length);
  for (const { message, fix } of broken.findings) {
    const { data } = commands.find((command) => command.data.startsWith(message)) ?? { data: '' };
    expect(data).toContain(fix === null ? '--explain' : fix.command.split('\n')[0]);
  }
});

it('warns of what is unknown', () => {
  const unknown = carriedOut(closed).filter(({ properties }) => properties.title?.startsWith('unknown: '));
  expect(unknown.length).toBeGreaterThan(0);
  expect(kinds(unknown)).toEqual(['warning']);
});

it('makes an annotation of what was asked about a task, before all others of its kind', () => {
  const commands = carriedOut(reportNamed('web'));
  expect(commands.find(({ name }) => name === 'warning')).toEqual({
    name: 'warning',
    properties: { title: 'unknown: stopped-task' },
    data: 'The message says: web\nThe network says: web\nweb',
  });
  expect(commands.find(({ name }) => name === 'error')).toEqual({
    name: 'error',
    properties: { title: 'ecs-exec' },
    data: 'web\nweb',
  });
});

describe('no text from outside is a command', () => {
  const texts = [...Object.values(UNSEEN), ...COMMANDS, '%0A::stop-commands::x', 'a,line=7::b', '%25'];

  it.each(texts.map((text) => [JSON.stringify(text), text]))('%s as every name', (_, text) => {
    const report = reportNamed(text);
    const printed = terminalText(githubReport(report), { annotations: true });
    expect(unseenIn(printed)).toEqual([]);
    const commands = runnerCommands(printed);
    expect(commands).toHaveLength(
      report.findings.length + report.remarks.length + (report.first?.length ?? 0),
    );
    expect(kinds(commands)).toEqual(['error', 'notice', 'warning']);
    for (const { properties } of commands) expect(Object.keys(properties)).toEqual(['title']);
  });

  it.each(texts.map((text) => [JSON.stringify(text), text]))('%s as file and title', (_, text) => {
    const [command, ...others] = runnerCommands(
      terminalText(annotation('error', { file: text, line: 3, title: text }, text), { annotations: true }),
    );
    expect(others).toEqual([]);
    expect(command).toMatchObject({ name: 'error', properties: { line: '3' } });
    expect(Object.keys(command?.properties ?? {})).toEqual(['file', 'line', 'title']);
  });

  it('is printed as one where annotations are not meant', () => {
    expect(runnerCommands(terminalText(annotation('error', { title: 'a' }, 'b')))).toEqual([]);
  });
});

it('brings percent signs, line ends, colons and commas to the reader', () => {
  const title = '100%, a: b%2C %0A';
  const message = '50% of a,b:c\n%0A::error::x';
  expect(runnerCommands(annotation('warning', { file: 'a,b:c%.tf', title }, message))).toEqual([
    { name: 'warning', properties: { file: 'a,b:c%.tf', title }, data: message },
  ]);
});

describe('more than GitHub shows of a kind', () => {
  const many = (count: number): Report => ({
    ...right,
    remarks: Array.from({ length: count }, (_, index) => ({
      kind: 'image-docker-hub',
      severity: 'warning',
      origin: [`container ${index}`],
      message: 'comes from Docker Hub.',
    })),
  });

  it.each([
    [10, 10],
    [11, 10],
    [40, 10],
  ])('%i warnings are %i annotations, and all are said', (count, annotations) => {
    const commands = carriedOut(many(count));
    expect(commands).toHaveLength(annotations);
    const said = commands.map(({ data }) => data).join('\n');
    for (const { origin } of many(count).remarks)
      expect(said).toContain(`${origin[0]}: comes from Docker Hub.`);
  });

  it('counts what is folded', () => {
    expect(carriedOut(many(40)).at(-1)?.properties.title).toBe('31 more');
  });
});
