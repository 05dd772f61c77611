/** What a report, a plan or a message says, on one line, without the bars at the starts of its lines. */
export const unbarred = (printed: string): string =>
  printed.replaceAll(/(^|\n) *\| /g, '$1').replaceAll(/\s+/g, ' ');
