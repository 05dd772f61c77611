import { ForeignReply } from './aws-problem.ts';

/**
 * Every item of every page of an AWS list.
 *
 * @throws ForeignReply for a page without its list: AWS sends one even when it is empty, so something else answered
 */
export async function allItems<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) {
    const more = itemsOf(page);
    if (more === undefined) throw new ForeignReply();
    for (const item of more) items.push(item);
  }
  return items;
}
