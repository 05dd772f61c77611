/**
 * The name most like `text`, or undefined when none is near enough to be a slip of the fingers.
 *
 * @param most how many characters may differ; without it, two or a third of the name's
 */
export function nearest<Name extends string>(
  text: string,
  names: readonly Name[],
  most?: number,
): Name | undefined {
  const wanted = text.toLowerCase();
  let best: { name: Name; distance: number } | undefined;
  for (const name of names) {
    const distance = editDistance(wanted, name.toLowerCase());
    if (!best || distance < best.distance) best = { name, distance };
  }
  return best && best.distance <= (most ?? Math.max(2, Math.floor(best.name.length / 3)))
    ? best.name
    : undefined;
}

/** How many characters must be added, dropped or replaced to get from one text to the other. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, charA] of [...a].entries()) {
    const current = [i + 1];
    for (const [j, charB] of [...b].entries()) {
      const substituted = (previous[j] ?? 0) + (charA === charB ? 0 : 1);
      current.push(Math.min(substituted, (previous[j + 1] ?? 0) + 1, (current[j] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
