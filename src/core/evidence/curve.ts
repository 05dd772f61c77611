/** A column of a curve: the greatest value of the points in it; undefined where none of them is known. */
export type Column = number | undefined;

/**
 * A series in at most so many columns, all of the same number of points but the last. The greatest value of a column's points is its
 * value, so that no peak is lost or made lower.
 */
export function columnsOf(series: readonly (number | undefined)[], most: number): Column[] {
  const each = pointsPerColumn(series.length, most);
  return Array.from({ length: Math.ceil(series.length / each) }, (_, column) =>
    series
      .slice(column * each, (column + 1) * each)
      .reduce(
        (greatest, value) => (value === undefined ? greatest : Math.max(greatest ?? 0, value)),
        undefined,
      ),
  );
}

export const pointsPerColumn = (points: number, most: number): number =>
  Math.max(1, Math.ceil(points / most));

/** What a column is drawn with: the parts of a cell from the least to the whole one, and what stands where nothing is known. */
export interface Marks {
  readonly levels: readonly string[];
  readonly unknown: string;
}

export const UNICODE_MARKS: Marks = { levels: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'], unknown: '?' };
export const ASCII_MARKS: Marks = { levels: ['.', ':', '#'], unknown: '?' };

/**
 * Columns as lines of text, the highest first. The greatest value alone fills its column to the top; whatever is more than 0 shows,
 * and 0 does not.
 */
export function curve(columns: readonly Column[], height: number, { levels, unknown }: Marks): string[] {
  const top = Math.max(0, ...columns.map((value) => value ?? 0));
  const steps = height * levels.length;
  const filled = columns.map((value) => (value === undefined || top === 0 ? 0 : stepsOf(value, top, steps)));
  return Array.from({ length: height }, (_, line) => {
    const below = (height - 1 - line) * levels.length;
    return columns
      .map((value, column) => {
        if (value === undefined) return below === 0 ? unknown : ' ';
        const here = Math.min((filled[column] ?? 0) - below, levels.length);
        return here <= 0 ? ' ' : (levels[here - 1] ?? ' ');
      })
      .join('');
  });
}

/** The steps that a value fills: all only for the greatest, and one for the least. */
function stepsOf(value: number, top: number, steps: number): number {
  if (value === 0) return 0;
  if (value === top) return steps;
  return Math.min(steps - 1, Math.max(1, Math.round((value / top) * steps)));
}
