import { expect, it } from 'vitest';
import { withoutCredentials } from '../../src/core/text/without-credentials.ts';
import { debugText } from '../../src/host/debug-text.ts';

const KEY = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const TOKEN = `IQoJb3JpZ2luX2Vj${'Ab9+/'.repeat(40)}==`;
const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl-_x';

it.each([
  `The key ${KEY} is not known.`,
  `Credential=${KEY}/20260101/eu-west-1/ec2/aws4_request`,
  `authorization: AWS4-HMAC-SHA256 Credential=${KEY}/x, SignedHeaders=host, Signature=0123abcd`,
  `{"Authorization":"AWS4-HMAC-SHA256 Credential=${KEY}/x"}`,
  `Authorization: Basic YWRhOnNlc2FtZQ==`,
  `Bearer ${JWT}`,
  `token ${JWT} has expired`,
  `aws_secret_access_key = ${SECRET}`,
  `AWS_SECRET_ACCESS_KEY=${SECRET}`,
  `{ SecretAccessKey: '${SECRET}' }`,
  `<SecretAccessKey>${SECRET}</SecretAccessKey>`,
  `"SessionToken":"${TOKEN}"`,
  `x-amz-security-token: ${TOKEN}`,
  `https://h/?X-Amz-Security-Token=${encodeURIComponent(TOKEN)}&X-Amz-Signature=0123abcd&X-Amz-Expires=60`,
  `"accessToken": "short-one"`,
  `password=sesame`,
  SECRET,
  TOKEN,
])('hides the credentials in %s', (text) => {
  const shown = withoutCredentials(text);
  expect(shown).toContain('(hidden)');
  for (const secret of [
    KEY,
    SECRET,
    TOKEN,
    JWT,
    encodeURIComponent(TOKEN),
    '0123abcd',
    'YWRhOnNlc2FtZQ',
    'short-one',
    'sesame',
  ]) {
    expect(shown).not.toContain(secret);
  }
});

it.each([
  'User: arn:aws:iam::123456789012:user/ada is not authorized to perform: ec2:DescribeVpcs',
  'The vpc ID vpc-0a1b2c3d4e5f60718 does not exist',
  'connect ECONNREFUSED 127.0.0.1:4566',
  '    at Object.handle (/home/ada/.npm/_npx/1a2b/node_modules/create-private-ecs-network/dist/outside.cjs:1:2345)',
  'a reply of more than 32000000 bytes',
  'the token of the next page is not text',
])('leaves alone: %s', (text) => {
  expect(withoutCredentials(text)).toBe(text);
});

it('shows each cause once, and no more than a few', () => {
  const error = new Error('top', { cause: new Error('middle', { cause: 'bottom' }) });
  const text = debugText(error);
  expect(text.match(/^(Caused by: )?(Error: )?(top|middle|bottom)$/gm)).toEqual([
    'Error: top',
    'Caused by: Error: middle',
    'Caused by: bottom',
  ]);
  const loop = new Error('loop');
  loop.cause = loop;
  expect(debugText(loop).match(/Error: loop/g)?.length).toBeLessThan(10);
  expect(debugText(new Error('long '.repeat(1_000_000))).length).toBeLessThan(10_000);
});
