import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What an EC2 API operation answers: items of its list, in pages. */
export type Pages = readonly (readonly Item[])[];
export interface Item {
  readonly [field: string]: string | number | boolean | Item | readonly (Item | string)[];
}

/** Something else than an answer: an error by code, or `drop` to cut the connection in the middle of the reply. */
export type Failure = { readonly code: string; readonly status: number; readonly message?: string } | 'drop';

export interface FakeEc2 {
  readonly url: string;
  /** The operations asked for, in the order in which they came. */
  readonly calls: { readonly action: string; readonly parameters: URLSearchParams; readonly round: number }[];
  /** What the next calls of an operation meet before they are answered; `always` for all of them. */
  fail(action: string, failure: Failure, times: number | 'always'): void;
  readonly stop: () => Promise<void>;
}

/** The element that holds an operation's list. */
const LIST: Readonly<Record<string, string>> = {
  DescribeVpcs: 'vpcSet',
  DescribeDhcpOptions: 'dhcpOptionsSet',
  DescribeSubnets: 'subnetSet',
  DescribeRouteTables: 'routeTableSet',
  DescribeVpcEndpoints: 'vpcEndpointSet',
  DescribeNetworkInterfaces: 'networkInterfaceSet',
  DescribeSecurityGroups: 'securityGroupInfo',
  DescribeNetworkAcls: 'networkAclSet',
  DescribeNatGateways: 'natGatewaySet',
  DescribePrefixLists: 'prefixListSet',
  GetManagedPrefixListEntries: 'entrySet',
  DescribeVpcEndpointServices: 'serviceDetailSet',
};

const ZONES = 'ListHostedZonesByVPC';
const RECORDS = 'ListResourceRecordSets';
const PROFILES = 'ListProfileAssociations';
const PROFILE_RESOURCES = 'ListProfileResourceAssociations';

/**
 * The attribute operation has no list. `GroupsElsewhere` are security groups that are found by their ids alone. What has a `vpcId` is only
 * found where that VPC is asked about, and records only in the zone of their `zoneId`.
 */
export type Answers = Readonly<Record<string, Pages>>;

/**
 * A small EC2 for what an emulator does not do: it pages, denies, throttles and drops connections.
 *
 * @param quiet in milliseconds: answers are held back until no further call has come for so long, and then given all at once.
 * `round` of a call is one more than the number of times that this happened before it came: how deep calls wait for calls.
 */
