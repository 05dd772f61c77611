const TOKEN = /"(?:[^"\\\n]|\\.)*"|[{}[\],:\n]/g;

/**
 * The lines of a JSON document's keys, from 1, by their path: `resource.aws_vpc.main`. Lists on the way don't count, as
 * Terraform takes a block for a list of one. Of a key that is there twice, the first counts.
 *
 * @param depth how long a path may be
 */
export function jsonKeyLines(text: string, depth: number): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  /** The key that each open object is in; undefined for what is in a list, and for the document. */
  const open: { readonly kind: '{' | '['; key: string | undefined }[] = [];
  let line = 1;
  let last: { text: string; line: number } | undefined;
  for (const [token] of text.matchAll(TOKEN)) {
    const top = open.at(-1);
    switch (token) {
      case '\n':
        line += 1;
        continue;
      case '{':
      case '[':
        open.push({ kind: token, key: undefined });
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case ':':
        if (top?.kind !== '{' || last === undefined) break;
        top.key = last.text;
        {
          const path = open.flatMap(({ key }) => key ?? []);
          const name = path.join('.');
          if (path.length <= depth && !lines.has(name)) lines.set(name, last.line);
        }
        break;
      case ',':
        break;
      default:
        last = { text: token.slice(1, -1), line };
        continue;
    }
    last = undefined;
  }
  return lines;
}
