import type { Cost } from '../../core/evidence/cost/cost.ts';
import { markdownCell, markdownText } from '../../core/text/markdown-text.ts';
import type { Evidence } from '../evidence.ts';
import { costDocument } from './cost-document.ts';
import { priceSentences, verdictSentences } from './cost-sentences.ts';
import { costRows, costText, notCountedText } from './cost-text.ts';

/** Costs, as each report shows them. */
export const costEvidence = (cost: Cost): Evidence => ({
  key: 'cost',
  document: costDocument(cost),
  text: (style) => costText(cost, style),
  markdown: () => [
    ...verdictSentences(cost).map(markdownText),
    table(cost),
    ...[...priceSentences(cost), notCountedText(cost)].map(markdownText),
  ],
  page: async () => (await import('../html/cost-section.ts')).costSection(cost),
});

/** With the numbers to the right. */
function table(cost: Cost): string {
  const [head, ...rows] = costRows(cost).map((row) => `| ${row.map(markdownCell).join(' | ')} |`);
  return [head, '| --- | ---: | ---: | ---: |', ...rows].join('\n');
}
