import * as v from 'valibot';
import { Problem } from '../problem.ts';
import { isExpression, isNoValue, isOpen, type Surroundings, textOf } from './expressions.ts';

/** Stands where a list or an object is decided only later, e.g. by `Fn::If`. */
export interface Expression {
  readonly expression: string;
}

/** Whether a part of a task definition is decided only later. */
export const isExpressionPart = (part: object): part is Expression => 'expression' in part;

const text = v.pipe(
  v.union([v.string(), v.number(), v.boolean()], 'must be text'),
  v.transform((value) => String(value)),
);

/** Absent, null and empty text are one and the same: nothing was said. */
const optionalText = v.pipe(
  v.nullish(text),
  v.transform((value) => (value === null || value === '' ? undefined : value)),
);

const requiredText = v.pipe(text, v.nonEmpty('is empty'));

const expression = v.pipe(
  v.string(),
  v.check(isOpen, 'is text where a list or an object belongs'),
  v.transform((value): Expression => ({ expression: value })),
);

/** `schema`, or an expression in its place. */
const orExpression = <T>(schema: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, T | Expression> =>
  v.lazy((input): v.GenericSchema<unknown, T | Expression> =>
    typeof input === 'string' ? expression : schema,
  );

const optional = <T>(schema: v.GenericSchema<unknown, T>) =>
  v.pipe(
    v.nullish(orExpression(schema)),
    v.transform((value) => value ?? undefined),
  );

/** Null, absent and empty are the empty list; an expression for all of it is a list of that one expression. */
const listOf = <T>(item: v.GenericSchema<unknown, T>) =>
  v.pipe(
    v.nullish(orExpression(v.array(v.nullable(orExpression(item)), 'must be a list'))),
    v.transform((value): readonly (T | Expression)[] => {
      if (value === null || value === undefined) return [];
      return Array.isArray(value) ? value.filter((entry) => entry !== null) : [value as Expression];
    }),
  );

const object = <T extends v.ObjectEntries>(entries: T) => v.object(entries, 'must be an object');

const options = v.pipe(
  v.nullish(orExpression(v.record(v.string(), optionalText, 'must be an object'))),
  v.transform((value) => value ?? {}),
);

const secret = object({ name: optionalText, valueFrom: requiredText });

const logConfiguration = object({
  logDriver: requiredText,
  options,
  secretOptions: listOf(secret),
});

const container = object({
  name: requiredText,
  image: requiredText,
  repositoryCredentials: optional(object({ credentialsParameter: optionalText })),
  environment: listOf(object({ name: optionalText })),
  environmentFiles: listOf(object({ value: optionalText, type: optionalText })),
  secrets: listOf(secret),
  logConfiguration: optional(logConfiguration),
  firelensConfiguration: optional(object({ type: optionalText, options })),
  credentialSpecs: listOf(text),
  dockerSecurityOptions: listOf(text),
});

const volume = object({
  name: optionalText,
  efsVolumeConfiguration: optional(object({ fileSystemId: optionalText })),
  s3filesVolumeConfiguration: optional(object({ fileSystemArn: optionalText })),
  fsxWindowsFileServerVolumeConfiguration: optional(
    object({
      fileSystemId: optionalText,
      authorizationConfig: optional(object({ credentialsParameter: optionalText })),
    }),
  ),
});

const definition = object({
  family: optionalText,
  taskDefinitionArn: optionalText,
  containerDefinitions: v.pipe(
    v.array(orExpression(container), 'must be a list of containers'),
    v.minLength(1, 'is empty: a task has at least one container'),
  ),
  requiresCompatibilities: listOf(text),
  networkMode: optionalText,
  volumes: listOf(volume),
  proxyConfiguration: optional(object({ type: optionalText, containerName: optionalText })),
  runtimePlatform: optional(object({ operatingSystemFamily: optionalText })),
});

export type LogConfiguration = v.InferOutput<typeof logConfiguration>;
export type ContainerDefinition = v.InferOutput<typeof container>;

/** A task definition as far as it decides which services the start of its tasks needs. */
export interface TaskDefinition extends v.InferOutput<typeof definition> {
  /** How it is named to the user: its family, else its logical id, else its file. */
  readonly label: string;
}

/**
 * Reads the task definitions of a file that a user hands in, in any of the forms people have them: the reply of
 * `aws ecs describe-task-definition`, the input of register-task-definition, a bare array of container definitions
 * (Terraform's `container_definitions`), a CloudFormation `AWS::ECS::TaskDefinition` or its properties, or a whole
 * CloudFormation template in JSON. What it does not know it passes over; nulls and empty lists say nothing.
 *
 * @param file how messages name the file
 * @throws Problem naming the file and the JSON path of what is wrong
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-taskdefinition.html
 */
export function parseTaskDefinitions(json: string, file: string, region: string): readonly TaskDefinition[] {
  return taskDefinitionsIn(parseJson(json, file), file, region);
}

/** The same for JSON that is parsed already, e.g. a reply of the ECS API. */
export function taskDefinitionsIn(json: unknown, file: string, region: string): readonly TaskDefinition[] {
  if (Array.isArray(json)) return [readDefinition({ containerDefinitions: json }, file, '', file, region, {})];
  if (!isRecord(json)) throw new Problem(`${file}: ${FORMS}`);
  if (isRecord(json.taskDefinition)) {
    return [readDefinition(json.taskDefinition, file, 'taskDefinition', file, region, {})];
  }
  if ('containerDefinitions' in json || 'ContainerDefinitions' in json) {
    return [readDefinition(json, file, '', file, region, {})];
  }
  if (isRecord(json.Properties) && (json.Type === undefined || json.Type === TASK_DEFINITION_TYPE)) {
    return [readDefinition(json.Properties, file, 'Properties', file, region, {})];
  }
  if (isRecord(json.Resources)) {
    const resources = json.Resources;
    const found = Object.entries(resources).flatMap(([id, resource]) =>
      isRecord(resource) && resource.Type === TASK_DEFINITION_TYPE
        ? [readDefinition(resource.Properties, file, `Resources.${id}.Properties`, id, region, resources)]
        : [],
    );
    if (found.length === 0) throw new Problem(`${file}: Resources has no ${TASK_DEFINITION_TYPE}.`);
    return found;
  }
  throw new Problem(`${file}: ${FORMS}`);
}

/**
 * The log configuration in a reply of the ECS API, e.g. of Service Connect.
 *
 * @throws Problem naming `where` and the JSON path of what is wrong
 */
export function readLogConfiguration(json: unknown, where: string, region: string): LogConfiguration {
  const settling = { region, resources: {}, file: where, originalKeys: new WeakMap() };
  return checked(logConfiguration, settle(json, 'logConfiguration', 0, settling), 'logConfiguration', settling);
}

const TASK_DEFINITION_TYPE = 'AWS::ECS::TaskDefinition';

const FORMS =
  'this is no task definition. It can be the output of `aws ecs describe-task-definition`, the input of ' +
  'register-task-definition, a JSON array of container definitions, or a CloudFormation AWS::ECS::TaskDefinition ' +
  'in JSON.';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseJson(json: string, file: string): unknown {
  if (json.includes('\u0000')) throw new Problem(`${file} is not UTF-8 text. Save it as UTF-8.`);
  try {
    return JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Problem(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

interface Settling extends Surroundings {
  readonly file: string;
  /** The names that keys had in the file, where they were changed. */
  readonly originalKeys: WeakMap<object, Readonly<Record<string, string>>>;
}

function readDefinition(
  json: unknown,
  file: string,
  base: string,
  fallbackLabel: string,
  region: string,
  resources: Readonly<Record<string, unknown>>,
): TaskDefinition {
  const settling: Settling = { region, resources, file, originalKeys: new WeakMap() };
  const read = checked(definition, settle(json, base, 0, settling), base, settling);
  const family = read.family ?? /:task-definition\/([^:]+)/.exec(read.taskDefinitionArn ?? '')?.[1];
  return { ...read, label: family === undefined || isOpen(family) ? fallbackLabel : family };
}

function checked<T>(schema: v.GenericSchema<unknown, T>, json: unknown, base: string, settling: Settling): T {
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const items = issue.path ?? [];
  const keys = items.map(({ input, key }) =>
    typeof input === 'object' && input !== null
      ? (settling.originalKeys.get(input)?.[String(key)] ?? key)
      : key,
  );
  // A bare array was wrapped for the schema: its path begins with the index.
  const path = [...(base === '' ? [] : [base]), ...keys];
  const missing = items.at(-1)?.value === undefined && items.length > 0;
  throw new Problem(
    `${settling.file}: ${pathText(path)} ${missing ? 'is missing' : `${issue.message}, not ${inWords(items.at(-1)?.value ?? json)}`}.`,
  );
}

const inWords = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : JSON.stringify(value);
};

function pathText(keys: readonly unknown[]): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    const name = String(key);
    if (path !== '' && !/^[\w$]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
    return path === '' ? name : `${path}.${name}`;
  }, '');
}

/** No task definition nests deeper; a file that does is not one. */
const DEEPEST = 60;

/** Keys whose own keys are the user's, not the API's. */
const FREE_MAPS = new Set(['options', 'dockerLabels']);

/**
 * Brings every form to one: keys as the ECS API names them, CloudFormation expressions as text, `AWS::NoValue` as null.
 */
function settle(json: unknown, path: string, depth: number, settling: Settling, free = false): unknown {
  if (depth > DEEPEST) throw new Problem(`${settling.file}: ${path.slice(0, 80)}… is nested too deeply.`);
  if (isNoValue(json)) return null;
  if (isExpression(json)) return textOf(json, settling);
  if (Array.isArray(json)) {
    return json.map((item, index) => settle(item, `${path}[${index}]`, depth + 1, settling));
  }
  if (!isRecord(json)) return json;

  const original: Record<string, string> = {};
  const settled = Object.fromEntries(
    Object.entries(json).map(([key, value]) => {
      const name = free ? key : apiName(key);
      if (name !== key) original[name] = key;
      return [name, settle(value, `${path}.${key}`, depth + 1, settling, FREE_MAPS.has(name))];
    }),
  );
  settling.originalKeys.set(settled, original);
  return settled;
}

/** CloudFormation's `LogDriver` is the API's `logDriver`; three of its names differ in more than the first letter. */
function apiName(key: string): string {
  return CLOUDFORMATION_NAMES[key] ?? key.charAt(0).toLowerCase() + key.slice(1);
}

const CLOUDFORMATION_NAMES: Readonly<Record<string, string>> = {
  EFSVolumeConfiguration: 'efsVolumeConfiguration',
  FilesystemId: 'fileSystemId',
  FSxWindowsFileServerVolumeConfiguration: 'fsxWindowsFileServerVolumeConfiguration',
};
