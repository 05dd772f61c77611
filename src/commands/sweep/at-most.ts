/** Runs `work` when its turn comes. */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

/** Lets at most `count` run at a time, in the order in which they asked. */
export function atMost(count: number): Turn {
  let free = count;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

/** Works on every item, on at most `count` at a time. */
export async function eachAtMost<T>(
  count: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(count, items.length) }, worker));
}
