import * as v from 'valibot';
import { Problem } from '../problem.ts';
import { record } from '../record.ts';
import { isVisible, oneLine, quoted, shortened } from '../text/visible.ts';
import { isExpression, isNoValue, type Surroundings, textOf } from './expressions.ts';
import { isOpen } from './placeholders.ts';
import { NO_TEMPLATE, type Template } from './template.ts';

/** Stands where a list or an object is decided only later, e.g. by `Fn::If`. */
export class Expression {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = v.pipe(
  v.union([v.string(), v.number(), v.boolean()], 'must be text'),
  v.transform((value) => String(value)),
);

/** Absent, null and empty text are one and the same: nothing was said. */
const optionalText = v.pipe(
  v.nullish(text, ''),
  v.transform((value) => (value === '' ? undefined : value)),
);

/** An id or a name, in which nothing may hide. */
const line = v.pipe(text, v.check(isVisible, 'must be one line of text'));
const requiredText = v.pipe(line, v.nonEmpty('is empty'));

/** Read in one place only, which takes it for nothing where it is of another kind. */
const whatever = v.optional(v.unknown());

const expression = v.pipe(
  v.string(),
  v.check(isOpen, 'is text where a list or an object belongs'),
  v.transform((value) => new Expression(value)),
);

/** `schema`, or an expression in its place. */
const orExpression = <T>(schema: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, T | Expression> =>
  v.lazy(
    (input): v.GenericSchema<unknown, T | Expression> => (typeof input === 'string' ? expression : schema),
  );

const optional = <T>(schema: v.GenericSchema<unknown, T>) =>
  v.pipe(
    v.nullish(orExpression(schema)),
    v.transform((value) => value ?? undefined),
  );

/** Null, absent and empty are the empty list; an expression for all of it is a list of that one expression. */
const listOf = <T>(item: v.GenericSchema<unknown, T>) =>
  v.pipe(
    v.nullish(orExpression(v.array(v.nullable(orExpression(item)), 'must be a list')), []),
    v.transform((value): readonly (T | Expression)[] =>
      Array.isArray(value) ? value.filter((entry) => entry !== null) : [value],
    ),
  );

/** A list of names; an expression for all of it is a list of that one name. */
const texts = v.pipe(
  v.nullish(
    v.lazy(
      (input): v.GenericSchema<unknown, readonly (string | null)[]> =>
        typeof input === 'string'
          ? v.pipe(
              text,
              v.transform((value) => [value]),
            )
          : v.array(v.nullable(text), 'must be a list'),
    ),
    [],
  ),
  v.transform((value) => value.filter((entry) => entry !== null)),
);

/** Valibot takes a list for an object, too. */
const noList = v.custom<object>(isRecord, 'must be an object');

const object = <T extends v.ObjectEntries>(entries: T) => v.pipe(noList, v.object(entries));

const options = v.nullish(orExpression(record(optionalText)), {});

const secret = object({ name: optionalText, valueFrom: requiredText });

const logConfiguration = object({
  logDriver: requiredText,
  options,
  secretOptions: listOf(secret),
});

const container = object({
  name: requiredText,
  /** Undefined where a deployment fills it in. */
  image: v.pipe(
    v.nullish(line, ''),
    v.transform((value) => (value === '' ? undefined : value)),
  ),
  repositoryCredentials: optional(object({ credentialsParameter: optionalText })),
  environment: listOf(object({ name: optionalText, value: whatever })),
  environmentFiles: listOf(object({ value: optionalText, type: optionalText })),
  secrets: listOf(secret),
  logConfiguration: optional(logConfiguration),
  firelensConfiguration: optional(object({ type: optionalText, options })),
  credentialSpecs: texts,
  dockerSecurityOptions: texts,
  portMappings: whatever,
  privileged: whatever,
  links: whatever,
  extraHosts: whatever,
  dnsServers: whatever,
  dnsSearchDomains: whatever,
  disableNetworking: whatever,
  resourceRequirements: whatever,
  linuxParameters: whatever,
  readonlyRootFilesystem: whatever,
});

const volume = object({
  name: optionalText,
  host: whatever,
  dockerVolumeConfiguration: whatever,
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
  requiresCompatibilities: texts,
  /** What ECS itself says. */
  compatibilities: texts,
  networkMode: optionalText,
  taskRoleArn: optionalText,
  cpu: whatever,
  memory: whatever,
  placementConstraints: whatever,
  inferenceAccelerators: whatever,
  ipcMode: whatever,
  pidMode: whatever,
  volumes: listOf(volume),
  proxyConfiguration: optional(object({ type: optionalText, containerName: optionalText })),
  runtimePlatform: optional(object({ operatingSystemFamily: optionalText })),
});

export type LogConfiguration = v.InferOutput<typeof logConfiguration>;
export type ContainerDefinition = v.InferOutput<typeof container>;

/** A task definition as far as it decides which services the start of its tasks needs. */
export interface TaskDefinition extends v.InferOutput<typeof definition> {
  /** How it is named to the user: its family, else its logical id, else its file, without the path, which depends on where this runs. */
  readonly label: string;
  /** False where only its containers are given, so that what is absent says nothing. */
  readonly whole: boolean;
  /** What was done to read the file. */
  readonly template: Template;
}

/**
 * Reads task definitions in any of the forms people have them: the reply of `aws ecs describe-task-definition`, the
 * input of register-task-definition, a bare array of container definitions (Terraform's `container_definitions`), a
 * CloudFormation `AWS::ECS::TaskDefinition` or its properties, or a whole CloudFormation or SAM template. What it does
 * not know it passes over; nulls and empty lists say nothing.
 *
 * @param json a file that is parsed already, or a reply of the ECS API
 * @param file how messages name it
 * @throws Problem naming the file and the JSON path of what is wrong
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-taskdefinition.html
 */
export function taskDefinitionsIn(
  json: unknown,
  file: string,
  region: string,
  template: Template = NO_TEMPLATE,
): readonly TaskDefinition[] {
  if (deeperThan(DEEPEST, json)) throw new Problem(`${file} is nested too deeply to be a task definition.`);
  const place = { file, region, template, label: nameOf(file), resources: {} };
  if (Array.isArray(json)) {
    if (!json.some((entry) => !isRecord(entry) || 'image' in entry || 'Image' in entry) && json.length > 0) {
      throw new Problem(`${file}: [0].image is missing.`);
    }
    return [readDefinition({ [BARE]: json }, { ...place, base: [], bare: true })];
  }
  if (!isRecord(json)) throw new Problem(`${file}: ${FORMS}`);
  if (isRecord(json.taskDefinition)) {
    return [readDefinition(json.taskDefinition, { ...place, base: ['taskDefinition'] })];
  }
  if (BARE in json || 'ContainerDefinitions' in json) return [readDefinition(json, { ...place, base: [] })];
  if (isRecord(json.Properties) && (json.Type === undefined || json.Type === TASK_DEFINITION_TYPE)) {
    return [readDefinition(json.Properties, { ...place, base: ['Properties'] })];
  }
  const [resources, base] = isRecord(json.Resources) ? [json.Resources, ['Resources']] : [json, []];
  const found = Object.entries(resources).flatMap(([id, resource]) =>
    isRecord(resource) && resource.Type === TASK_DEFINITION_TYPE
      ? [
          readDefinition(resource.Properties, {
            ...place,
            label: id,
            base: [...base, id, 'Properties'],
            resources,
          }),
        ]
      : [],
  );
  if (found.length > 0) return found;
  if (resources !== json) throw new Problem(`${file}: Resources has no ${TASK_DEFINITION_TYPE}.`);
  throw new Problem(`${file}: ${FORMS}`);
}

const nameOf = (file: string): string => file.replace(/^.*[/\\](?=.)/s, '');

/** Whether `json` has a form in which a task definition stands, right or wrong. */
export function holdsTaskDefinition(json: unknown): boolean {
  if (!isRecord(json)) return Array.isArray(json);
  const resources = isRecord(json.Resources) ? json.Resources : json;
  return (
    isRecord(json.taskDefinition) ||
    BARE in json ||
    'ContainerDefinitions' in json ||
    (isRecord(json.Properties) && (json.Type === undefined || json.Type === TASK_DEFINITION_TYPE)) ||
    Object.values(resources).some((resource) => isRecord(resource) && resource.Type === TASK_DEFINITION_TYPE)
  );
}

/**
 * The log configuration in a reply of the ECS API, e.g. of Service Connect.
 *
 * @throws Problem naming `where` and the JSON path of what is wrong
 */
export function readLogConfiguration(json: unknown, where: string, region: string): LogConfiguration {
  const place: Place = { file: where, region, label: where, resources: {}, base: ['logConfiguration'] };
  return read(logConfiguration, json, place);
}

/** The key under which a bare array of containers would stand in a whole task definition. */
const BARE = 'containerDefinitions';

const TASK_DEFINITION_TYPE = 'AWS::ECS::TaskDefinition';

const FORMS =
  'this is no task definition. It can be the output of `aws ecs describe-task-definition`, the input of ' +
  'register-task-definition, an array of container definitions, or a CloudFormation template with an ' +
  'AWS::ECS::TaskDefinition, each in JSON or YAML.';

/** Where JSON stands, for messages and for what its expressions refer to. */
interface Place extends Surroundings {
  readonly file: string;
  readonly label: string;
  /** The keys that lead from the root of the file to it. */
  readonly base: readonly string[];
  /** True when a bare array was wrapped into a task definition: then the first key is not in the file. */
  readonly bare?: boolean;
  readonly template?: Template;
}

function readDefinition(json: unknown, place: Place): TaskDefinition {
  const found = read(definition, json, place);
  const family = found.family ?? /:task-definition\/([^:]+)/.exec(found.taskDefinitionArn ?? '')?.[1];
  return {
    ...found,
    label: family === undefined || isOpen(family) ? place.label : oneLine(family),
    whole: place.bare !== true,
    template: place.template ?? NO_TEMPLATE,
  };
}

function read<T>(schema: v.GenericSchema<unknown, T>, json: unknown, place: Place): T {
  const originalKeys: OriginalKeys = new WeakMap();
  const settled = settle(json, false, place, originalKeys);
  const result = v.safeParse(schema, settled);
  if (result.success) return result.output;

  const [issue] = result.issues;
  const items = issue.path ?? [];
  const value = items.length > 0 ? items.at(-1)?.value : settled;
  const keys = items.map(({ input, key }) => {
    const renamed = typeof input === 'object' && input !== null ? originalKeys.get(input) : undefined;
    const name = String(key);
    // A key that is missing is named in the style of its neighbours.
    return renamed?.size ? (renamed.get(name) ?? name.charAt(0).toUpperCase() + name.slice(1)) : key;
  });
  const path = pathText([...place.base, ...(place.bare === true ? keys.slice(1) : keys)]);
  const where = path === '' ? place.file : `${place.file}: ${path}`;
  if (value === undefined) throw new Problem(`${where} is missing.`);
  const instead = issue.message.startsWith('must') ? `, not ${inWords(value)}` : '';
  throw new Problem(`${where} ${issue.message}${instead}.`);
}

const inWords = (value: NonNullable<unknown> | null): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : shortened(JSON.stringify(value));
};

function pathText(keys: readonly unknown[]): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    const name = String(key);
    if (path !== '' && !/^[\w$]+$/.test(name)) return `${path}[${quoted(name)}]`;
    return path === '' ? name : `${path}.${name}`;
  }, '');
}

