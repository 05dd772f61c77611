import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import type { Planned } from '../../../src/sources/planned/parts.ts';
import { readTemplates, type TemplateOptions } from '../../../src/sources/template/read-templates.ts';

export const REGION = 'eu-west-1';

/** A template that is kept beside this file. */
export const fixture = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/**
 * What templates say that are given as text or as JSON, by their path.
 *
 * @param others further files, which are not given
 */
export function readAll(
  files: Readonly<Record<string, string | object>>,
  options: Partial<TemplateOptions> = {},
  others: Readonly<Record<string, string | object>> = {},
): Promise<Planned> {
  const textOf = (path: string, content: string | object): string => {
    if (typeof content === 'string') return content;
    return path.endsWith('.json') ? JSON.stringify(content, null, 2) : stringify(content);
  };
  return readTemplates(
    Object.entries(files).map(([path, content]) => ({ path, text: textOf(path, content) })),
    {
      parameters: {},
      region: REGION,
      readText: (path) => {
        const content = Object.hasOwn(others, path) ? others[path] : undefined;
        return content === undefined ? undefined : textOf(path, content);
      },
      ...options,
    },
  );
}

/** The parts of one template. */
export const partsOf = async (template: string | object, options: Partial<TemplateOptions> = {}) =>
  (await readAll({ 'network.yaml': template }, options)).after;

/** The sentence with which a template is refused. */
export async function refusalOf(
  template: string | object,
  options: Partial<TemplateOptions> = {},
): Promise<string> {
  try {
    await partsOf(template, options);
  } catch (error) {
    if (error instanceof Error && error.name === 'Problem') return error.message;
    throw error;
  }
  return 'no Problem';
}
