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
