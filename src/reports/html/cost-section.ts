import type { Cost } from '../../core/evidence/cost/cost.ts';
import { html, type Markup } from '../../core/text/markup.ts';
import { priceSentences, verdictSentences } from '../cost/cost-sentences.ts';
import { costRows, notCountedText } from '../cost/cost-text.ts';

/** Costs: what they come to, the numbers, and what they rest on. */
export function costSection(cost: Cost): Markup {
  const [head = [], ...rows] = costRows(cost);
  const paragraphs = (texts: readonly string[]) => texts.map((text) => html`<p>${text}</p>`);
  return html`<h2>Cost</h2>
${paragraphs(verdictSentences(cost))}
<div class="scroll"><table class="cost"><thead><tr>${head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead><tbody>
${rows.map(
  ([what, ...numbers]) =>
    html`<tr><th scope="row">${what}</th>${numbers.map((text) => html`<td>${text}</td>`)}</tr>
`,
)}</tbody></table></div>
${paragraphs([...priceSentences(cost), notCountedText(cost)])}`;
}
