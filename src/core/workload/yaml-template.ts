import { STATEMENT, type Template } from './json-template.ts';

/** A line whose value begins with what YAML takes for a mark of its own. */
const MARK_FIRST =
  /^(\s*(?:- +)*(?:(?:[\w.-]+|"[^"]*"|'[^']*') *: +|- +))([{%@`].*|\[\w[\w .-]*\][^\s,\]].*)$/;

/**
 * A template of YAML as YAML, as far as that is safe: a value that begins with a placeholder YAML cannot begin with becomes text, and
 * lines that only decide which parts are there are left out.
 */
export function yamlTemplate(text: string): { readonly yaml: string; readonly template: Template } {
  const placeholders: string[] = [];
  let conditions = false;
  const lines = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => {
      const written = line.trimEnd();
      STATEMENT.lastIndex = written.search(/\S/);
      const statement = STATEMENT.exec(written);
      if (statement && statement.index + statement[0].length === written.length) {
        conditions = true;
        return '';
      }
      const [, before, value = ''] = MARK_FIRST.exec(written) ?? [];
      if (before === undefined || (value.startsWith('{') && !/^\{[{%]/.test(value))) return line;
      const own = value.replace(/\s+#.*$/, '');
      placeholders.push(own);
      return `${before}${JSON.stringify(own)}`;
    });
  return { yaml: lines.join('\n'), template: { placeholders: [...new Set(placeholders)], conditions } };
}
