import { Problem } from '../problem.ts';
import { parseJsonTemplate } from './json-template.ts';
import { lookAlike } from './look-alike.ts';
import { holdsTaskDefinition, type TaskDefinition, taskDefinitionsIn } from './task-definition.ts';
import type { Template } from './template.ts';

/**
 * Reads the task definitions of a JSON file that a user hands in; see `taskDefinitionsIn` for its forms. It may be a
 * template that is still to be filled in.
 *
 * @param file how messages name the file
 * @throws Problem naming the file and the JSON path of what is wrong, or what the file is instead
 */
export function parseTaskDefinitions(text: string, file: string, region: string): readonly TaskDefinition[] {
  const { json, template } = parseJsonTemplate(text, file);
  return definitionsInDocuments([json], file, region, template);
}

/**
 * The task definitions of a file's documents. Of several, those that hold none are passed over.
 *
 * @throws Problem as above
 */
export function definitionsInDocuments(
  documents: readonly unknown[],
  file: string,
  region: string,
  template: Template,
): readonly TaskDefinition[] {
  // Any array could be one of containers.
  const isOther = (json: unknown) => Array.isArray(json) && lookAlike(json) !== undefined;
  const holding = documents.filter((json) => holdsTaskDefinition(json) && !isOther(json));
  const [first] = documents;
  const what = holding.length === 0 ? lookAlike(first) : undefined;
  if (what !== undefined) throw new Problem(`${file}: ${what}`);
  return (holding.length > 0 ? holding : [first]).flatMap((json) =>
    taskDefinitionsIn(json, file, region, template),
  );
}
