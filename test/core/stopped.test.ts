import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isKnownService, type KnownService } from '../../src/core/catalogue.ts';
import { RULE_IDS } from '../../src/core/findings/rules.ts';
import type { Network } from '../../src/core/network/network.ts';
import { type FailureKind, isEndpointFailure } from '../../src/core/stopped/failure.ts';
import { awsHost } from '../../src/core/stopped/host.ts';
import { readStopReason } from '../../src/core/stopped/read-stop-reason.ts';
import { STOP_REASONS, stopReason } from '../../src/core/stopped/stop-reasons.ts';
import { type StoppedView, stoppedView } from '../../src/core/stopped/stopped.ts';
import { findings } from '../engine.ts';
import {
  A,
  ENDPOINT_GROUP,
  edit,
  endpointIdOf,
  group,
  REGION,
  RIGHT,
  S3_PREFIX_LIST,
  sceneOf,
  without,
  withoutRoute,
} from './rules/network.ts';
import { HUB_GROUP, withHub, withZone, zoneFor } from './rules/spoke.ts';
import {
  HOSTS,
  type HostMessage,
  type Message,
  OF_OTHERS,
  OF_SERVICES,
  type Parts,
  parts,
  UNREACHED,
  UNRESOLVED,
} from './stop-messages.ts';

const cases = (all: Readonly<Record<string, readonly Message[]>>) =>
  Object.entries(all).flatMap(([key, messages]) =>
    messages.map((message, index) => [key, index, message] as const),
  );

describe('a message about the network', () => {
  it.each(cases(OF_SERVICES))(
    'of %s, number %i, is recognized with whatever names and addresses',
    (service, _, message) => {
      fc.assert(
        fc.property(parts, (all) => {
          const { kind, services } = readStopReason(message(all), all.region);
          expect({ kind, services }).toEqual({ kind: 'no-connection', services: [service] });
        }),
        { numRuns: 60 },
      );
    },
  );

  it.each(cases(OF_SERVICES))(
    'of %s, number %i, is recognized on several lines and in another case',
    (service, _, message) => {
      fc.assert(
        fc.property(parts, (all) => {
          const text = message(all).replaceAll('. ', '.\n  ').replace('i/o timeout', 'I/O timeout');
          expect(readStopReason(text, all.region).services).toEqual([service]);
        }),
        { numRuns: 20 },
      );
    },
  );

  it('can be about the registry or the layers where it names only the image', () => {
    const text = `CannotPullContainerError: The task cannot pull 111122223333.dkr.ecr.${REGION}.amazonaws.com/a/b:1 from the registry. There is a connection issue between the task and the registry.`;
    expect(readStopReason(text, REGION)).toMatchObject({
      kind: 'no-connection',
      services: ['ecr.dkr', 's3'],
    });
  });

  it.each([
    [
      'unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fe',
      'secretsmanager',
    ],
    ['ResourceInitializationError: failed to validate logger args', 'logs'],
    ['unable to discover poll endpoint', 'ecs'],
    [
      'An error occurred (TargetNotConnectedException): The execute command failed due to an internal error.',
      'ssmmessages',
    ],
  ])('that was cut is not taken for more than it says: %s', (text, service) => {
    expect(readStopReason(text, REGION)).toMatchObject({ kind: 'not-told', services: [service] });
  });

  it.each([
    [`lookup api.ecr.${REGION}.amazonaws.com on 10.0.0.2:53: no such host`, 'ecr.api'],
    [
      `Get "https://1.dkr.ecr.${REGION}.amazonaws.com/v2/": dial tcp: lookup 1.dkr.ecr.${REGION}.amazonaws.com on 10.0.0.2:53: read udp 10.0.1.5:41234->10.0.0.2:53: i/o timeout`,
      'ecr.dkr',
    ],
  ])('about a name that does not resolve shows no address of the service: %s', (text, service) => {
    expect(readStopReason(text, REGION)).toMatchObject({
      kind: 'no-name',
      services: [service],
      address: undefined,
    });
  });
});

