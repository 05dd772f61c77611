import { relative, resolve } from 'node:path';
import { taskDefinitionSource } from '../core/workload/selection.ts';

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
  const editFile = (text: unknown) =>
    typeof text === 'string' && taskDefinitionSource(text) === 'file' ? edit(text) : text;
  return {
    ...answers,
    ...(Array.isArray(taskDefinition) && { taskDefinition: taskDefinition.map(editFile) }),
    ...(typeof snapshot === 'string' && { snapshot: edit(snapshot) }),
  };
}

/** The answers of the record in a directory, with the files that they name as from the working directory. */
export const fromWorkingDirectory = (
  answers: Readonly<Record<string, unknown>>,
  directory: string,
  cwd: string,
): Readonly<Record<string, unknown>> =>
  withPaths(answers, (file) => relative(cwd, resolve(cwd, directory, file)) || '.');
