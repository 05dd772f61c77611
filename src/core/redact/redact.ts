import type { Network } from '../network/network.ts';
import { URL_SUFFIX } from '../network/regions.ts';
import { numbered } from './numbered.ts';
import { addressMap, isAddress } from './redact-addresses.ts';
import { redactPolicy } from './redact-policy.ts';

/**
 * The same network under other ids, names and addresses, so that it can be shown to strangers: whatever is said of the one can
 * be said of the other. The same text becomes the same text everywhere; blocks keep their sizes, and stay inside, outside and
 * beside each other as they were. What AWS itself publishes stays: Regions, Availability Zones, service names, and the
 * addresses of its services. The result is the same each time, and no key leads back.
 */
export function redact(network: Network): Network {
  const { region } = network;
  const known = identifiers(network);
  const ids = (text: string) => text.replace(ID, (id) => known.get(id) ?? id);
  const names = numbered('name');
  const accounts = numbered('account');
  const account = (text: string) => accounts(text).replace(/\D/g, '').padStart(12, '0');
  const address = addressMap(network);
  const policy = { region, ids, names, address, isAddress, account };
  const textOf = (text: string, key: string): string => {
    if (key === 'ownerId') return account(text);
    if (key === 'policy') return redactPolicy(text, policy);
    const id = known.get(text);
    if (id !== undefined || NO_IDS.has(text)) return id ?? text;
    if (isAddress(text)) return address(text);
    if (WORDS.has(key) || isPublicName(text)) return ids(text).replace(ACCOUNT, account);
    return names(text);
  };
  return walked(network, '', textOf) as Network;
}

/** Fields whose texts are AWS's, EC2's or this program's own words. */
const WORDS: ReadonlySet<string> = new Set([
  ...[
    'region',
    'partition',
    'source',
    'az',
    'azs',
    'kind',
    'type',
    'state',
    'protocol',
    'service',
    'serviceRegion',
  ],
  ...['blockPublicAccess', 'connectivity', 'unread', 'call', 'action', 'reason', 'assumptions'],
  ...['ipAddressType', 'destination', 'nameServers'],
]);

/** Names of AWS's services and their hosts: a zone for them, or for all of a suffix of theirs, decides, and says nothing of whose it is. */
const isPublicName = (text: string): boolean => {
  const name = text.replace(/^\*\./, '');
  return name === '' || PUBLIC_NAME.test(name) || PUBLIC_SUFFIXES.has(name);
};

const HOSTS = [...Object.values(URL_SUFFIX), 'on.aws', 'com.amazonaws', 'amazonaws'];
const PUBLIC_NAME = new RegExp(
  `^([a-z0-9-]+\\.)*(${HOSTS.map((host) => host.replaceAll('.', '\\.')).join('|')})(\\.[a-z0-9-]+)*$`,
);
const PUBLIC_SUFFIXES: ReadonlySet<string> = new Set(
  HOSTS.flatMap((host) => host.split('.').map((_, index, labels) => labels.slice(index).join('.'))),
);

/** `subnet-0a1b2c3d`, also within a longer text. */
const ID = /\b[a-z]+(?:-[a-z]+)*-(?:[0-9a-f]{17}|[0-9a-f]{8})\b/g;

const ACCOUNT = /\b\d{12}\b/g;

/** Fields that hold an id, whatever its form. */
const ID_KEY = /^(id|[a-z]+Ids?)$/;

/** What stands for itself in the place of an id. */
const NO_IDS: ReadonlySet<string> = new Set(['local', 'unknown']);

/** The other id for each: of the same kind, and in the same order, since reports list by id. */
function identifiers(network: Network): ReadonlyMap<string, string> {
  const found = new Set<string>();
  walked(network, '', (text, key) => {
    if (ID_KEY.test(key) && key !== 'ownerId' && !NO_IDS.has(text) && !isAddress(text)) found.add(text);
    for (const [id] of text.matchAll(ID)) found.add(id);
    return text;
  });
  const counts = new Map<string, number>();
  return new Map(
    [...found].sort().map((id) => {
      const kind = /^[a-z]+(?=-)/.exec(id)?.[0] ?? 'id';
      const number = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, number);
      return [id, `${kind}-${number.toString(16).padStart(17, '0')}`];
    }),
  );
}

/** A value with each text in it replaced. A text in a list goes by the key of the list. */
function walked(value: unknown, key: string, textOf: (text: string, key: string) => string): unknown {
  if (typeof value === 'string') return textOf(value, key);
  if (Array.isArray(value)) return value.map((item) => walked(item, key, textOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, walked(field, name, textOf)]),
  );
}
