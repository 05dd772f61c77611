/**
 * The reply of a Terraform provider that describes it, with the schemas of only some resource types.
 *
 * @param message of the type `GetProviderSchema.Response`, whose fields have the same numbers in versions 5 and 6 of the protocol
 * @param types the names of the resource types and data sources that stay
 * @see https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol
 */
export function withoutTypes(message: Buffer, types: ReadonlySet<string>): Buffer {
  const kept = fieldsOf(message).filter(
    ({ number, value }) => !BY_TYPE.has(number) || types.has(keyOf(value)),
  );
  return Buffer.concat(kept.map(({ whole }) => whole));
}

/** `resource_schemas`, `data_source_schemas` and `ephemeral_resource_schemas`: maps by the name of the type. */
const BY_TYPE = new Set([2, 3, 8]);

interface Field {
  readonly number: number;
  /** All of it, as it stands in the message. */
  readonly whole: Buffer;
  readonly value: Buffer;
}

/** An entry of a map is a message, whose first field is the key. */
const keyOf = (entry: Buffer): string =>
  fieldsOf(entry)
    .find(({ number }) => number === 1)
    ?.value.toString() ?? '';

/** The fields of a message, of which all have a length, as have texts and other messages. */
function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  /** @see https://protobuf.dev/programming-guides/encoding/#varints */
  const varint = (): number => {
    let [value, shift, byte] = [0, 0, 0];
    do {
      byte = message[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      shift += 7;
    } while (byte >= 0x80);
    return value;
  };
  while (at < message.length) {
    const start = at;
    const tag = varint();
    if (tag % 8 !== WITH_LENGTH) throw new Error(`a field of the wire type ${tag % 8} at ${start}`);
    const length = varint();
    const value = message.subarray(at, at + length);
    at += length;
    fields.push({ number: Math.floor(tag / 8), whole: message.subarray(start, at), value });
  }
  return fields;
}

const WITH_LENGTH = 2;
