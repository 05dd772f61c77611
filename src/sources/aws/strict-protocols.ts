import { AwsEc2QueryProtocol, AwsJson1_1Protocol, XmlShapeDeserializer } from '@aws-sdk/core/protocols';
import { JsonShapeDeserializer2 } from '@smithy/core/protocols';
import { NormalizedSchema, type Schema } from '@smithy/core/schema';
import { ForeignReply } from './aws-problem.ts';

/*
 * The SDK reads replies as its model of the API says, but lets pass what the model does not allow: it makes an empty list of text
 * where a list belongs, an empty object of text or a list, and takes the first of two. That would be a network or a service with
 * less in it than there is. Here such a reply is none of AWS's. What the model does not name is passed over, as the SDK does.
 */

/** The longest text that is read: a task definition has 64 KB as a whole, an endpoint's policy 20,480 characters. */
const LONGEST_TEXT = 65_536;

/** EC2's protocol, for the client's setting of that name. */
export class StrictEc2Protocol extends AwsEc2QueryProtocol {
  constructor(options: ConstructorParameters<typeof AwsEc2QueryProtocol>[0]) {
    super(options);
    this.deserializer = new StrictXml(this.deserializer.settings);
  }
}

/** ECS's protocol and that of CloudWatch Logs, for the client's setting of that name. */
export class StrictJsonProtocol extends AwsJson1_1Protocol {
  constructor(options: ConstructorParameters<typeof AwsJson1_1Protocol>[0]) {
    super(options);
    if (this.deserializer instanceof JsonShapeDeserializer2) {
      this.deserializer = new StrictJson(this.deserializer.settings);
    }
  }
}

/** Reads XML, and refuses what the model does not allow. */
export class StrictXml extends XmlShapeDeserializer {
  /** Is called for every field, since each reads its own fields with it. */
  override readSchema(schema: Schema, value: unknown): unknown {
    const one = saidOnce(schema, value);
    refuse(schema, one, xmlFault);
    return super.readSchema(schema, one);
  }

  protected override parseXml(xml: string): unknown {
    if (/^\s*(<\?[^>]*>\s*)?<!DOCTYPE/i.test(xml))
      throw new ForeignReply('a document with a type of its own');
    return super.parseXml(xml);
  }
}

/** An object that a reply holds more than once, each time the same, leaves nothing out. */
function saidOnce(schema: Schema, value: unknown): unknown {
  if (!Array.isArray(value) || !NormalizedSchema.of(schema).isStructSchema()) return value;
  const [first, ...others] = value.map((one) => JSON.stringify(one));
  return others.every((other) => other === first) ? value[0] : value;
}

/** Reads JSON, and refuses what the model does not allow. */
export class StrictJson extends JsonShapeDeserializer2 {
  /** Is called for every field, since each reads its own fields with it. */
  protected override _read(schema: Schema, value: unknown): unknown {
    refuse(schema, value, jsonFault);
    return super._read(schema, value);
  }
}

/** What is wrong with the value of a field; undefined where nothing is. */
type FaultOf = (schema: NormalizedSchema, value: NonNullable<unknown>) => string | undefined;

function refuse(schema: Schema, value: unknown, faultOf: FaultOf): void {
  if (value === undefined || value === null) return;
  const normalized = NormalizedSchema.of(schema);
  const fault =
    typeof value === 'string' && value.length > LONGEST_TEXT ? 'too long' : faultOf(normalized, value);
  if (fault !== undefined) throw new ForeignReply(`${normalized.getName() ?? 'a field'} is ${fault}`);
}

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

/** In XML an object is an element with others in it, and what is there more than once is a list. */
const xmlFault: FaultOf = (schema, value) => {
  if (isBlank(value)) return undefined;
  if (schema.isListSchema()) {
    // The SDK wraps what stands where a list belongs.
    const list: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
    if (list === undefined || list === null || isBlank(list)) return undefined;
    if (typeof list === 'string') return 'text, not a list';
    if (Array.isArray(list)) return 'there more than once';
    const item = String(schema.getValueSchema().getMergedTraits().xmlName ?? 'member');
    return Object.keys(list).length > 0 && !Object.hasOwn(list, item)
      ? 'a list of something else'
      : undefined;
  }
  if (schema.isStructSchema()) {
    if (Array.isArray(value)) return 'there more than once';
    return typeof value === 'string' ? 'text, not an object' : undefined;
  }
  if (typeof value === 'object') return schema.isDocumentSchema() ? undefined : 'not text';
  if (schema.isNumericSchema() && !Number.isFinite(Number(value))) return 'not a number';
  return schema.isBooleanSchema() && !/^(true|false)$/i.test(String(value))
    ? 'neither true nor false'
    : undefined;
};

const jsonFault: FaultOf = (schema, value) => {
  if (schema.isListSchema()) return Array.isArray(value) ? undefined : 'not a list';
  if (schema.isStructSchema() || schema.isMapSchema()) {
    return typeof value === 'object' && !Array.isArray(value) ? undefined : 'not an object';
  }
  if (schema.isStringSchema()) return typeof value === 'string' ? undefined : 'not text';
  if (schema.isBooleanSchema()) return typeof value === 'boolean' ? undefined : 'neither true nor false';
  return schema.isNumericSchema() && typeof value !== 'number' ? 'not a number' : undefined;
};
