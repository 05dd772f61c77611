import * as v from 'valibot';
import { parseCidr } from '../../core/network/cidr.ts';
import type { Network } from '../../core/network/network.ts';
import { partitionOf } from '../../core/network/regions.ts';
import { Problem } from '../../core/problem.ts';
import { escapeUnseen, oneLine, quoted, reasonOf, shortened } from '../../core/text/visible.ts';

/** The only version there is. A change that an older reader would misread takes the next number. */
export const SNAPSHOT_SCHEMA_VERSION = 1;

/**
 * A network as the text of a snapshot file: JSON of ids, names, addresses, rules and endpoint policies, with its keys always in
 * the same order, so that the same network is the same bytes. What could not be read is null.
 */
export function snapshotText(network: Network): string {
  const { source: _, ...facts } = withoutAdoption(network);
  const document = valid(
    { schemaVersion: SNAPSHOT_SCHEMA_VERSION, ...JSON.parse(toJson(facts)) },
    'The network',
  );
  return `${toJson(document)}\n`;
}

/** Without what only adoption looks at: tags can say anything, and a snapshot is made to be handed on. */
const withoutAdoption = (network: Network): Network => ({
  ...network,
  ...withoutTags(network),
  ...(network.hubs && { hubs: network.hubs.map((hub) => ({ ...hub, ...withoutTags(hub) })) }),
});

const withoutTags = ({ endpoints, securityGroups }: Pick<Network, 'endpoints' | 'securityGroups'>) => ({
  endpoints: endpoints?.map(({ tags: _, ipAddressType: __, requesterManaged: ___, ...endpoint }) => endpoint),
  securityGroups: securityGroups?.map(({ tags: _, ...group }) => group),
});

/**
 * The network in the text of a snapshot file.
 *
 * @param path how the file is called in messages
 * @throws Problem naming the JSON path of what is wrong
 */
export function loadSnapshot(text: string, path: string): Network {
  const { schemaVersion: _, ...facts } = valid(parseJson(text, path), path);
  const partition = partitionOf(facts.region);
  if (partition === undefined) {
    throw new Problem(`${path}: region: ${quoted(facts.region)} is not the name of an AWS Region.`);
  }
  if (partition !== facts.partition) {
    throw new Problem(`${path}: partition: ${facts.region} is in ${partition}, not in ${facts.partition}.`);
  }
  return { ...facts, source: 'snapshot' };
}

/** Whether a text is a snapshot, of whatever version: something that saving another one may replace. */
export function isSnapshot(text: string): boolean {
  try {
    const document: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return v.is(anySnapshot, document);
  } catch {
    return false;
  }
}

const anySnapshot = v.object({
  schemaVersion: v.number(),
  region: v.string(),
  vpc: v.object({ id: v.string() }),
  subnets: v.array(v.unknown()),
});

function valid(document: unknown, path: string): Snapshot {
  const result = v.safeParse(snapshot, document, { abortEarly: true });
  if (!result.success) throw new Problem(describe(result.issues[0], path));
  return result.output;
}

/** JSON has no undefined, and a key left out would look like one that was forgotten. */
const toJson = (value: unknown): string =>
  escapeUnseen(JSON.stringify(value, (_, field: unknown) => (field === undefined ? null : field), 2));

function parseJson(text: string, path: string): unknown {
  try {
    // Windows editors put a byte order mark before the text.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Problem(`${path} is not JSON (${reasonOf(error)}).`);
  }
}

function describe(issue: v.BaseIssue<unknown>, path: string): string {
  const keys = issue.path?.map(({ key }) => key) ?? [];
  if (keys.length === 0) return `${path} is not a snapshot: it holds ${issue.received}, not an object.`;
  if (keys.length === 1 && keys[0] === 'schemaVersion') {
    return issue.received === 'undefined'
      ? `${path} is not a snapshot: it has no schemaVersion. "doctor --save-snapshot" writes one.`
      : `${path} is a snapshot of version ${shortened(issue.received, 60)}; this program reads version ${SNAPSHOT_SCHEMA_VERSION}. Save it again, or use the program's version that wrote it.`;
  }
  const where = keys.reduce<string>(
    (sofar, key) =>
      typeof key === 'number' ? `${sofar}[${key}]` : sofar === '' ? String(key) : `${sofar}.${String(key)}`,
    '',
  );
  if (issue.expected === 'never') return `${path}: ${shortened(where)} is not a field of a snapshot.`;
  if (issue.received === 'undefined') return `${path}: ${shortened(where)} is missing.`;
  const expected = issue.expected === null || issue.type === 'regex' ? issue.message : issue.expected;
  const found = shortened(issue.received, 60);
  return `${path}: ${shortened(where)}: expected ${expected}, found ${found}.`;
}

