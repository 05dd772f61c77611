import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecs from '@aws-sdk/client-ecs';
import * as pricing from '@aws-sdk/client-pricing';
import * as route53 from '@aws-sdk/client-route-53';
import { NormalizedSchema } from '@smithy/core/schema';
import { build } from 'vite';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { awsSdkTrimmed } from '../../scripts/aws-sdk-plugin.mjs';
import { emptyFolder } from '../cli/program.ts';

/**
 * The AWS SDK as it is built in, without what it cannot reach, says and understands the same as the whole: for each call that
 * this program makes, the request with every parameter, and the reply with every field that the API has.
 */

type Service = 'ec2' | 'ecs' | 'pricing' | 'route-53' | 'cloudwatch' | 'cloudwatch-logs';
type Sdk = Readonly<Record<string, unknown>>;
type Operation = readonly [
  kind: 9,
  namespace: string,
  name: string,
  traits: unknown,
  input: Ref,
  output: Ref,
];
type Ref = () => unknown;

const WHOLE: Readonly<Record<Service, Sdk>> = {
  ec2,
  ecs,
  pricing,
  'route-53': route53,
  cloudwatch,
  'cloudwatch-logs': logs,
};
const CLIENT: Readonly<Record<Service, string>> = {
  ec2: 'EC2Client',
  ecs: 'ECSClient',
  pricing: 'PricingClient',
  'route-53': 'Route53Client',
  cloudwatch: 'CloudWatchClient',
  'cloudwatch-logs': 'CloudWatchLogsClient',
};

/** The calls that src makes, by the names that it imports. */
const source = readdirSync('src/sources/aws', { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join('src/sources/aws', name), 'utf8'))
  .join('\n');
const SERVICES: readonly Service[] = ['ec2', 'ecs', 'pricing', 'route-53', 'cloudwatch', 'cloudwatch-logs'];
const CALLS = SERVICES.flatMap((service) =>
  [...source.matchAll(new RegExp(`import \\{([^}]*)\\} from '@aws-sdk/client-${service}'`, 'g'))]
    .flatMap(([, names = '']) => [...names.matchAll(/\b(?:paginate(\w+)|(\w+)Command)\b/g)])
    .map(([, paginated, sent]) => paginated ?? sent ?? '')
    .filter((call, index, calls) => calls.indexOf(call) === index)
    .map((call): [Service, string] => [service, call]),
);

const trimmed: { -readonly [Key in Service]?: Sdk } = {};
beforeAll(async () => {
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  const folder = emptyFolder();
  for (const service of SERVICES) {
    const names = CALLS.filter(([of]) => of === service).map(([, call]) => `${call}Command`);
    const entry = join(folder, `${service}.js`);
    const whole = resolve('node_modules/@aws-sdk', `client-${service}`).replaceAll('\\', '/');
    writeFileSync(entry, `export { ${[CLIENT[service], ...names].join()} } from ${JSON.stringify(whole)};`);
    await build({
      configFile: false,
      logLevel: 'error',
      plugins: [awsSdkTrimmed],
      resolve: { mainFields: ['module', 'main'] },
      ssr: { noExternal: true, target: 'node' },
      build: {
        ssr: true,
        outDir: folder,
        emptyOutDir: false,
        rollupOptions: { input: entry, output: { format: 'esm', entryFileNames: `${service}.mjs` } },
      },
    });
    const outfile = join(folder, `${service}.mjs`);
    trimmed[service] = (await import(pathToFileURL(outfile).href)) as Sdk;
  }
  // A build for each service, on a machine that may have others to do.
}, 60_000);

/** What one call sends, and what it makes of the reply. */
async function exchange(
  sdk: Sdk,
  service: Service,
  call: string,
  input: unknown,
  status: number,
  reply: string,
) {
  type Constructor = new (input: unknown) => { send: (command: unknown) => Promise<unknown> };
  const sent: unknown[] = [];
  const Client = sdk[CLIENT[service]] as Constructor;
  const Command = sdk[`${call}Command`] as Constructor;
  const client = new Client({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: {
      handle: async ({
        method,
        path,
        headers,
        body,
      }: Record<string, unknown> & { headers: Record<string, string> }) => {
        const text = typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array);
        sent.push({ method, path, text, type: headers['content-type'], target: headers['x-amz-target'] });
        return { response: { statusCode: status, headers: {}, body: Readable.from([Buffer.from(reply)]) } };
      },
    },
  });
  const answer = await client.send(new Command(input)).catch((error: Error) => ({
    ...error,
    name: error.name,
    message: error.message,
  }));
  return { sent, answer: withPlainTexts(answer) };
}

/** The SDK gives text that holds JSON as an object, which each build has a class of its own for. */
function withPlainTexts(answer: unknown): unknown {
  if (answer instanceof String) return String(answer);
  if (Array.isArray(answer)) return answer.map(withPlainTexts);
  if (typeof answer !== 'object' || answer === null || Object.getPrototypeOf(answer) !== Object.prototype)
    return answer;
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, withPlainTexts(value)]));
}

type Schema = ReturnType<typeof NormalizedSchema.of>;
const schemas = (service: Service, call: string) => {
  const [, , , , input, output] = WHOLE[service][`${call}$`] as Operation;
  return { input: NormalizedSchema.of(input() as never), output: NormalizedSchema.of(output() as never) };
};

