import { describe, expect, it } from 'vitest';
import { goesDirectly } from '../../src/sources/aws/proxy/no-proxy.ts';

const EC2 = 'ec2.eu-west-1.amazonaws.com';

it.each<[noProxy: string, host: string, direct: boolean, port?: number]>([
  ['', EC2, false],
  ['*', EC2, true],
  ['example.com,*', EC2, true],
  // A domain, and all its subdomains.
  [EC2, EC2, true],
  ['amazonaws.com', EC2, true],
  ['AmazonAWS.com', EC2, true],
  ['amazonaws.com', `${EC2}.`, true],
  ['amazonaws.com', 'EC2.eu-west-1.AMAZONAWS.com', true],
  ['amazonaws.com', 'amazonaws.com', true],
  ['mazonaws.com', EC2, false],
  ['amazonaws.com', 'ec2.cn-north-1.amazonaws.com.cn', false],
  ['com', EC2, true],
  // The subdomains alone.
  ['.amazonaws.com', EC2, true],
  ['.amazonaws.com', 'amazonaws.com', false],
  ['*.amazonaws.com', EC2, true],
  ['*.amazonaws.com', 'amazonaws.com', false],
  ['*amazonaws.com', EC2, false],
  ['ec2.*.amazonaws.com', EC2, false],
  // Lists, however they are written.
  ['example.com, amazonaws.com', EC2, true],
  ['example.com amazonaws.com', EC2, true],
  [' ,, amazonaws.com ,', EC2, true],
  [',', EC2, false],
  ['.', EC2, false],
  // Ports.
  ['amazonaws.com:443', EC2, true],
  ['amazonaws.com:8443', EC2, false],
  ['amazonaws.com:8443', EC2, true, 8443],
  ['.amazonaws.com:443', EC2, true],
  ['amazonaws.com:', EC2, false],
  ['*:443', EC2, false],
  // Addresses and blocks of them.
  ['10.1.2.3', '10.1.2.3', true],
  ['10.1.2.3', '10.1.2.30', false],
  ['10.1.2.3:443', '10.1.2.3', true],
  ['10.1.2.3:80', '10.1.2.3', false],
  ['10.0.0.0/8', '10.1.2.3', true],
  ['10.0.0.0/8:443', '10.1.2.3', true],
  ['10.0.0.0/8', '11.1.2.3', false],
  ['10.0.0.0/8', EC2, false],
  ['0.0.0.0/0', '8.8.8.8', true],
  ['10.0.0.0/33', '10.0.0.0', false],
  ['10.0.0.0/', '10.0.0.0', false],
  ['10.0.0.0/x', '10.0.0.0', false],
  ['1.2.3', '10.1.2.3', false],
  ['3', '10.1.2.3', false],
  ['2001:db8::1', '2001:db8::1', true],
  ['2001:db8::1', '2001:db8:0:0::1', true],
  ['[2001:db8::1]', '2001:db8::1', true],
  ['[2001:db8::1]:443', '2001:db8::1', true],
  ['[2001:db8::1]:80', '2001:db8::1', false],
  ['2001:db8::/32', '2001:db8:ffff::1', true],
  ['2001:db8::/32', '2001:db9::1', false],
  ['::/0', '10.1.2.3', false],
  ['0.0.0.0/0', '2001:db8::1', false],
])('NO_PROXY=%j, %s: directly %s', (noProxy, host, direct, port = 443) => {
  expect(goesDirectly({ host, port }, noProxy)).toBe(direct);
});

describe('without NO_PROXY', () => {
  it.each([
    'localhost',
    'LOCALHOST',
    '127.0.0.1',
    '127.8.9.10',
    '::1',
    // An instance's metadata, a container's credentials in ECS and in EKS.
    '169.254.169.254',
    'fd00:ec2::254',
    '169.254.170.2',
    '169.254.170.23',
    'fd00:ec2::23',
  ])('%s is always called directly', (host) => {
    expect(goesDirectly({ host, port: 80 }, '')).toBe(true);
  });

  it.each(['localhost.example.com', '128.0.0.1', '169.253.0.1', 'fd00:ec3::1', '10.0.0.1'])(
    '%s is not',
    (host) => {
      expect(goesDirectly({ host, port: 80 }, '')).toBe(false);
    },
  );
});
