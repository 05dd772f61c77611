import { partitionOf } from '../network/regions.ts';

/**
 * Task definitions in repositories are templates. Each tool marks what is still to be filled in its own way; here all of
 * them become `${…}`, the form that CloudFormation expressions have, so that everything else knows one form alone.
 *
 * These marks cannot be part of the name of an image, a Region, a resource or a plugin. The texts in which they could mean
 * something (patterns, date formats, commands) are not read at all.
 */
const MARKS = new RegExp(
  [
    // Terraform, shell and CloudFormation `${x}`, GitHub `${{ x }}`, Go, Jinja and Handlebars `{{ x }}` and `{% x %}`,
    // Octopus and Azure `#{x}#`, Terraform `%{x}`, Python `{x}`; braces inside braces, as in `${jsonencode({})}`.
    String.raw`[$#%]*\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}#?`,
    // ERB `<%= x %>`, and `<x>`, `<<X>>`, `<+x>` of CodePipeline, Harness and documentation.
    String.raw`<%[\s\S]*?%>`,
    '<+[^<>]+>+',
    // Concourse `((x))`, Azure `$(x)` and `$[x]`.
    String.raw`\(\([^()]*\)\)`,
    String.raw`\$\([^()]*\)`,
    // Shell and envsubst `$x`, PowerShell `$env:x`.
    String.raw`\$+(?:env:)?[A-Za-z_]\w*`,
    String.raw`\$?\[+[A-Za-z][\w .:-]*\]+`,
    // sed scripts and build tools `@x@`, `@@X@@`, `%X%`, `__X__`; printf `%s`, Python `%(x)s`.
    String.raw`@+[A-Za-z_][\w.-]*@+`,
    String.raw`%+[A-Za-z_][\w.-]*%+`,
    String.raw`%\([\w.-]*\)[a-z]`,
    String.raw`%[sdv](?!\w)`,
    '(?<![A-Za-z0-9_])__+[A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)*__+(?![A-Za-z0-9_])',
  ].join('|'),
  'g',
);

/** No name that AWS or a registry takes is longer. */
const LONGEST = 2048;

/** `text` with everything that is to be filled in later as `${…}`, whatever tool it was marked for. */
export function marked(text: string): string {
  if (text.length > LONGEST) return open('…');
  return text.replace(MARKS, (mark) => open(mark.replace(/[^\w.:/ -]+/g, ' ').trim() || '…'));
}

/** The one form of what is open. */
export const open = (name: string): string => `\${${name}}`;

/**
 * Whether part of `text` is decided only later: a CloudFormation expression that the template alone does not answer, or
 * a placeholder that was still to be filled in when the file was written.
 */
export const isOpen = (text: string): boolean => marked(text).includes('${');

/** `text` less what is open. */
export const withoutOpen = (text: string): string => marked(text).replace(/\$\{[^}]*\}/g, '');

/** `text` with each open part as one `*`, so that what is in its marks is not taken for the text's own. */
export const maskOpen = (text: string): string => marked(text).replace(/\$\{[^}]*\}/g, '*');

/** Words that people write, without marks, where a value of their own belongs. */
const FILLER =
  /^your[-_]\w|(^|[-_])arn$|^(tbd|tba|todo|fixme|(change|replace|fill)[-_]?(me|this|in)|placeholder|x{3,}|n\/?a|dummy)$/i;

/** What such words are made of when they say what belongs there. */
const PART =
  /^(images?|uri|url|arn|name|tag|id|repo|repository|registry|ecr|aws|account|region|placeholder|here)$/i;

/** The last word of these says that the rest is about what belongs there. */
const TELLING = /^(images?|uri|url|arn|placeholder|here)$/i;

/** Whether a name without any mark says that it is to be filled in: `TBD`, `your-secret`, `DB_SECRET_ARN`. */
export const isFiller = (name: string): boolean => FILLER.test(name);

/**
 * The same for the name of an image or a registry: `REPOSITORY_URI`, `image-uri`, `your-image`. One in capitals does, since images and hosts are named in lower case.
 */
export function isStandIn(name: string): boolean {
  if (isFiller(name) || /^[A-Z][A-Z0-9_-]+$/.test(name)) return true;
  const parts = name.split(/[-_]/);
  return parts.every((part) => PART.test(part)) && TELLING.test(parts.at(-1) ?? '');
}

/**
 * What stands in a Region's place: this Region, another one, or something that is no Region's name, which is a
 * placeholder however it is written.
 */
export function regionIn(text: string, here: string): 'here' | 'other' | 'open' {
  const region = text.trim().toLowerCase();
  if (region === here) return 'here';
  return !isOpen(region) && partitionOf(region) !== undefined ? 'other' : 'open';
}
