import { oneLine } from '../../../core/text/visible.ts';
import { isUnknown, type Part } from '../../planned/parts.ts';
import type { Source } from './gathered.ts';

/** The name of a resource with its tags, as far as they are settled. */
export function partOf({ name, properties }: Source): Part {
  const list = properties.objects('Tags') ?? [];
  const pairs = (isUnknown(list) ? [] : list).flatMap((tag): [string, string][] => {
    if (isUnknown(tag)) return [];
    const [key, value] = [tag.text('Key'), tag.text('Value')];
    return typeof key === 'string' && typeof value === 'string' ? [[key, value]] : [];
  });
  const nameTag = oneLine(pairs.find(([key]) => key === 'Name')?.[1] ?? '');
  return {
    name,
    ...(nameTag !== '' && { nameTag }),
    ...(pairs.length > 0 && { tags: Object.fromEntries(pairs) }),
  };
}
