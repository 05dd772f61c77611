import * as v from 'valibot';
import type { ServiceName } from '../../core/catalogue.ts';
import type { RouteTargetKind } from '../../core/network/network.ts';
import type { Peer } from '../../core/network/peer.ts';
import type { Change, PolicyDocument } from '../../core/plan/change.ts';
import { Problem } from '../../core/problem.ts';
import { record as anyRecord } from '../../core/record.ts';
import { jsonText } from '../../core/text/json-text.ts';
import { reasonOf, shortened } from '../../core/text/visible.ts';

/** The file beside the generated code that says how it came to be. It is committed with the code. */
export const RECORD_FILE = 'private-ecs-network.json';

/** The generated file that is everybody's to edit. */
export const GITIGNORE = '.gitignore';

/** The only version that there is. */
export const RECORD_SCHEMA_VERSION = 1;

/** What a run wrote down, so that the next one changes exactly what was asked. Its page is docs/run-it-again.md. */
export interface RunRecord {
  readonly schemaVersion: typeof RECORD_SCHEMA_VERSION;
  /** The version of this tool that wrote the files. */
  readonly writtenBy: string;
  readonly format: string;
  readonly region: string;
  /** `new` for a VPC that the code creates. */
  readonly vpc: string;
  /** The name prefix; the value of the tag on everything created. */
  readonly name: string;
  /** The CloudFormation stack that deploys the code, where one does. Records of earlier versions leave it out. */
  readonly stackName?: string | undefined;
  /** The answers that somebody gave, by the names that an answers file has. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** Those that the task definitions and services gave when it ran. */
  readonly fromWorkload: Readonly<Record<string, unknown>>;
  /** What the code does. */
  readonly changes: readonly Change[];
  /** What its manual steps do. */
  readonly byHand: readonly Change[];
  /** What the code and steps of earlier runs did and these don't: until that is deployed, the network may still show it. */
  readonly former: readonly Change[];
  /** The calls of AWS that were denied, or not needed, when the files were written: they don't depend on their answers. */
  readonly unread: readonly string[];
  /** Everything that a deployment of the code makes or keeps, in words: what another run leaves out, deployment removes. */
  readonly parts: readonly string[];
  /** The subnets of a new VPC; their CIDR blocks never move. */
  readonly blocks: readonly string[];
  /** The SHA-256 of each file, in hexadecimal digits, by its path. */
  readonly files: Readonly<Record<string, string>>;
}

const word = v.pipe(v.string(), v.nonEmpty('is empty'), v.maxLength(200, 'is too long'));
const words = v.array(word);
const service = v.pipe(
  word,
  v.transform((text) => text as ServiceName),
);
const policy = v.looseObject({ Statement: v.array(v.any()) }) as unknown as v.GenericSchema<
  unknown,
  PolicyDocument
>;

const peer: v.GenericSchema<unknown, Peer> = v.variant('kind', [
  v.strictObject({ kind: v.literal('cidr'), cidr: word }),
  v.strictObject({ kind: v.literal('group'), groupId: word }),
  v.strictObject({ kind: v.literal('prefix-list'), prefixListId: word }),
]);

const port = v.pipe(v.number(), v.integer());

/** Does not compile when a kind of change is missing here or has other fields. */
const change: v.GenericSchema<unknown, Change> = v.variant('kind', [
  v.strictObject({
    kind: v.literal('create-interface-endpoint'),
    service,
    serviceName: word,
    subnetIds: words,
    privateDns: v.exactOptional(v.literal(false)),
  }),
  v.strictObject({
    kind: v.literal('create-hosted-zone'),
    service,
    name: word,
    records: words,
    vpcIds: words,
  }),
  v.pipe(
    v.strictObject({
      kind: v.literal('create-gateway-endpoint'),
      service,
      serviceName: word,
      routeTableIds: words,
      policy: v.nullish(policy),
    }),
    v.transform((gateway) => ({ ...gateway, policy: gateway.policy ?? undefined })),
  ),
  v.strictObject({ kind: v.literal('add-route-tables'), service, endpointId: word, routeTableIds: words }),
  v.strictObject({ kind: v.literal('add-subnets'), service, endpointId: word, subnetIds: words }),
  v.strictObject({ kind: v.literal('enable-private-dns'), service, endpointId: word }),
  v.strictObject({ kind: v.literal('authorize-ingress'), groupId: word, source: peer }),
  v.strictObject({ kind: v.literal('authorize-egress'), groupId: word, destination: peer }),
  v.strictObject({
    kind: v.literal('set-vpc-attribute'),
    attribute: v.picklist(['enableDnsSupport', 'enableDnsHostnames']),
  }),
  v.strictObject({
    kind: v.literal('add-network-acl-entry'),
    aclId: word,
    ruleNumber: port,
    egress: v.boolean(),
    cidr: word,
    fromPort: port,
    toPort: port,
    prefixListId: v.exactOptional(word),
    wide: v.exactOptional(v.literal(true)),
  }),
  v.strictObject({
    kind: v.literal('set-endpoint-policy'),
    service,
    endpointId: word,
    policy,
    previous: v.string(),
  }),
  v.strictObject({
    kind: v.literal('delete-route'),
    routeTableId: word,
    destination: word,
    target: v.strictObject({
      kind: v.pipe(
        word,
        v.transform((kind) => kind as RouteTargetKind),
      ),
      id: word,
    }),
  }),
  v.strictObject({ kind: v.literal('limit-s3-private-dns'), endpointId: word }),
]);

