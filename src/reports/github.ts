import type { Finding } from '../core/findings/findings.ts';
import type { Severity } from '../core/findings/rule.ts';
import { BAR, barred, paragraph } from '../core/text/paragraph.ts';
import { oneLine } from '../core/text/visible.ts';
import { type Annotation, type AnnotationPlace, annotation } from '../core/text/workflow-command.ts';
import { remarkText } from '../core/workload/origin.ts';
import { adviceFor, placedText } from './advice.ts';
import { foldedCommands } from './folded-commands.ts';
import { type InCode, type Item, itemsOf, type Report, title, verdict } from './report.ts';
import { type Section, sectionTexts } from './section.ts';
import type { TerminalStyle } from './terminal-style.ts';

/** The report for the log of a GitHub Actions job, with an annotation for each finding, and for what was asked about a task. */
export function githubReport(report: Report): string {
  const { network, next } = report;
  const notes = [
    ...(report.first ?? []).map(sectionNote),
    ...itemsOf(report).map((item) => noteOf(item, report.code)),
  ];
  const lines = [
    verdict(report),
    ...paragraph(title(report), Infinity, { first: '', more: BAR }),
    ...KINDS.flatMap((kind) => folded(notes.filter((note) => note.kind === kind))),
    ...(report.evidence ?? []).flatMap(({ key, text }) => [`${key}:`, ...text(WHOLE_LINES)]),
    ...network.unreadable.flatMap(({ call, action, reason }) =>
      barred(`Not read: ${call} (${action}). ${reason}`, Infinity),
    ),
    ...network.assumptions.flatMap((sentence) => barred(sentence, Infinity)),
    ...(next === undefined ? [] : ['To generate code for these fixes:', `  ${next}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** A log has room for any line. */
const WHOLE_LINES: TerminalStyle = { width: Infinity, colour: false, unicode: true };

/** The worst first, also where GitHub stops counting. */
const KINDS: readonly Annotation[] = ['error', 'warning', 'notice'];

const KIND_OF: Readonly<Record<Severity, Annotation>> = {
  error: 'error',
  warning: 'warning',
  unknown: 'warning',
  info: 'notice',
};

interface Note extends AnnotationPlace {
  readonly kind: Annotation;
  /** Its own sentence. */
  readonly message: string;
  /** What to do about it, line by line. */
  readonly advice: readonly string[];
}

const titleOf = (name: string, severity: Severity): string =>
  severity === 'unknown' ? `unknown: ${name}` : name;

function sectionNote(section: Section): Note {
  const [message = '', ...advice] = sectionTexts(section).map(oneLine);
  const { severity, title } = section;
  return { kind: KIND_OF[severity], title: titleOf(title, severity), message, advice };
}

function noteOf(item: Item, code: InCode | undefined): Note {
  const { severity } = item.kind === 'finding' ? item.finding : item.remark;
  const { name, message, advice, resources } =
    item.kind === 'finding'
      ? {
          name: item.finding.rule,
          message: item.finding.message,
          advice: adviceOf(item.finding, code),
          resources: item.finding.resources,
        }
      : { name: item.remark.kind, message: remarkText(item.remark), advice: [], resources: [] };
  const [place] = resources.flatMap(({ id }) => code?.locate(id) ?? []);
  return {
    kind: KIND_OF[severity],
    title: titleOf(name, severity),
    ...place,
    message: oneLine(message),
    advice,
  };
}

/** As many of its own lines and resources as an annotation has room for. */
const MOST = 8;

function adviceOf(finding: Finding, code: InCode | undefined): string[] {
  const { rule, resources } = finding;
  const named = some(resources.map((resource) => placedText(resource, code)));
  const about = named.length > 0 ? [`Resources: ${named.join(code ? '; ' : ', ')}`] : [];
  const advice = adviceFor(finding, code);
  if (advice.kind === 'page')
    return [...about, `Details: npx create-private-ecs-network doctor --explain ${rule}`];
  const fix =
    advice.kind === 'code' ? advice.code.trimEnd().split('\n') : some(foldedCommands(advice.command));
  return [...about, ...advice.notes.map(oneLine), 'Fix:', ...fix];
}

const some = (lines: readonly string[]): string[] =>
  lines.length > MOST
    ? [...lines.slice(0, MOST), `and ${lines.length - MOST} more; --json has them all`]
    : [...lines];

/**
 * GitHub shows so many annotations of a kind for each step, and leaves out the rest.
 *
 * @see https://docs.github.com/en/rest/checks/runs
 */
const MOST_OF_A_KIND = 10;

/** The annotations of one kind: where they are too many, the last one has the sentences of all that are left. */
function folded(notes: readonly Note[]): string[] {
  const shown = notes.length > MOST_OF_A_KIND ? notes.slice(0, MOST_OF_A_KIND - 1) : notes;
  const [first, ...others] = notes.slice(shown.length);
  const rest = first && [first, ...others];
  return [
    ...shown.map((note) => annotation(note.kind, note, [note.message, ...note.advice].join('\n'))),
    ...(rest
      ? [
          annotation(
            first.kind,
            { title: `${rest.length} more` },
            rest.map((note) => `${note.title}: ${note.message}`).join('\n'),
          ),
        ]
      : []),
  ];
}
