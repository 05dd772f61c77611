import { describe, expect, it } from 'vitest';
import type { ServiceName } from '../../../src/core/catalogue.ts';
import { zoneAnswering } from '../../../src/core/network/hosted-zones.ts';
import type { Network } from '../../../src/core/network/network.ts';
import type { Partition } from '../../../src/core/network/regions.ts';
import { plan, texts } from '../../engine.ts';
import { A, B, edit, editVpc, look, RIGHT, rulesOf, sceneOf, without } from './network.ts';
import { prove } from './prove.ts';

const answeredBy = (network: Network, ...names: readonly string[]): Network => ({
  ...network,
  hostedZones: names.map((name) => ({ id: `Z-${name}`, name })),
});

const DOMAIN = 'eu-west-1.amazonaws.com';
const central = without(RIGHT, 'ecr.api', 'ecr.dkr');

prove(import.meta.url, {
  broken: { network: answeredBy(central, `ecr.${DOMAIN}`, `api.ecr.${DOMAIN}`, 'shop.internal') },
  says: {
    severity: 'unknown',
    services: ['ecr.api', 'ecr.dkr'],
    subnetIds: [A, B],
    resourceIds: [`Z-api.ecr.${DOMAIN}`, `Z-ecr.${DOMAIN}`],
    message: `Can't determine which way requests to ecr.api and ecr.dkr go: the private hosted zones api.ecr.${DOMAIN} and ecr.${DOMAIN} answer instead, and their records were not read.`,
  },
  fixed: { network: RIGHT },
  created: false,
  nearMisses: {
    'the endpoint serves, whatever zone there is': { network: answeredBy(RIGHT, `ecr.${DOMAIN}`) },
    'zones of other names': {
      network: answeredBy(
        central,
        ...[`xecr.${DOMAIN}`, 'eu-west-2.amazonaws.com', 'api.ecr.us-east-1.amazonaws.com', `logs.${DOMAIN}`],
        ...[`deeper.api.ecr.${DOMAIN}`, 'amazonaws.com.cn'],
      ),
      says: ['endpoint-missing'],
    },
    'zones that were not read, beside a NAT gateway': {
      network: { ...central, hostedZones: undefined },
      says: ['endpoint-missing'],
    },
  },
});

describe('which zone answers', () => {
  const region = (name: string, partition: Partition) => ({ ...RIGHT, region: name, partition });

  it.each<[ServiceName, string, Partition, string, boolean]>([
    ['ecr.api', 'eu-west-1', 'aws', 'api.ecr.eu-west-1.amazonaws.com', true],
    ['ecr.dkr', 'us-east-2', 'aws', 'dkr.ecr.us-east-2.amazonaws.com', true],
    ['ecr.dkr', 'us-east-2', 'aws', '123456789012.dkr.ecr.us-east-2.amazonaws.com', true],
    ['ecr.api', 'us-east-2', 'aws', '123456789012.dkr.ecr.us-east-2.amazonaws.com', false],
    ['logs', 'ap-south-2', 'aws', 'amazonaws.com', true],
    ['ecs-agent', 'eu-west-1', 'aws', 'ecs-a.eu-west-1.amazonaws.com', true],
    ['ecs-telemetry', 'eu-west-1', 'aws', 'ecs-t.eu-west-1.amazonaws.com', true],
    ['ecs', 'eu-west-1', 'aws', 'ecs-a.eu-west-1.amazonaws.com', false],
    ['kinesis-firehose', 'us-gov-west-1', 'aws-us-gov', 'firehose.us-gov-west-1.amazonaws.com', true],
    ['secretsmanager', 'cn-north-1', 'aws-cn', 'secretsmanager.cn-north-1.amazonaws.com.cn', true],
    ['secretsmanager', 'cn-north-1', 'aws-cn', 'secretsmanager.cn-north-1.amazonaws.com', false],
    ['ssm', 'eusc-de-east-1', 'aws-eusc', 'eusc-de-east-1.amazonaws.eu', true],
    ['logs', 'us-iso-east-1', 'aws-iso', 'logs.us-iso-east-1.c2s.ic.gov', true],
    ['execute-api', 'eu-west-1', 'aws', 'a1b2.execute-api.eu-west-1.amazonaws.com', true],
  ])('%s in %s (%s): %s', (service, name, partition, zone, answers) => {
    const network = answeredBy(region(name, partition), 'example.com', zone);
    expect(zoneAnswering(network, service)?.name).toBe(answers ? zone : undefined);
  });

  it('the longest name wins, in any order', () => {
    const names = ['amazonaws.com', `logs.${DOMAIN}`, DOMAIN];
    for (const order of [names, names.toReversed()]) {
      expect(zoneAnswering(answeredBy(RIGHT, ...order), 'logs')?.name).toBe(`logs.${DOMAIN}`);
    }
  });
});

