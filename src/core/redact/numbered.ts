/** Gives each text a number of its own, in the order in which they are first met: `name-1`, `name-2`, … */
export function numbered(word: string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text) ?? `${word}-${known.size + 1}`;
    known.set(text, found);
    return found;
  };
}
