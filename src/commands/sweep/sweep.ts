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
    vpc: ({ row, reports }) => {
      page?.add(row, reports);
      add(row);
    },
    unread: add,
  };
  let over = false;
  const finish = (read: Read): SweepReport => {
    over = true;
    io.progress.end();
    io.save?.end(indexOf(rows, read));
    const report = sweepReport(rows, read);
    if (page) io.print(page.text(report));
    else if (format !== 'jsonl' && format !== 'html') io.print(RENDERERS[format](report, io.style));
    return report;
  };
  const stopped = new Promise<never>((_, reject) => {
    io.whenStopped(() => {
      if (over) return;
      finish({ accounts: accountsIn(rows), skipped: [], complete: false });
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
  const report = finish(read);
  if (report.totals.vpcs === 0 && report.totals.unread > 0)
    throw new Problem('No VPC could be read. The report has the reasons.');
  return failing(weighed(rows), answers.failOn ?? defaultFailOn(io)) ? 1 : 0;
}

const RENDERERS: Readonly<
  Record<Exclude<Format, 'jsonl' | 'html'>, (report: SweepReport, style: TerminalStyle) => string>
> = { text: sweepText, json: sweepJson, markdown: sweepMarkdown };

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