/** A file that code of ours can have: whoever can edit the record must not reach any other. */
const isBelow = (path: string): boolean =>
  !/[\0\\:]/.test(path) &&
  path.split('/').every((part) => part !== '' && (!part.startsWith('.') || part === GITIGNORE));

/** The SHA-256 of files, by their paths. */
export const hashes = v.pipe(
  anyRecord(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'is no SHA-256'))),
  v.check(
    (all) => Object.keys(all).every(isBelow),
    'names a file outside of the directory, or one that is not generated',
  ),
);

export const runRecord: v.GenericSchema<unknown, RunRecord> = v.strictObject({
  schemaVersion: v.literal(RECORD_SCHEMA_VERSION),
  writtenBy: word,
  format: word,
  region: word,
  vpc: word,
  name: v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'is no name prefix')),
  stackName: v.exactOptional(
    v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9-]{0,127}$/, 'is no name of a stack')),
  ),
  answers: anyRecord(v.unknown()),
  fromWorkload: anyRecord(v.unknown()),
  changes: v.array(change),
  /** Earlier versions had these among the changes. */
  byHand: v.optional(v.array(change), []),
  former: v.array(change),
  /** Earlier versions left it out. */
  unread: v.optional(words, []),
  parts: v.array(v.pipe(v.string(), v.maxLength(1000, 'is too long'))),
  blocks: words,
  files: hashes,
});

/**
 * The record in a text.
 *
 * @param path how the file is called in messages
 * @throws Problem saying what is wrong and what to do
 */
export const loadRecord = (text: string, path: string): RunRecord => loadAs(runRecord, text, path);

/**
 * A record of any kind in a text.
 *
 * @param path how the file is called in messages
 * @throws Problem saying what is wrong and what to do
 */
export function loadAs<T>(schema: v.GenericSchema<unknown, T>, text: string, path: string): T {
  const shown = shortened(path, 200);
  if (/^(<{7}|={7}|>{7})/m.test(text))
    throw new Problem(
      `${shown} has a merge conflict in it. Take one of the two versions, then run this again.`,
    );
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Problem(`${shown} is not JSON (${reasonOf(error)}). Restore it from your version control.`);
  }
  const version =
    typeof document === 'object' && document !== null && 'schemaVersion' in document
      ? document.schemaVersion
      : undefined;
  if (typeof version === 'number' && version > RECORD_SCHEMA_VERSION)
    throw new Problem(
      `${shown} was written by a newer version of create-private-ecs-network (schema ${version}). Use that version or a later one.`,
    );
  const result = v.safeParse(schema, document, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const where = shortened(v.getDotPath(issue) ?? 'the file', 100);
  throw new Problem(
    `${shown} isn't a record of this tool: ${where}: ${shortened(issue.message, 200)}. Restore it from your version control.`,
  );
}

/** A record as its file holds it: the keys of answers and files are sorted, so that only what differs shows in a review. */
export function recordText(record: RunRecord): string {
  const sorted = (all: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  const { answers, fromWorkload, files: hashes } = record;
  return `${jsonText({ ...record, answers: sorted(answers), fromWorkload: sorted(fromWorkload), files: sorted(hashes) }, 2)}\n`;
}
