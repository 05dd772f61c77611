import { type Answers, withDefaults } from '../../ask/questions.ts';
import { Cancelled } from '../../core/cancelled.ts';
import type { Severity } from '../../core/findings/rule.ts';
import { Problem } from '../../core/problem.ts';
import { type FailOn, failing } from '../../reports/report.ts';
import { sweepJson, sweepJsonLine } from '../../reports/sweep/sweep-json.ts';
import { sweepMarkdown } from '../../reports/sweep/sweep-markdown.ts';
import { isRead, type SweepReport, type SweepRow, sweepReport } from '../../reports/sweep/sweep-report.ts';
import { sweepText } from '../../reports/sweep/sweep-text.ts';
import type { TerminalStyle } from '../../reports/terminal-style.ts';
import { readSaved } from './read-saved.ts';
import type { Found, Read, SweepIo } from './sweep-io.ts';

type Format = 'text' | 'json' | 'jsonl' | 'markdown' | 'html';

/**
 * From answers to a report on many VPCs. Where the run is stopped, what is known by then is printed.
 *
 * @returns the exit code: 1 when there is a finding at or above `--fail-on` (`error` in a terminal, else `unknown`); what could not
 * be read counts as a warning
 * @throws Problem for what the user can fix, and where nothing could be read; Cancelled when they stopped it
 */
export async function sweep(answers: Answers, io: SweepIo): Promise<0 | 1> {
  const { json, report: chosen, from } = withDefaults(answers);
  const format = json ? 'json' : formatOf(chosen);
  const rows: SweepRow[] = [];
  const page =
    format === 'html' ? new (await import('../../reports/html/fleet-page.ts')).FleetPage() : undefined;
  const add = (row: SweepRow) => {
    rows.push(row);
    if (format === 'jsonl') io.print(sweepJsonLine(row));
  };
  const found: Found = {
    vpc: (read) => {
      page?.add(read.row, read.reports);
      io.fleet?.add(read);
      add(read.row);
    },
    unread: (row) => {
      io.fleet?.leave(row);
      add(row);
    },
  };
  let over = false;
  const finish = (read: Read, fleet?: object): SweepReport => {
    over = true;
    io.progress.end();
    io.save?.end(indexOf(rows, read));
    const report = sweepReport(rows, read);
    if (page) io.print(page.text(report));
    else if (format === 'json') io.print(sweepJson(report, fleet));
    else if (format !== 'jsonl' && format !== 'html') io.print(RENDERERS[format](report, io.style));
    return report;
  };
  const stopped = new Promise<never>((_, reject) => {
    io.whenStopped(() => {
      if (over) return;
      finish({ accounts: accountsIn(rows), skipped: [], complete: false });
      if (io.fleet) io.say('No code was written, because the sweep was stopped.');
      reject(new Cancelled('Cancelled. The report shows what was read until then.'));
    });
  });
  const work = async (): Promise<Read> => {
    if (from !== undefined) return readSaved(from, io, found);
    const { readFleet } = await import('./read-fleet.ts');
    return readFleet(answers, io, found);
  };
  const read = await Promise.race([work(), stopped]).catch((error: unknown) => {
    over = true;
    io.progress.end();
    throw error;
  });
  const made = await codeOf(read, io, format === 'text' ? io.style.width : Number.POSITIVE_INFINITY);
  const report = finish(read, made.code?.document);
  if (made.problem) throw made.problem;
  if (report.totals.vpcs === 0 && report.totals.unread > 0)
    throw new Problem('No VPC could be read. The report has the reasons.');
  const failOn = answers.failOn ?? defaultFailOn(io);
  if (made.code === undefined) return failing(weighed(rows), failOn) ? 1 : 0;
  // Where a report is read by a program, or is a page, what was written goes to standard error.
  if (format === 'text') io.print(made.code.text);
  else if (format !== 'json') io.say(made.code.text.trim());
  if (answers.check && format === 'text') io.print('\n');
  const fault = await io.fleet?.check();
  if (fault) throw fault;
  // The code is the answer to what was found, so that counts only if somebody says so. What has no code counts always.
  return !made.code.complete || (answers.failOn !== undefined && failing(weighed(rows), failOn)) ? 1 : 0;
}

/** The code that was written, as the views show it. */
interface CodeShown {
  readonly document: object;
  readonly text: string;
  /** Whether all that was asked for has code, or needs none. */
  readonly complete: boolean;
}

/**
 * Writes the code that is asked for. What is wrong with it is said after the report, which is right all the same.
 *
 * @param width the columns of what says so
 */
async function codeOf(
  { complete }: Read,
  { fleet }: SweepIo,
  width: number,
): Promise<{ readonly code?: CodeShown; readonly problem?: Problem }> {
  if (!fleet) return {};
  try {
    if (!complete) throw new Problem('The saved sweep was stopped before its end, so no code was written.');
    const result = await fleet.write();
    const { fleetText } = await import('../../reports/fleet/fleet-text.ts');
    const { fleetDocument } = await import('../../reports/fleet/fleet-document.ts');
    return {
      code: {
        document: fleetDocument(result),
        text: fleetText(result, width),
        complete: result.leftOut.length + result.unknown.length === 0,
      },
    };
  } catch (error) {
    if (error instanceof Problem) return { problem: error };
    throw error;
  }
}

const RENDERERS: Readonly<
  Record<Exclude<Format, 'json' | 'jsonl' | 'html'>, (report: SweepReport, style: TerminalStyle) => string>
> = { text: sweepText, markdown: sweepMarkdown };

const formatOf = (name: string): Format =>
  name === 'json' || name === 'jsonl' || name === 'markdown' || name === 'html' ? name : 'text';

const defaultFailOn = ({ attended }: SweepIo): FailOn => (attended ? 'error' : 'unknown');

/** What the exit code depends on. */
const weighed = (rows: readonly SweepRow[]): { readonly severity: Severity }[] =>
  rows.flatMap((row): readonly { readonly severity: Severity }[] =>
    isRead(row) ? row.findings : [{ severity: 'warning' }],
  );

const accountsIn = (rows: readonly SweepRow[]): number =>
  new Set(rows.flatMap(({ accountId }) => accountId ?? [])).size;

const indexOf = (rows: readonly SweepRow[], { accounts, skipped, complete }: Read) => {
  const { rows: sorted } = sweepReport(rows, { accounts, skipped, complete });
  return {
    complete,
    accounts,
    skipped,
    vpcs: sorted.filter(isRead).map(({ accountId, region, vpcId }) => ({ accountId, region, vpcId })),
    unread: sorted.flatMap((row) => (isRead(row) ? [] : [row])),
  };
};
