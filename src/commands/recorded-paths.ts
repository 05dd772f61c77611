import { relative, resolve } from 'node:path';
import { taskDefinitionSource } from '../core/workload/selection.ts';

/** A file that recorded answers name. */
export interface NamedFile {
  readonly key: 'taskDefinition' | 'snapshot';
  readonly path: string;
}

/** The files that recorded answers name. */
export function filesNamed(answers: Readonly<Record<string, unknown>>): NamedFile[] {
  const { taskDefinition, snapshot } = answers;
  const definitions = Array.isArray(taskDefinition) ? taskDefinition.filter(isFile) : [];
  return [
    ...definitions.map((path): NamedFile => ({ key: 'taskDefinition', path })),
    ...(typeof snapshot === 'string' ? [{ key: 'snapshot' as const, path: snapshot }] : []),
  ];
}

const isFile = (text: unknown): text is string =>
  typeof text === 'string' && taskDefinitionSource(text) === 'file';

/**
 * Recorded answers with the files that they name as `edit` makes them.
 *
 * @param answers by the names that an answers file has
 */
export function withPaths(
  answers: Readonly<Record<string, unknown>>,
  edit: (path: string) => string,
): Readonly<Record<string, unknown>> {
  const { taskDefinition, snapshot } = answers;
  const editFile = (text: unknown) => (isFile(text) ? asFile(edit(text)) : text);
  return {
    ...answers,
    ...(Array.isArray(taskDefinition) && { taskDefinition: taskDefinition.map(editFile) }),
    ...(typeof snapshot === 'string' && { snapshot: edit(snapshot) }),
  };
}

/** A path that stays one: `web` alone would be a family in ECS, and what starts with a dash a flag. */
const asFile = (path: string): string => (isFile(path) && !path.startsWith('-') ? path : `./${path}`);

/** The answers of the record in a directory, with the files that they name as from the working directory. */
export const fromWorkingDirectory = (
  answers: Readonly<Record<string, unknown>>,
  directory: string,
  cwd: string,
): Readonly<Record<string, unknown>> =>
  withPaths(answers, (file) => pathFromWorkingDirectory(file, directory, cwd));

/** A path of the record in a directory, as from the working directory. */
export const pathFromWorkingDirectory = (path: string, directory: string, cwd: string): string =>
  relative(cwd, resolve(cwd, directory, path)) || '.';