describe('image layers through the gateway', () => {
  it.each([
    `prod-eu-west-1-starport-layer-bucket.s3.${DOMAIN}`,
    `s3.${DOMAIN}`,
    DOMAIN,
    'amazonaws.com',
    'com',
  ])('are unknown with the zone %s', (zone) => {
    const found = look(answeredBy(RIGHT, zone));
    expect(found.map(({ rule, services }) => [rule, services])).toEqual([['hosted-zone-answers', ['s3']]]);
  });

  it.each(['eu-west-2.amazonaws.com', `logs.${DOMAIN}`, 'xs3.eu-west-1.amazonaws.com', 's3.amazonaws.com'])(
    'go through it with the zone %s',
    (zone) => {
      expect(rulesOf(look(answeredBy(RIGHT, zone)))).toEqual([]);
    },
  );

  it('go through it while DNS hostnames are off, without which no private zone answers', () => {
    const network = editVpc(answeredBy(RIGHT, `s3.${DOMAIN}`), { dnsHostnames: false });
    expect(look(network).filter(({ services }) => services.includes('s3'))).toEqual([]);
  });

  it('are unknown where it is not known which VPCs the zone is for', () => {
    const network: Network = {
      ...RIGHT,
      source: 'planned',
      hostedZones: [{ id: 'aws_route53_zone.x', name: `s3.${DOMAIN}`, unsettled: true }],
    };
    expect(rulesOf(look(network))).toContain('value-unknown');
  });

  it('get no change planned', () => {
    const network = answeredBy(RIGHT, `s3.${DOMAIN}`);
    const made = plan({ ...sceneOf(network), iac: 'terraform', name: 'x', tags: {}, s3Policy: 'full' });
    expect(made.changes).toEqual([]);
  });
});

describe('an endpoint with private DNS on', () => {
  it.each([
    ['its own name', `api.ecr.${DOMAIN}`, ['ecr.api']],
    ['a registry under its name', `123456789012.dkr.ecr.${DOMAIN}`, ['ecr.dkr']],
    ['the name of all registries', `dkr.ecr.${DOMAIN}`, ['ecr.dkr']],
  ])('is unknown with a zone of %s', (_, zone, services) => {
    const found = look(answeredBy(RIGHT, zone));
    expect(found.map((each) => [each.rule, each.services])).toEqual([['hosted-zone-answers', services]]);
  });

  it.each([`ecr.${DOMAIN}`, `deeper.api.ecr.${DOMAIN}`, `xapi.ecr.${DOMAIN}`])(
    'serves with the zone %s',
    (zone) => {
      expect(rulesOf(look(answeredBy(RIGHT, zone)))).toEqual([]);
    },
  );
});

