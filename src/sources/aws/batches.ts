/** Parts of a list, each of at most `size` items: calls of AWS take no more at a time. */
export function* batches<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
