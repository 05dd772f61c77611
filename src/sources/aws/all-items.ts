import * as v from 'valibot';
import { MOST_ITEMS, MOST_PAGES } from './aws-limits.ts';
import { ForeignReply } from './aws-problem.ts';
import { asAwsSends } from './reply-schema.ts';

/** EC2's name for where the next page begins, and ECS's. */
interface Page {
  readonly NextToken?: unknown;
  readonly nextToken?: unknown;
}

/**
 * Every item of every page of an AWS list, each once.
 *
 * @param item what is always in an item, as far as it is used
 * @throws ForeignReply for what AWS does not send, so that something else answered: a page without its list (AWS sends one even when it
 * is empty), an item without its id, pages that lead back to an earlier one or that never end
 */
export async function allItems<P extends Page, Item>(
  pages: AsyncIterable<P>,
  itemsOf: (page: P) => Item[] | undefined,
  item: v.GenericSchema<unknown, unknown>,
): Promise<Item[]> {
  const items: Item[] = [];
  const seen = new Set<string>();
  const tokens = new Set<string>();
  for await (const page of pages) {
    const more = itemsOf(page);
    asAwsSends(v.array(item), more);
    for (const one of more ?? []) {
      // What changes while it is listed can be on two pages.
      const text = JSON.stringify(one);
      if (!seen.has(text)) items.push(one);
      seen.add(text);
    }
    if (items.length > MOST_ITEMS) throw new ForeignReply(`a list of more than ${MOST_ITEMS} items`);

    const token = page.NextToken ?? page.nextToken;
    if (token === undefined || token === '') continue;
    if (typeof token !== 'string') throw new ForeignReply('the token of the next page is not text');
    if (tokens.has(token)) throw new ForeignReply('a page says that an earlier one is the next');
    tokens.add(token);
    if (tokens.size >= MOST_PAGES) throw new ForeignReply(`a list of more than ${MOST_PAGES} pages`);
  }
  return items;
}
