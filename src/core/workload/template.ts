/** What had to be done to a file to read it, since it becomes JSON or YAML only when it is filled in. */
export interface Template {
  /** Placeholders that stand without quotes, read as text. */
  readonly placeholders: readonly string[];
  /** Whether lines decide which parts are there, e.g. `{% if … %}`. All parts are read. */
  readonly conditions: boolean;
  /** The keys that stand between such lines. */
  readonly conditionalKeys: readonly string[];
}

export const NO_TEMPLATE: Template = { placeholders: [], conditions: false, conditionalKeys: [] };

/** How many conditions and loops are open behind a statement, where `depth` are open before it. */
export function depthBehind(statement: string, depth: number): number {
  if (/^[^\w/]*(?:end|\/)/.test(statement)) return Math.max(0, depth - 1);
  return /^[^\w]*(?:if|for|range|with|unless|each|block|define)\b/.test(statement) ? depth + 1 : depth;
}

/** Lines of a template language that write nothing themselves. */
export const STATEMENT =
  /%\{[^}]*\}|\{%[\s\S]*?%\}|<%(?!=)[\s\S]*?%>|\{\{[-~]?\s*(?:[#/^!]|(?:if|else|end|range|with|define|block)\b|\$\w+\s*:?=)[^{}]*\}\}/y;
