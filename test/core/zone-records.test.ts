import { describe, expect, it } from 'vitest';
import type { ServiceName } from '../../src/core/catalogue.ts';
import type { ZoneRecord } from '../../src/core/network/network.ts';
import type { RecordReply } from '../../src/core/network/replies.ts';
import { toZoneRecords } from '../../src/core/network/zone-records.ts';

const place = { region: 'eu-west-1', partition: 'aws' } as const;
const NAME = 'api.ecr.eu-west-1.amazonaws.com';
const SERVICES: readonly ServiceName[] = ['ecr.api', 'ecr.dkr'];
const ENDPOINT = 'vpce-0a1b2c3d4e5f60718';
const alias = (DNSName: string, more: RecordReply = {}): RecordReply => ({
  Name: `${NAME}.`,
  Type: 'A',
  AliasTarget: { DNSName },
  ...more,
});
const cname = (...values: readonly string[]): RecordReply => ({
  Name: `${NAME}.`,
  Type: 'CNAME',
  ResourceRecords: values.map((Value) => ({ Value })),
});
const DNS = `${ENDPOINT}-abcd1234.api.ecr.eu-west-1.vpce.amazonaws.com`;

describe('a record', () => {
  it.each<[string, RecordReply, string | undefined]>([
    ['an alias of an endpoint', alias(`${DNS}.`), ENDPOINT],
    ['in capitals, without a dot at its end', alias(DNS.toUpperCase()), ENDPOINT],
    ['a CNAME', cname(`${DNS}.`), ENDPOINT],
    ['in another Region', alias(`${ENDPOINT}-abcd1234.api.ecr.eu-west-2.vpce.amazonaws.com.`), undefined],
    [
      'the name of one zone of an endpoint',
      alias(`${ENDPOINT}-abcd1234-eu-west-1a.api.ecr.eu-west-1.vpce.amazonaws.com.`),
      undefined,
    ],
    ['a load balancer', alias('internal-x.eu-west-1.elb.amazonaws.com.'), undefined],
    ['a name that only looks like it', alias(`${DNS}.example.com.`), undefined],
    ['one of several that share the queries', alias(DNS, { SetIdentifier: 'blue' }), undefined],
    ['two values', cname(DNS, DNS), undefined],
    ['none', { Name: `${NAME}.`, Type: 'A' }, undefined],
  ])('%s', (_, reply, endpointId) => {
    const [record] = toZoneRecords([reply], SERVICES, place);
    expect(record).toEqual({ name: NAME, type: reply.Type, ...(endpointId && { endpointId }) });
  });

  it('in China has the names that services have there', () => {
    const name = 'api.ecr.cn-north-1.amazonaws.com.cn';
    const DNSName = `${ENDPOINT}-abcd1234.api.ecr.cn-north-1.vpce.amazonaws.com.cn.`;
    const china = { region: 'cn-north-1', partition: 'aws-cn' } as const;
    expect(toZoneRecords([alias(DNSName, { Name: name })], SERVICES, china)).toEqual([
      { name, type: 'A', endpointId: ENDPOINT },
    ]);
  });

  it('that is an alias of another record of the zone leads where that does', () => {
    const wildcard = alias(NAME, { Name: '\\052.dkr.ecr.eu-west-1.amazonaws.com.' });
    expect(toZoneRecords([wildcard, alias(DNS)], SERVICES, place)).toEqual<ZoneRecord[]>([
      { name: '*.dkr.ecr.eu-west-1.amazonaws.com', type: 'A', endpointId: ENDPOINT },
      { name: NAME, type: 'A', endpointId: ENDPOINT },
    ]);
    expect(toZoneRecords([alias(NAME)], SERVICES, place)).toEqual([{ name: NAME, type: 'A' }]);
  });

  it.each([
    ['its own name', NAME, true],
    ['a wildcard above it', '\\052.eu-west-1.amazonaws.com', true],
    ['the zone above it', 'amazonaws.com', true],
    ['a registry', '123456789012.dkr.ecr.eu-west-1.amazonaws.com', true],
    ['another service', 'logs.eu-west-1.amazonaws.com', false],
    ['below a service with one name', `x.${NAME}`, false],
    ['another domain', 'shop.internal', false],
  ])('of %s counts: %s', (_, name, counts) => {
    expect(toZoneRecords([alias(DNS, { Name: `${name}.` })], SERVICES, place)).toHaveLength(counts ? 1 : 0);
  });
});
