import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';

/** A template with a part of a template merged into it, as a reader would. */
export function withSnippet(template: string, snippet: string): string {
  const document = parseDocument(template, { logLevel: 'silent' });
  const more = parseDocument(snippet, { logLevel: 'silent' });
  if (isMap(document.contents) && isMap(more.contents)) merge(document.contents, more.contents);
  return document.toString();
}

function merge(into: YAMLMap, more: YAMLMap): void {
  for (const { key, value } of more.items) {
    const name = isScalar(key) ? key.value : key;
    const there = into.get(name, true);
    if (isMap(there) && isMap(value)) merge(there, value);
    else into.set(name, value);
  }
}
