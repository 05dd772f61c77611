import { depthBehind, STATEMENT, type Template } from './template.ts';

/** A line whose value begins with what YAML takes for a mark of its own. */
const MARK_FIRST =
  /^(\s*(?:- +)*(?:(?:[\w.-]+|"[^"]*"|'[^']*') *: +|- +))([{%@`].*|\[\w[\w .-]*\][^\s,\]].*)$/;

/** A list of one word where only a text can stand is a placeholder in brackets. */
const BRACKETS =
  /^(\s*(?:- +)*["']?(?:awslogs-[a-z-]+|region|image|name|family|cpu|memory|valueFrom|networkMode|logDriver|hostPort|containerPort)["']? *: +)(\[\w[\w .-]*\])\s*$/i;

/**
 * A template of YAML as YAML, as far as that is safe: a value that begins with a placeholder YAML cannot begin with becomes text, and
 * lines that only decide which parts are there are left out.
 */
export function yamlTemplate(text: string): { readonly yaml: string; readonly template: Template } {
  const [placeholders, conditionalKeys] = [new Set<string>(), new Set<string>()];
  let [depth, conditions] = [0, false];
  const lines = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => {
      const written = line.trimEnd();
      STATEMENT.lastIndex = written.search(/\S/);
      const statement = STATEMENT.exec(written);
      if (statement && statement.index + statement[0].length === written.length) {
        conditions = true;
        depth = depthBehind(statement[0], depth);
        return '';
      }
      const [, key] = /^\s*(?:- +)*["']?(\w+)["']? *:/.exec(written) ?? [];
      if (key !== undefined && depth > 0) conditionalKeys.add(key);
      const [, before, value = ''] = MARK_FIRST.exec(written) ?? BRACKETS.exec(written) ?? [];
      if (before === undefined || (value.startsWith('{') && !/^\{[{%]/.test(value))) return line;
      const own = value.replace(/\s+#.*$/, '');
      placeholders.add(own);
      return `${before}${JSON.stringify(own)}`;
    });
  return {
    yaml: lines.join('\n'),
    template: { placeholders: [...placeholders], conditions, conditionalKeys: [...conditionalKeys] },
  };
}