/** No template nests deeper; a file that does would only exhaust the stack. */
const DEEPEST = 100;

function deeperThan(levels: number, json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return levels === 0 || Object.values(json).some((value) => deeperThan(levels - 1, value));
}

/** Keys whose own keys are the user's, not the API's. */
const FREE_MAPS = new Set(['options', 'dockerLabels']);

/** The names that keys had in the file, where they were changed, by the object they stand in. */
type OriginalKeys = WeakMap<object, ReadonlyMap<string, string>>;

/**
 * Brings every form to one: keys as the ECS API names them, CloudFormation expressions as text, `AWS::NoValue` as null.
 *
 * @param free whether the keys are the user's own, to be left as they are
 */
function settle(json: unknown, free: boolean, place: Place, originals: OriginalKeys): unknown {
  if (isNoValue(json)) return null;
  if (isExpression(json)) return textOf(json, place);
  if (Array.isArray(json)) return json.map((item) => settle(item, false, place, originals));
  if (!isRecord(json)) return json;

  const renamed = new Map<string, string>();
  const settled = Object.fromEntries(
    Object.entries(json).map(([key, value]) => {
      const name = free ? key : apiName(key);
      if (name !== key) renamed.set(name, key);
      return [name, settle(value, FREE_MAPS.has(name), place, originals)];
    }),
  );
  originals.set(settled, renamed);
  return settled;
}

/** CloudFormation's `LogDriver` is the API's `logDriver`; some of its names differ in more than the first letter. */
function apiName(key: string): string {
  return CLOUDFORMATION_NAMES.get(key) ?? key.charAt(0).toLowerCase() + key.slice(1);
}

const CLOUDFORMATION_NAMES: ReadonlyMap<string, string> = new Map([
  ['EFSVolumeConfiguration', 'efsVolumeConfiguration'],
  ['FilesystemId', 'fileSystemId'],
  ['FSxWindowsFileServerVolumeConfiguration', 'fsxWindowsFileServerVolumeConfiguration'],
  ['S3FilesVolumeConfiguration', 's3filesVolumeConfiguration'],
]);
