import { readFile } from 'node:fs/promises';
import { Problem } from '../../core/problem.ts';
import { type EcsWorkload, ecsWorkload } from '../../core/workload/ecs-workload.ts';
import { assertText } from '../../core/workload/json-template.ts';
import { lookAlikeText } from '../../core/workload/look-alike.ts';
import { definitionsInDocuments, parseTaskDefinitions } from '../../core/workload/parse-task-definitions.ts';
import { taskDefinitionSource } from '../../core/workload/selection.ts';
import type { TaskDefinition } from '../../core/workload/task-definition.ts';
import { yamlTemplate } from '../../core/workload/yaml-template.ts';
import type { AwsTarget } from '../aws/aws-client.ts';
import type { EcsSelection } from '../aws/read-ecs.ts';

/**
 * What the chosen task definitions and services need, united. Files are read from disk and need no AWS account; the ECS
 * client is loaded only when something in ECS is named.
 *
 * @param selection `taskDefinitions` may name files, too
 * @throws Problem when a file is absent or no task definition, or something named in ECS cannot be read
 */
export async function readWorkload(target: AwsTarget, selection: EcsSelection): Promise<EcsWorkload> {
  const { region } = target;
  const files = selection.taskDefinitions.filter((name) => taskDefinitionSource(name) === 'file');
  const named = selection.taskDefinitions.filter((name) => taskDefinitionSource(name) === 'ecs');

  const definitions: TaskDefinition[] = [];
  for (const file of files) definitions.push(...(await definitionsIn(await text(file), file, region)));
  if (named.length + selection.services.length + selection.clusters.length === 0) {
    return ecsWorkload(definitions, { region, services: [] });
  }
  const { readEcs } = await import('../aws/read-ecs.ts');
  const ecs = await readEcs(target, { ...selection, taskDefinitions: named });
  // Several names can mean one.
  const byArn = new Map<string, TaskDefinition>();
  for (const definition of ecs.definitions) {
    byArn.set(definition.taskDefinitionArn ?? definition.label, definition);
  }
  const workload = ecsWorkload([...definitions, ...byArn.values()], { region, services: ecs.services });
  return { ...workload, unreadable: ecs.unreadable };
}

/**
 * The task definitions of a file, in JSON or YAML. Of several documents in one file those that are none are passed over.
 *
 * @throws Problem when there is none, saying what the file is
 */
async function definitionsIn(text: string, file: string, region: string): Promise<readonly TaskDefinition[]> {
  assertText(text, file);
  const yaml = /\.ya?ml$/i.test(file);
  const json = /^\uFEFF?\s*([[{](?![{%])|$)/.test(text) || /\.json[a-z]*$/i.test(file);
  if (json && isTerraform(text)) {
    const { readTerraform } = await import('../terraform/read-terraform.ts');
    const { definitionsInPlan } = await import('../planned/planned-workload.ts');
    return definitionsInPlan(readTerraform(text, file), file, region);
  }
  if (json) {
    try {
      return parseTaskDefinitions(text, file, region);
    } catch (error) {
      // YAML can begin in the same way.
      if (!yaml) throw error;
    }
  }
  const { yaml: filled, template } = yamlTemplate(text);
  const { parseYaml } = await import('./parse-yaml.ts');
  try {
    return definitionsInDocuments(parseYaml(filled, file), file, region, template);
  } catch (error) {
    const what = yaml ? undefined : lookAlikeText(text);
    throw what === undefined ? error : new Problem(`${file}: ${what}`, { cause: error });
  }
}

/** Whether a JSON text is what `terraform show -json` prints, which begins with the version of its format. */
const isTerraform = (text: string): boolean => /^\uFEFF?\s*\{\s*"format_version"/.test(text);

async function text(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why =
      code === 'ENOENT'
        ? 'there is no such file. A task definition in ECS is named family, family:revision or by its ARN'
        : code === 'EISDIR'
          ? 'that is a directory'
          : code === 'EACCES'
            ? 'it may not be read'
            : String(code ?? error);
    throw new Problem(`--task-definition ${file}: ${why}.`, { cause: error });
  }
}