export async function startFakeEc2(answers: Answers, quiet = 0): Promise<FakeEc2> {
  const calls: FakeEc2['calls'] = [];
  const failures = new Map<string, { failure: Failure; left: number }>();
  const sockets = new Set<Socket>();
  const held: (() => void)[] = [];
  let round = 1;
  let timer: NodeJS.Timeout | undefined;
  const release = () => {
    round += 1;
    for (const answer of held.splice(0)) answer();
  };

  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      // Route 53 is asked with GET, and its parameters are in small letters.
      const records = /^\/2013-04-01\/hostedzone\/(\w+)\/rrset\b/.exec(request.url ?? '');
      const zones = records !== null || /^\/2013-04-01\/hostedzonesbyvpc\b/.test(request.url ?? '');
      const profiles = /^\/profile(resource)?associations\b/.exec(request.url ?? '');
      const isGet = zones || profiles !== null;
      const parameters = new URLSearchParams(isGet ? (request.url ?? '').split('?')[1] : body);
      const ofProfiles = profiles?.[1] ? PROFILE_RESOURCES : PROFILES;
      const ofZones = records ? RECORDS : ZONES;
      const action = zones ? ofZones : profiles ? ofProfiles : (parameters.get('Action') ?? '');
      if (records?.[1]) parameters.set('zoneid', records[1]);
      calls.push({ action, parameters, round });
      const failing = failures.get(action);
      if (failing && failing.left > 0) {
        failing.left -= 1;
        if (failing.failure === 'drop') {
          response.writeHead(200, { 'content-type': 'text/xml', 'content-length': '10000' });
          response.write(`<${action}Response><${LIST[action] ?? 'value'}>`);
          setTimeout(() => request.socket.destroy(), 5);
          return;
        }
        const { code, status, message = code } = failing.failure;
        if (profiles) {
          response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': code });
          response.end(JSON.stringify({ Message: message }));
          return;
        }
        response.writeHead(status, { 'content-type': 'text/xml' });
        const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
        response.end(
          zones
            ? `<ErrorResponse>${error}<RequestId>0</RequestId></ErrorResponse>`
            : `<Response><Errors>${error}</Errors></Response>`,
        );
        return;
      }
      const unknown = unknownGroup(parameters, answers);
      if (unknown !== undefined) {
        response.writeHead(400, { 'content-type': 'text/xml' });
        response.end(
          `<Response><Errors><Error><Code>InvalidGroup.NotFound</Code><Message>The security group '${unknown}' does not exist</Message></Error></Errors></Response>`,
        );
        return;
      }
      held.push(() => {
        if (profiles) {
          const list = action === PROFILES ? 'ProfileAssociations' : 'ProfileResourceAssociations';
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(JSON.stringify({ [list]: answers[action]?.flat() ?? [] }));
          return;
        }
        response.writeHead(200, { 'content-type': 'text/xml' });
        response.end(reply(action, parameters, answers));
      });
      clearTimeout(timer);
      if (quiet === 0) release();
      else timer = setTimeout(release, quiet);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    fail: (action, failure, times) =>
      failures.set(action, { failure, left: times === 'always' ? Number.POSITIVE_INFINITY : times }),
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** The VPC that a call is about. */
function vpcOf(parameters: URLSearchParams): string | undefined {
  const filter = [...parameters].find(
    ([key, value]) => /^Filter\.\d+\.Name$/.test(key) && value === 'vpc-id',
  );
  const named = filter && parameters.get(filter[0].replace(/Name$/, 'Value.1'));
  return named ?? parameters.get('VpcId.1') ?? parameters.get('vpcid') ?? undefined;
}

/** What a call is about, of all that there is. */
const askedFor = (items: readonly Item[], parameters: URLSearchParams): Item[] => {
  const vpc = vpcOf(parameters);
  const zone = parameters.get('zoneid');
  return items.filter(
    ({ vpcId = vpc, zoneId = zone }) => (vpc === undefined || vpcId === vpc) && zoneId === zone,
  );
};

const groupIds = (parameters: URLSearchParams): string[] =>
  [...parameters].flatMap(([key, value]) => (/^GroupId\.\d+$/.test(key) ? [value] : []));

const groupsElsewhere = ({ GroupsElsewhere = [] }: Answers): readonly Item[] => GroupsElsewhere.flat();

/** EC2 refuses a list of ids as a whole where it does not find one of them. */
const unknownGroup = (parameters: URLSearchParams, answers: Answers): string | undefined =>
  groupIds(parameters).find((id) => !groupsElsewhere(answers).some(({ groupId }) => groupId === id));

function reply(action: string, parameters: URLSearchParams, answers: Answers): string {
  if (action === 'DescribeVpcAttribute') {
    const attribute = parameters.get('Attribute') ?? '';
    return `<${action}Response><${attribute}><value>true</value></${attribute}></${action}Response>`;
  }
  const ids = groupIds(parameters);
  const byId = groupsElsewhere(answers).filter(({ groupId }) => ids.includes(String(groupId)));
  const pages = ids.length > 0 ? [byId] : (answers[action] ?? [[]]);
  if (action === ZONES) {
    const at = Number(parameters.get('nexttoken') ?? 0);
    const zones = askedFor(pages[at] ?? [], parameters)
      .map(({ vpcId: _, ...zone }) => xml('HostedZoneSummary', zone))
      .join('');
    const token = at + 1 < pages.length ? `<NextToken>${at + 1}</NextToken>` : '';
    return `<${action}Response><HostedZoneSummaries>${zones}</HostedZoneSummaries><MaxItems>100</MaxItems>${token}</${action}Response>`;
  }
  if (action === RECORDS) {
    const records = askedFor(pages.flat(), parameters)
      .map(({ zoneId: _, ...record }) => xml('ResourceRecordSet', record))
      .join('');
    return `<${action}Response><ResourceRecordSets>${records}</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>300</MaxItems></${action}Response>`;
  }
  const page = Number(parameters.get('NextToken') ?? 0);
  const items = xml(LIST[action] ?? 'set', askedFor(pages[page] ?? [], parameters));
  const next = page + 1 < pages.length ? `<nextToken>${page + 1}</nextToken>` : '';
  return `<${action}Response><requestId>0</requestId>${items}${next}</${action}Response>`;
}

function xml(tag: string, value: Item[string]): string {
  if (Array.isArray(value)) return `<${tag}>${value.map((item) => xml('item', item)).join('')}</${tag}>`;
  if (typeof value !== 'object') return `<${tag}>${value}</${tag}>`;
  const fields = Object.entries(value).map(([key, field]) => xml(key, field));
  return `<${tag}>${fields.join('')}</${tag}>`;
}