/** A value for everything that a schema has; deeper than any structure of these APIs, recursive ones end. */
function example(schema: Schema, name: string, depth = 0): unknown {
  if (schema.isStructSchema()) {
    if (depth > 12) return {};
    return Object.fromEntries(
      [...schema.structIterator()].map(([member, of]) => [member, example(of, member, depth + 1)]),
    );
  }
  if (schema.isListSchema()) {
    return [1, 2].map((index) => example(schema.getValueSchema(), `${name}-${index}`, depth + 1));
  }
  if (schema.isMapSchema()) return { [`${name}-key`]: example(schema.getValueSchema(), name, depth + 1) };
  if (schema.isBooleanSchema()) return true;
  if (schema.isNumericSchema()) return 7;
  if (schema.isTimestampSchema()) return new Date('2025-01-02T03:04:05Z');
  return `${name} <&"ü`;
}

/** How EC2 writes that value. */
function xml(schema: Schema, value: unknown, tag: string): string {
  if (schema.isStructSchema()) {
    const fields = [...schema.structIterator()].map(([member, of]) =>
      xml(of, (value as Record<string, unknown>)[member], String(of.getMemberTraits().xmlName ?? member)),
    );
    return `<${tag}>${fields.join('')}</${tag}>`;
  }
  if (schema.isListSchema()) {
    const of = schema.getValueSchema();
    const items = (value as unknown[]).map((item) =>
      xml(of, item, String(of.getMergedTraits().xmlName ?? 'member')),
    );
    return `<${tag}>${items.join('')}</${tag}>`;
  }
  const text = value instanceof Date ? value.toISOString() : String(value);
  return `<${tag}>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${tag}>`;
}

/** Those that write JSON, times in seconds. */
const IN_JSON: ReadonlySet<Service> = new Set(['ecs', 'pricing', 'cloudwatch', 'cloudwatch-logs']);

const json = (value: unknown): string =>
  JSON.stringify(value, function (key, text) {
    const original = (this as Record<string, unknown>)[key];
    return original instanceof Date ? original.getTime() / 1000 : text;
  });

/** How each service says that it refuses. */
const ERRORS: Readonly<Record<Service, { readonly text: string; readonly name: string }>> = {
  ec2: {
    text: '<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not.</Message></Error></Errors><RequestID>1</RequestID></Response>',
    name: 'UnauthorizedOperation',
  },
  ecs: {
    text: json({ __type: 'com.amazonaws.ecs#ClusterNotFoundException', message: 'Cluster not found.' }),
    name: 'ClusterNotFoundException',
  },
  cloudwatch: {
    text: json({ __type: 'com.amazonaws.cloudwatch#InvalidNextToken', message: 'No such token.' }),
    name: 'InvalidNextToken',
  },
  'cloudwatch-logs': {
    text: json({ __type: 'MalformedQueryException', message: 'No such command.' }),
    name: 'MalformedQueryException',
  },
  pricing: {
    text: json({ __type: 'com.amazonaws.pricing#AccessDeniedException', Message: 'You are not.' }),
    name: 'AccessDeniedException',
  },
  'route-53': {
    text: '<ErrorResponse><Error><Code>AccessDenied</Code><Message>You are not.</Message></Error><RequestId>1</RequestId></ErrorResponse>',
    name: 'AccessDenied',
  },
};

describe.each(CALLS)('%s %s', (service, call) => {
  const { input, output } = schemas(service, call);
  const reply = example(output, 'reply');
  const both = async (status: number, text: string) => {
    const given = example(input, 'given');
    const whole = await exchange(WHOLE[service], service, call, given, status, text);
    const built = await exchange(trimmed[service] ?? {}, service, call, given, status, text);
    expect(built).toEqual(whole);
    expect(built.sent).toHaveLength(1);
    return built.answer;
  };

  it('asks and understands as the whole SDK does, every field', async () => {
    const text = IN_JSON.has(service) ? json(reply) : xml(output, reply, `${call}Response`);
    const { $metadata: _, ...answer } = (await both(200, text)) as Record<string, unknown>;
    expect(answer).toEqual(reply);
  });

  it('understands errors as the whole SDK does', async () => {
    const { text, name } = ERRORS[service];
    expect(await both(400, text)).toMatchObject({ name });
  });

  it('has no body that streams, for which the build has no code', () => {
    expect([...new Set([...streams(input), ...streams(output)])]).toEqual([]);
  });
});

function streams(schema: Schema, path = '', depth = 0): string[] {
  if (schema.isStreaming()) return [path];
  if (depth > 12) return [];
  if (schema.isStructSchema()) {
    return [...schema.structIterator()].flatMap(([member, of]) =>
      streams(of, `${path}.${member}`, depth + 1),
    );
  }
  return schema.isListSchema() ? streams(schema.getValueSchema(), `${path}[]`, depth + 1) : [];
}

it('knows the calls', () => {
  expect(CALLS).toContainEqual(['ec2', 'DescribeVpcEndpoints']);
  expect(CALLS).toContainEqual(['ecs', 'DescribeTaskDefinition']);
  expect(CALLS).toContainEqual(['cloudwatch', 'GetMetricData']);
});