/** Made visible, as the names of a network that is read are. */
const name = v.pipe(v.string(), v.regex(/\S/, 'text'), v.transform(oneLine));

/** Ids, ARNs, service names and the like end up in commands to copy, so nothing that a shell would read differently. */
const word = v.pipe(v.string(), v.regex(/^\w[\w.:/-]*$/, 'an id or a name without spaces'));

/** Well-formed, since `redact` makes another address of it. */
const address = v.pipe(
  v.string(),
  v.check(
    (text) => /^[\da-f]*:[\da-f:.]*$/i.test(text) || parseCidr(`${text}/32`) !== undefined,
    'an address',
  ),
);

/** An address, or `AmazonProvidedDNS`. */
const nameServer = v.pipe(v.string(), v.regex(/^[\w.:]+$/, 'an address'));

/** Route 53 writes other characters as `\\052`. */
const domain = v.pipe(v.string(), v.regex(/^[\w.\\-]+$/, 'a domain name'));

/** The same, or a wildcard for the names below. */
const recordName = v.pipe(v.string(), v.regex(/^(\*\.)?[\w.\\-]+$/, 'a domain name'));

/** `tcp`, `6`, `-1`. */
const protocol = v.pipe(v.string(), v.regex(/^-?\w+$/, 'a protocol'));

const cidr = v.pipe(v.string(), v.regex(/^[\da-fA-F.:]+\/\d{1,3}$/, 'a CIDR block'));

const whole = v.pipe(v.number(), v.integer());

/** A fact that may not have been read, or does not apply: null in the file, undefined in the network. */
const reading = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.pipe(
    v.nullable(schema),
    v.transform((value): v.InferOutput<Schema> | undefined => value ?? undefined),
  );

const blockMode = v.picklist(['off', 'block-bidirectional', 'block-ingress', 'unknown']);

const vpc = v.strictObject({
  id: word,
  name: v.exactOptional(name),
  cidrs: v.array(cidr),
  ipv6Cidrs: v.array(cidr),
  shared: v.exactOptional(v.literal(true)),
  ownerId: v.exactOptional(v.pipe(v.string(), v.regex(/^\d{12}$/, 'the ID of an account'))),
  dnsSupport: reading(v.boolean()),
  dnsHostnames: reading(v.boolean()),
  nameServers: reading(v.array(nameServer)),
  blockPublicAccess: v.exactOptional(blockMode),
});

const subnet = v.strictObject({
  id: word,
  name: v.exactOptional(name),
  az: reading(word),
  cidr: reading(cidr),
  ipv6Cidrs: v.exactOptional(v.array(cidr)),
  blockPublicAccess: v.exactOptional(blockMode),
  routeTableId: reading(word),
  implicit: v.boolean(),
});

const routeTable = v.strictObject({
  id: word,
  name: v.exactOptional(name),
  main: v.boolean(),
  routes: v.array(
    v.strictObject({
      destination: v.union([word, cidr]),
      target: v.strictObject({
        kind: v.picklist([
          'local',
          'vpc-endpoint',
          'nat-gateway',
          'internet-gateway',
          'egress-only-internet-gateway',
          'virtual-private-gateway',
          'transit-gateway',
          'vpc-peering-connection',
          'network-interface',
          'instance',
          'local-gateway',
          'carrier-gateway',
          'core-network',
          'odb-network',
          'ip-address',
          'unknown',
        ]),
        id: word,
      }),
      state: v.picklist(['active', 'blackhole']),
      propagated: v.boolean(),
    }),
  ),
});