describe('a host in the words of any program', () => {
  const host = fc
    .constantFrom(...Object.entries(HOSTS))
    .chain(([service, names]) =>
      fc.record({ service: fc.constant(service), name: fc.constantFrom(...names) }),
    );
  const read = (message: HostMessage, all: Parts, name: string, region = all.region) =>
    readStopReason(message(`${name}.${all.region}.${all.suffix}`, all), region);

  it.each(Object.entries(UNREACHED))('decides what can not be reached: %s', (_, message) => {
    fc.assert(
      fc.property(parts, host, (all, { service, name }) => {
        expect(read(message, all, name)).toMatchObject({ kind: 'no-connection', services: [service] });
        expect(read(message, all, name, 'sa-east-1')).toMatchObject({ kind: 'other-region', services: [] });
      }),
      { numRuns: 60 },
    );
  });

  it.each(Object.entries(UNRESOLVED))('decides what does not resolve: %s', (_, message) => {
    fc.assert(
      fc.property(parts, host, (all, { service, name }) => {
        expect(read(message, all, name)).toMatchObject({
          kind: 'no-name',
          services: [service],
          address: undefined,
        });
      }),
      { numRuns: 60 },
    );
  });

  it.each(['java', 'node'])('comes with the address: %s', (language) => {
    fc.assert(
      fc.property(parts, (all) => {
        expect(UNREACHED[language] && read(UNREACHED[language], all, 'sqs').address).toBe(all.address);
      }),
    );
  });

  it.each([
    'Could not resolve host: db.example.com',
    'getaddrinfo ENOTFOUND db.example.com',
    'Failed to connect to db.example.com port 5432 after 3 ms: Connection refused',
  ])('is outside where it is not AWS: %s', (text) => {
    expect(readStopReason(text, REGION)).toMatchObject({ kind: 'outside', host: 'db.example.com' });
  });

  it.each([
    'server.js: timed out',
    'worker ecs-tasks.amazonaws.com timed out',
    'mail to ops@sqs.eu-west-1.amazonaws.com timed out',
    'shop.rds.internal.eu-west-1: timed out',
  ])('is not read into other words: %s', (text) => {
    expect(readStopReason(text, REGION)).toMatchObject({ services: [], host: undefined });
  });
});

describe('a message that is not about endpoints', () => {
  it.each(cases(OF_OTHERS))('of kind %s, number %i, gets no other cause', (kind, _, message) => {
    fc.assert(
      fc.property(parts, (all) => {
        const read = readStopReason(message(all), all.region);
        expect({ kind: read.kind, services: read.services }).toEqual({ kind, services: [] });
      }),
      { numRuns: 60 },
    );
  });

  it('and no text at all ends in an error or takes long', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
        expect(readStopReason(text, REGION)).toHaveProperty('kind');
      }),
    );
    for (const piece of [
      'EFS mount image not ref https:// lookup "a/b ',
      'failed to resolve a.',
      'EFS volume failed to resolve ',
      'connect to a.b/',
      'fs-1.',
      'a.',
      'a-',
      '[a',
    ]) {
      const long = piece.repeat(200_000);
      for (const text of [long, `EFS volume ${long}`]) {
        const start = performance.now();
        readStopReason(text, REGION);
        expect(performance.now() - start, piece).toBeLessThan(1_000);
      }
    }
  });
});

