/** The part of JSON Schema that the project's schemas use, and that of SARIF. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  /** What older drafts call `$defs`, and `id` and `default` for readers of the schema. */
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly id?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
}

/** Keywords understood here; a schema with another one must not pass for checked. */
const KNOWN = new Set<string>([
  ...['$ref', '$defs', '$schema', 'title', 'description', 'type', 'const', 'enum', 'anyOf', 'items'],
  ...['definitions', 'id', 'default', 'oneOf', 'uniqueItems', 'format'],
  ...['properties', 'propertyNames', 'required', 'additionalProperties', 'minItems', 'minimum', 'maximum'],
  ...['pattern', 'maxLength'],
]);

/** Where and how a value breaks a schema; nothing when it holds. */
export function schemaFaults(value: unknown, schema: Schema, root: Schema = schema, at = '$'): string[] {
  const strange = Object.keys(schema).filter((keyword) => !KNOWN.has(keyword));
  if (strange.length > 0) throw new Error(`${at}: the schema uses ${strange.join(', ')}`);
  if (schema.$ref !== undefined) {
    const target = (root.$defs ?? root.definitions)?.[
      schema.$ref.replace(/^#\/(?:\$defs|definitions)\//, '')
    ];
    if (!target) throw new Error(`${at}: ${schema.$ref} is not defined`);
    return schemaFaults(value, target, root, at);
  }
  if (schema.anyOf) {
    const tried = schema.anyOf.map((one) => schemaFaults(value, one, root, at));
    if (tried.every((faults) => faults.length > 0)) return tried.flat();
  }
  if (schema.oneOf) {
    const held = schema.oneOf.filter((one) => schemaFaults(value, one, root, at).length === 0);
    if (held.length !== 1) return [`${at}: ${held.length} of the alternatives hold, not one`];
  }
  if ('const' in schema && value !== schema.const) return [`${at}: not ${JSON.stringify(schema.const)}`];
  if (schema.enum && !schema.enum.includes(value))
    return [`${at}: ${JSON.stringify(value)} is none of the values`];
  if (schema.type !== undefined && !isOf(schema.type, value)) return [`${at}: not ${schema.type}`];
  if (typeof value === 'string') {
    const { pattern, maxLength = Infinity } = schema;
    if (value.length > maxLength) return [`${at}: longer than ${maxLength}`];
    if (schema.format !== undefined && !hasFormat(schema.format, value))
      return [`${at}: no ${schema.format}`];
    return pattern === undefined || new RegExp(pattern, 'u').test(value) ? [] : [`${at}: not of the form`];
  }
  if (typeof value === 'number') {
    const { minimum = -Infinity, maximum = Infinity } = schema;
    return value < minimum || value > maximum ? [`${at}: not from ${minimum} to ${maximum}`] : [];
  }
  if (Array.isArray(value)) {
    const { items, minItems = 0 } = schema;
    if (value.length < minItems) return [`${at}: fewer than ${minItems}`];
    if (schema.uniqueItems && new Set(value.map((item) => JSON.stringify(item))).size < value.length)
      return [`${at}: the same twice`];
    return items ? value.flatMap((item, index) => schemaFaults(item, items, root, `${at}[${index}]`)) : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return [
    ...(schema.required ?? [])
      .filter((key) => !Object.hasOwn(value, key))
      .map((key) => `${at}.${key}: missing`),
    ...Object.keys(value).flatMap((key) =>
      schema.propertyNames ? schemaFaults(key, schema.propertyNames, root, `${at}.${key}`) : [],
    ),
    ...Object.entries(value).flatMap(([key, child]) => {
      const { additionalProperties } = schema;
      const property =
        schema.properties?.[key] ?? (additionalProperties === true ? undefined : additionalProperties);
      if (property === false) return [`${at}.${key}: not known`];
      return property ? schemaFaults(child, property, root, `${at}.${key}`) : [];
    }),
  ];
}

const isOf = (type: string, value: unknown): boolean =>
  type === 'integer' ? Number.isInteger(value) : typeOf(value) === type;

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function hasFormat(format: string, value: string): boolean {
  switch (format) {
    case 'uri':
      return URL.canParse(value);
    case 'uri-reference':
      return URL.canParse(value, 'file:///') && /^[\w.~:/?#[\]@!$&'()*+,;=%-]*$/.test(value);
    case 'date-time':
      return !Number.isNaN(Date.parse(value));
    default:
      throw new Error(`The schema uses the format ${format}`);
  }
}
