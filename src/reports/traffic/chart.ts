import { ASCII_MARKS, columnsOf, curve, pointsPerColumn, UNICODE_MARKS } from '../../core/evidence/curve.ts';
import { minuteText, momentText } from '../../core/evidence/moment-text.ts';
import type { TrafficWindow } from '../../core/evidence/traffic.ts';
import { wrap } from '../../core/text/wrap.ts';
import { bytesText } from './bytes-text.ts';
import { columnText } from './traffic-view.ts';

const HEIGHT = 4;
/** Before the curve: the bytes of its top, and the axis. */
const MARGIN = 11;
/** Narrower than this, a curve says nothing. */
const LEAST = 20;

/**
 * A curve with its axes, as lines of text; none where nothing is known or nothing went through.
 *
 * @param painted gives the curve, without its axes, a colour
 */
export function chart(
  series: readonly (number | undefined)[],
  window: TrafficWindow,
  { width, unicode }: { readonly width: number; readonly unicode: boolean },
  painted = (line: string): string => line,
): string[] {
  const top = Math.max(0, ...series.map((value) => value ?? 0));
  if (top === 0) return [];
  const room = Math.max(LEAST, width - MARGIN);
  const columns = columnsOf(series, room);
  const axes = unicode ? UNICODE_AXES : ASCII_AXES;
  const lines = curve(columns, HEIGHT, unicode ? UNICODE_MARKS : ASCII_MARKS);
  const each = pointsPerColumn(series.length, room);
  const since = sinceColumn(window, each);
  const bottom = columns.map((_, column) => (column === since ? axes.since : axes.level)).join('');
  return [
    ...lines.map(
      (line, index) =>
        `${(index === 0 ? bytesText(top) : '').padStart(MARGIN - 2)} ${axes.upright}${painted(line.trimEnd())}`,
    ),
    `${'0'.padStart(MARGIN - 2)} ${axes.corner}${bottom}`,
    ...endsOf(window, columns.length).map((line) => ' '.repeat(MARGIN) + line),
    ...wrap(columnText(window, each), room).map((line) => ' '.repeat(MARGIN) + line),
    ...(columns.includes(undefined) ? [`${' '.repeat(MARGIN)}? is a time without data.`] : []),
  ];
}

const UNICODE_AXES = { upright: '│', corner: '└', level: '─', since: '▲' };
const ASCII_AXES = { upright: '|', corner: '+', level: '-', since: '^' };

/** The column that the moment of the change falls into. */
function sinceColumn({ from, periodSeconds, since }: TrafficWindow, each: number): number | undefined {
  if (since === undefined) return undefined;
  return Math.floor((Date.parse(since) - Date.parse(from)) / (periodSeconds * 1000 * each));
}

/** Start and end of the window below the ends of the curve, or one below the other. */
function endsOf({ from, to }: TrafficWindow, columns: number): string[] {
  const [first, last] = [minuteText(from), momentText(to)];
  return first.length + last.length + 1 > columns
    ? [`${first} to`, last]
    : [first + last.padStart(columns - first.length)];
}