describe('the table of messages', () => {
  /** A whole message with the words that the page shows. */
  const whole = (message: string, address: string | undefined): string =>
    [...(message.split(/,(?: or)? (?=`)/)[0] ?? '').matchAll(/`([^`]+)`/g)]
      .map(([, words = '']) => words)
      .map((words) =>
        words === 'dial tcp' ? `dial tcp ${address === 'in-vpc' ? '10.0.1.10' : '3.5.8.1'}:443:` : words,
      )
      .map((words) => words.replace(/^api\.ecr\.$/, `"https://api.ecr.${REGION}.amazonaws.com/":`))
      .map((words) => words.replace(/^\.dkr\.ecr\.$/, `"https://1.dkr.ecr.${REGION}.amazonaws.com/":`))
      .map((words) =>
        words.replace(
          /^starport-layer-bucket$/,
          `"https://prod-${REGION}-starport-layer-bucket.s3.${REGION}.amazonaws.com/":`,
        ),
      )
      .map((words) => words.replace(/^registry-1\.docker\.io$/, '"https://registry-1.docker.io/v2/":'))
      .join(' ');

  const told = STOP_REASONS.filter(({ kinds }) => !kinds.includes('other-region'));
  it.each(told.map((reason) => [reason.message, reason] as const))(
    'is what the program reads: %s',
    (_, reason) => {
      const read = readStopReason(whole(reason.message, reason.address), REGION);
      expect(reason.kinds).toContain(read.kind);
      if (reason.services.length > 0)
        expect(reason.services.some((service) => read.services.includes(service))).toBe(true);
      else expect(read.services).toEqual([]);
    },
  );

  it('says something of every kind that has no service, and only of rules that exist', () => {
    for (const kind of Object.keys(OF_OTHERS) as FailureKind[])
      expect(stopReason(kind, undefined) !== undefined || kind === 'unrecognized', kind).toBe(true);
    for (const { rules, lookAt, services } of STOP_REASONS) {
      for (const rule of rules) expect(RULE_IDS).toContain(rule);
      expect(rules.length > 0 || lookAt !== undefined).toBe(true);
      expect(services.every(isKnownService)).toBe(true);
    }
  });

  it('has a line for every service of the messages', () => {
    for (const service of Object.keys(OF_SERVICES))
      expect(stopReason('no-connection', service as KnownService), service).toBeDefined();
  });
});

it.each([
  ['api.ecr.eu-west-1.amazonaws.com', 'ecr.api', 'eu-west-1'],
  ['vpce-0a1b-x.api.ecr.eu-west-1.vpce.amazonaws.com', 'ecr.api', 'eu-west-1'],
  ['ecr.eu-west-1.api.aws', 'ecr.api', 'eu-west-1'],
  ['ecr-fips.us-east-1.amazonaws.com', 'ecr-fips.api', 'us-east-1'],
  ['1.dkr.ecr-fips.us-east-1.amazonaws.com', 'ecr-fips.dkr', 'us-east-1'],
  ['1.dkr.ecr.cn-north-1.amazonaws.com.cn', 'ecr.dkr', 'cn-north-1'],
  ['prod-us-east-1-starport-layer-bucket.s3.amazonaws.com', 's3', 'us-east-1'],
  ['my.bucket.s3.dualstack.eu-west-1.amazonaws.com', 's3', 'eu-west-1'],
  ['ecs-a-12.eu-west-1.amazonaws.com', 'ecs-agent', 'eu-west-1'],
  ['sqs.eu-west-1.amazonaws.com', 'sqs', 'eu-west-1'],
  ['sts.amazonaws.com', 'sts', undefined],
  ['shop.abc123.eu-west-1.rds.amazonaws.com', undefined, 'eu-west-1'],
  ['search-shop.eu-west-1.es.amazonaws.com', undefined, 'eu-west-1'],
  ['fs-0a1b2c3d.efs.eu-west-1.amazonaws.com', undefined, 'eu-west-1'],
  ['ssmmessages.us-gov-west-1.amazonaws.com', 'ssmmessages', 'us-gov-west-1'],
])('the host %s is of %s', (host, service, region) => {
  expect(awsHost(host)).toEqual({ service, region });
});

it.each(['registry-1.docker.io', 'amazonaws.com.example.org', 'notamazonaws.com', '10.0.0.1'])(
  'the host %s is not of AWS',
  (host) => {
    expect(awsHost(host)).toBeUndefined();
  },
);

const look = (text: string, network: Network, asked: Parameters<typeof sceneOf>[1] = {}): StoppedView => {
  const scene = sceneOf(network, asked);
  return stoppedView(readStopReason(text, REGION), { ...scene, findings: findings(scene) });
};
const said = ({ service, kind, via, agrees }: StoppedView) => ({ service, kind, via, agrees });

const withoutNat = (network: Network): Network => ({
  ...network,
  routeTables: network.routeTables?.map((table) => ({
    ...table,
    routes: table.routes.filter(({ target }) => target.kind !== 'nat-gateway'),
  })),
});
const ecrAt = (address: string) =>
  `unable to retrieve ecr registry auth: Post "https://api.ecr.${REGION}.amazonaws.com/": dial tcp ${address}:443: i/o timeout`;
const LAYERS = `httpReadSeeker: failed open: failed to do request: Get "https://prod-${REGION}-starport-layer-bucket.s3.${REGION}.amazonaws.com/x": dial tcp 52.218.1.1:443: i/o timeout`;
const FORBIDDEN = LAYERS.replace('dial tcp 52.218.1.1:443: i/o timeout', '403 Forbidden');
const PULL = `The task cannot pull 1.dkr.ecr.${REGION}.amazonaws.com/a:1 from the registry. There is a connection issue between the task and the registry. CannotPullContainerError`;
const DOCKER =
  'CannotPullContainerError: Head "https://registry-1.docker.io/v2/": dial tcp 3.5.8.1:443: i/o timeout';
const EFS = `failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve "fs-1.efs.${REGION}.amazonaws.com"`;
const CLOSED_GROUP = edit(RIGHT, 'securityGroups', ENDPOINT_GROUP, () => group(ENDPOINT_GROUP, {}));
const NO_ECR = withoutNat(without(RIGHT, 'ecr.api'));
const DENYING = edit(RIGHT, 'endpoints', 'vpce-s3', (endpoint) => ({
  ...endpoint,
  policy: JSON.stringify({ Statement: [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }] }),
}));
const agree = { agrees: true, via: 'blocked' } as const;

describe('message and network', () => {
  it.each<
    [what: string, text: string, network: Network, expected: Partial<StoppedView>, rule: string | undefined]
  >([
    [
      'agree on an endpoint that is missing',
      ecrAt('3.5.8.1'),
      NO_ECR,
      { ...agree, service: 'ecr.api' },
      'endpoint-missing',
    ],
    [
      'agree on a zone that has no record',
      `api.ecr.${REGION}.amazonaws.com: no such host`,
      withZone('ecr.api', zoneFor('ecr.api', [])),
      { ...agree, service: 'ecr.api' },
      'hub-blocks',
    ],
    [
      'disagree on a name where a hub’s group is closed',
      `api.ecr.${REGION}.amazonaws.com: no such host`,
      withHub(() => ({ securityGroups: [group(HUB_GROUP, {})] })),
      { agrees: false, service: 'ecr.api' },
      undefined,
    ],
    [
      'agree on a group that is closed',
      ecrAt('10.0.1.10'),
      CLOSED_GROUP,
      { ...agree, service: 'ecr.api' },
      'endpoint-security-group-blocks',
    ],
    [
      'agree on a route that is missing',
      LAYERS,
      withoutNat(withoutRoute(withoutRoute(RIGHT, 'rtb-a', S3_PREFIX_LIST), 'rtb-b', S3_PREFIX_LIST)),
      { ...agree, service: 's3' },
      's3-route-missing',
    ],
    [
      'agree on a policy that denies',
      FORBIDDEN,
      DENYING,
      { agrees: true, service: 's3', kind: 'denied' },
      'endpoint-policy-denies',
    ],
    [
      'find out which of two services it is',
      PULL,
      withoutNat(without(RIGHT, 'ecr.dkr')),
      { ...agree, service: 'ecr.dkr' },
      'endpoint-missing',
    ],
    [
      'disagree where the network is right',
      LAYERS,
      RIGHT,
      { service: 's3', agrees: false, via: 'endpoint' },
      undefined,
    ],
    [
      'disagree where NAT carries it',
      ecrAt('3.5.8.1'),
      without(RIGHT, 'ecr.api'),
      { service: 'ecr.api', agrees: false, via: 'nat' },
      undefined,
    ],
    [
      'disagree where the address is of an endpoint that is gone',
      ecrAt('10.0.1.10'),
      NO_ECR,
      { service: 'ecr.api', agrees: false, via: 'blocked' },
      undefined,
    ],
    [
      'disagree where the address was public, and there is an endpoint now',
      ecrAt('3.5.8.1'),
      RIGHT,
      { service: 'ecr.api', agrees: false, via: 'endpoint' },
      undefined,
    ],
    [
      'disagree where the address was public, and the endpoint is closed now',
      ecrAt('3.5.8.1'),
      CLOSED_GROUP,
      { service: 'ecr.api', agrees: false, via: 'blocked' },
      undefined,
    ],
    [
      'leave open what was not read',
      ecrAt('10.0.1.10'),
      { ...RIGHT, endpoints: undefined },
      { service: 'ecr.api', agrees: null, via: 'unknown' },
      undefined,
    ],
    [
      'leave open which service it is',
      PULL,
      RIGHT,
      { service: null, agrees: false, via: 'endpoint' },
      undefined,
    ],
    [
      'agree on a host outside without a way out',
      DOCKER,
      withoutNat(RIGHT),
      { service: null, kind: 'outside', agrees: true, via: 'blocked' },
      undefined,
    ],
    [
      'disagree on a host outside behind NAT',
      DOCKER,
      RIGHT,
      { service: null, kind: 'outside', agrees: false, via: 'nat' },
      undefined,
    ],
    [
      'disagree where a missing endpoint leaves the public name',
      `getaddrinfo ENOTFOUND api.ecr.${REGION}.amazonaws.com`,
      NO_ECR,
      { service: 'ecr.api', kind: 'no-name', via: 'blocked', agrees: false },
      undefined,
    ],
    [
      'agree on a name without DNS in the VPC',
      `getaddrinfo ENOTFOUND api.ecr.${REGION}.amazonaws.com`,
      { ...RIGHT, vpc: { ...RIGHT.vpc, dnsSupport: false } },
      { service: 'ecr.api', kind: 'no-name', agrees: true },
      'vpc-dns-support-off',
    ],
    [
      'agree on a file system without DNS in the VPC',
      EFS,
      { ...RIGHT, vpc: { ...RIGHT.vpc, dnsSupport: false, dnsHostnames: false } },
      {
        service: null,
        kind: 'volume-name',
        agrees: true,
        network: 'vpc-1 has enableDnsSupport and enableDnsHostnames off.',
      },
      undefined,
    ],
    [
      'leave open a file system whose mount targets are not read',
      EFS,
      RIGHT,
      { service: null, kind: 'volume-name', agrees: null, severity: 'unknown' },
      undefined,
    ],
    [
      'leave open a file system behind other DNS servers',
      EFS,
      { ...RIGHT, vpc: { ...RIGHT.vpc, nameServers: ['10.9.9.9'] } },
      { agrees: null, network: 'vpc-1 has both DNS attributes on, and uses DNS servers of its own.' },
      undefined,
    ],
    [
      'leave open a file system where DNS was not read',
      EFS,
      { ...RIGHT, vpc: { ...RIGHT.vpc, dnsHostnames: undefined } },
      { agrees: null, network: 'The DNS settings of vpc-1 are not all known.' },
      undefined,
    ],
    [
      'are not about a role',
      FORBIDDEN,
      RIGHT,
      { service: null, kind: 'role', agrees: null, via: null },
      undefined,
    ],
    [
      'do not agree on what says nothing',
      'no words',
      NO_ECR,
      { service: null, kind: 'unrecognized', agrees: null, via: null },
      undefined,
    ],
  ])('%s', (_, text, network, expected, rule) => {
    const view = look(text, network);
    expect(view).toMatchObject(expected);
    if (rule !== undefined) expect(view.because).toContain(rule);
    for (const column of [view.message, view.network, view.together]) expect(column).toMatch(/^\S.*[.]$/);
    expect(view.because).not.toMatch(/undefined|`|\.\./);
    if (view.kind === 'volume-name') expect(view.because).not.toMatch(/Not the network|2049/);
  });

  it('say of which subnet it is where they differ', () => {
    const broken = withoutNat(withoutRoute(RIGHT, 'rtb-a', S3_PREFIX_LIST));
    expect(said(look(LAYERS, broken, { subnetIds: [A] }))).toMatchObject({ agrees: true });
    expect(said(look(LAYERS, broken, { subnetIds: ['subnet-b'] }))).toMatchObject({ agrees: false });
    expect(said(look(LAYERS, broken))).toMatchObject({ agrees: true, via: 'blocked' });
  });

  it('never blame the network for what is not of it, whatever the network is like', () => {
    const networks = [
      RIGHT,
      NO_ECR,
      CLOSED_GROUP,
      DENYING,
      { ...RIGHT, routeTables: undefined, endpoints: undefined },
    ];
    for (const network of networks)
      for (const [kind, , message] of cases(OF_OTHERS)) {
        if (kind === 'outside' || kind === 'other-region') continue;
        const [all] = fc.sample(
          parts.map((one) => ({ ...one, region: REGION, suffix: 'amazonaws.com' })),
          1,
        );
        if (all)
          expect(said(look(message(all), network))).toEqual({ service: null, kind, via: null, agrees: null });
      }
  });

  it('name the endpoint that carries it', () => {
    expect(look(ecrAt('10.0.1.10'), RIGHT).network).toContain(endpointIdOf('ecr.api'));
  });

  it('are compared without an error on any message', () => {
    fc.assert(
      fc.property(
        parts,
        fc.constantFrom(...cases(OF_SERVICES), ...cases(OF_OTHERS)),
        (all, [, , message]) => {
          const view = look(message({ ...all, region: REGION, suffix: 'amazonaws.com' }), NO_ECR);
          expect(isEndpointFailure(view.kind) || view.service === null).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });
});
