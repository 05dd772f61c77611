/**
 * The line on which each key of a section begins, in a JSON text that can be parsed. Lines count from 1.
 *
 * @param section a key of the outermost object
 */
export function jsonLines(text: string, section: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  let [line, depth, inSection] = [1, 0, false];
  // Texts with the colon behind those that are keys, brackets and line ends: nothing else moves the place.
  for (const [token, key] of text.matchAll(/("(?:[^"\\\n]|\\.)*")\s*:|"(?:[^"\\\n]|\\.)*"|[{}[\]]|\n/g)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (key !== undefined) {
      const name: unknown = JSON.parse(key);
      if (depth === 1) inSection = name === section;
      else if (depth === 2 && inSection) lines.set(String(name), line);
    }
    line += token === '\n' ? 1 : (token.slice(key?.length ?? token.length).match(/\n/g)?.length ?? 0);
  }
  return lines;
}