const endpointType = v.picklist(['interface', 'gateway', 'other']);

const endpoint = v.strictObject({
  id: word,
  name: v.exactOptional(name),
  // Endpoints of resources and service networks have no service name.
  serviceName: v.union([v.literal(''), word]),
  service: reading(word),
  serviceRegion: v.exactOptional(word),
  kind: endpointType,
  state: word,
  privateDns: v.boolean(),
  inboundResolverOnly: v.boolean(),
  ipv6Only: v.exactOptional(v.literal(true)),
  subnetIds: v.array(word),
  interfaces: v.array(v.strictObject({ id: word, subnetId: word, ip: reading(address) })),
  securityGroupIds: v.array(word),
  routeTableIds: v.array(word),
  policy: reading(v.string()),
});

const securityGroupRule = v.strictObject({
  protocol,
  fromPort: reading(whole),
  toPort: reading(whole),
  cidrs: v.array(cidr),
  ipv6Cidrs: v.array(cidr),
  prefixListIds: v.array(word),
  groupIds: v.array(word),
  unread: v.exactOptional(v.literal(true)),
});

const securityGroup = v.strictObject({
  id: word,
  name,
  ingress: v.array(securityGroupRule),
  egress: v.array(securityGroupRule),
});

const networkAcl = v.strictObject({
  id: word,
  name: v.exactOptional(name),
  subnetIds: v.array(word),
  entries: v.array(
    v.strictObject({
      ruleNumber: whole,
      egress: v.boolean(),
      allow: v.boolean(),
      protocol,
      cidr,
      fromPort: reading(whole),
      toPort: reading(whole),
      unread: v.exactOptional(v.picklist(['match', 'action'])),
    }),
  ),
});

const natGateway = v.strictObject({
  id: word,
  name: v.exactOptional(name),
  subnetId: reading(word),
  state: word,
  connectivity: v.picklist(['public', 'private']),
});

const prefixList = v.strictObject({ id: word, name: word, cidrs: reading(v.array(cidr)) });

const offer = v.strictObject({
  service: word,
  serviceName: word,
  kind: endpointType,
  azs: v.array(word),
  policySupported: v.boolean(),
});

const hostedZone = v.strictObject({
  id: word,
  name: v.union([v.literal(''), domain]),
  profileId: v.exactOptional(word),
  records: v.exactOptional(
    v.array(v.strictObject({ name: recordName, type: word, endpointId: v.exactOptional(word) })),
  ),
});

const hub = v.strictObject({
  vpc,
  subnets: v.array(subnet),
  routeTables: reading(v.array(routeTable)),
  endpoints: reading(v.array(endpoint)),
  securityGroups: reading(v.array(securityGroup)),
  networkAcls: reading(v.array(networkAcl)),
  prefixLists: reading(v.array(prefixList)),
});

type Snapshot = Omit<Network, 'source'> & { readonly schemaVersion: typeof SNAPSHOT_SCHEMA_VERSION };

/** Does not compile when a field of Network is missing here or has another type. */
const snapshot: v.GenericSchema<unknown, Snapshot> = v.strictObject({
  schemaVersion: v.literal(SNAPSHOT_SCHEMA_VERSION),
  region: word,
  partition: v.picklist([
    'aws',
    'aws-cn',
    'aws-us-gov',
    'aws-iso',
    'aws-iso-b',
    'aws-iso-e',
    'aws-iso-f',
    'aws-eusc',
  ]),
  vpc,
  subnets: v.array(subnet),
  routeTables: reading(v.array(routeTable)),
  endpoints: reading(v.array(endpoint)),
  securityGroups: reading(v.array(securityGroup)),
  networkAcls: reading(v.array(networkAcl)),
  natGateways: reading(v.array(natGateway)),
  prefixLists: reading(v.array(prefixList)),
  // Not in older files.
  hostedZones: v.exactOptional(reading(v.array(hostedZone))),
  hubs: v.exactOptional(v.array(hub)),
  offers: reading(v.array(offer)),
  unreadable: v.array(v.strictObject({ call: word, action: word, reason: name })),
  assumptions: v.array(name),
});