describe('a hub, whose endpoints have private DNS off', () => {
  const hub = edit(RIGHT, 'endpoints', 'vpce-ecr-api', () => ({ privateDns: false }));
  const planned = (network: Network) => {
    const { launchType, ...scene } = sceneOf(network);
    const { changes, prerequisites, notes, after } = plan({
      ...scene,
      launchType,
      iac: 'terraform',
      name: 'x',
      tags: {},
      s3Policy: 'full',
    });
    return { changes: [...changes, ...prerequisites], notes, after };
  };

  it('has its zone: nothing is off, nothing is switched on', () => {
    const network = answeredBy(hub, `api.ecr.${DOMAIN}`);
    expect(rulesOf(look(network))).toEqual(['hosted-zone-answers']);
    expect(planned(network).changes).toEqual([]);
  });

  it('with zones that were not read is unknown, once with the action, and private DNS is named as possible', () => {
    const network: Network = { ...hub, hostedZones: undefined };
    const found = look(network);
    expect(found.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['private-dns-off', 'unknown'],
      ['not-permitted', 'unknown'],
    ]);
    expect(found[0]?.message).toBe(
      'Private DNS is off on endpoint vpce-ecr-api: unless one of your private hosted zones answers instead, the names of ecr.api resolve to public addresses.',
    );
    expect(found[1]?.message).toContain('route53:ListHostedZonesByVPC');
    expect(planned(network).changes).toEqual([]);
  });

  it('from a snapshot of an older version is told to be saved again', () => {
    const { hostedZones: _, ...older } = hub;
    expect(look({ ...older, source: 'snapshot' }).map(({ message }) => message)).toContainEqual(
      expect.stringContaining('save it again with route53:ListHostedZonesByVPC allowed'),
    );
  });

  it('with zones read and none there is certain', () => {
    expect(look(hub).map(({ rule, severity }) => [rule, severity])).toEqual([['private-dns-off', 'error']]);
  });

  it('whose DNS hostnames are off has zones that answer nothing yet, and still no endpoint is planned', () => {
    const network = editVpc(answeredBy(central, DOMAIN), { dnsHostnames: false });
    expect(planned(network).changes.map((change) => ('kind' in change ? change.kind : change))).not.toContain(
      'create-interface-endpoint',
    );
  });
});

describe('a spoke without endpoints', () => {
  const spoke = (
    kind: 'transit-gateway' | 'vpc-peering-connection' | 'core-network' | 'nat-gateway',
    id: string,
  ): Network => ({
    ...RIGHT,
    endpoints: [],
    hostedZones: undefined,
    routeTables: RIGHT.routeTables?.map((table) => ({
      ...table,
      routes: table.routes.flatMap((route) =>
        route.target.kind === 'vpc-endpoint'
          ? []
          : route.destination === '0.0.0.0/0' && table.id !== 'rtb-public'
            ? [{ ...route, target: { kind, id } }]
            : [route],
      ),
    })),
  });
  const created = (network: Network) =>
    plan({ ...sceneOf(network), iac: 'cdk', name: 'x', tags: {}, s3Policy: 'full' }).changes.map(
      ({ kind }) => kind,
    );

  it.each([
    ['transit-gateway', 'tgw-1'],
    ['vpc-peering-connection', 'pcx-1'],
    ['core-network', 'arn:aws:networkmanager::1:core-network/core-network-1'],
  ] as const)('that leads to a %s may use those of a hub: unknown, and none is planned', (kind, id) => {
    const network = spoke(kind, id);
    expect(rulesOf(look(network))).toEqual(expect.arrayContaining(['not-permitted']));
    expect(rulesOf(look(network))).not.toContain('endpoint-missing');
    expect(created(network)).toEqual(['create-gateway-endpoint']);
    expect(created({ ...network, hostedZones: [] })).toContain('create-interface-endpoint');
  });

  it('that has a NAT gateway lacks them, and the plan says what deployment would', () => {
    const network = spoke('nat-gateway', 'nat-1');
    const { notes } = plan({ ...sceneOf(network), iac: 'cdk', name: 'x', tags: {}, s3Policy: 'full' });
    expect(texts(notes).filter((note) => note.includes('conflicting DNS domain'))).toHaveLength(1);
    const read = plan({
      ...sceneOf({ ...network, hostedZones: [] }),
      iac: 'cdk',
      name: 'x',
      tags: {},
      s3Policy: 'full',
    });
    expect(texts(read.notes).filter((note) => note.includes('conflicting DNS domain'))).toEqual([]);
  });
});
