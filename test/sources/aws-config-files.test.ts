import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS } from '@smithy/core/config';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { awsProfiles, defaultRegion } from '../../src/sources/aws/aws-config-files.ts';

const home = mkdtempSync(join(tmpdir(), 'aws-config-'));
afterAll(() => rmSync(home, { recursive: true }));
mkdirSync(join(home, '.aws'));

beforeEach(() => {
  for (const key of [
    'AWS_REGION',
    'AWS_DEFAULT_REGION',
    'AWS_PROFILE',
    'AWS_CONFIG_FILE',
    'AWS_SHARED_CREDENTIALS_FILE',
  ]) {
    vi.stubEnv(key, undefined);
  }
  vi.stubEnv('HOME', home);
  write({});
});

function write({ config = '', credentials = '' }: { config?: string; credentials?: string }): void {
  writeFileSync(join(home, '.aws', 'config'), config);
  writeFileSync(join(home, '.aws', 'credentials'), credentials);
}

describe('the default Region', () => {
  const config = '[default]\nregion = eu-north-1\n[profile login]\nlogin_session = x\n';

  it.each<[string, Record<string, string>, string | undefined, string | undefined]>([
    [
      'AWS_REGION first',
      { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' },
      undefined,
      'eu-west-1',
    ],
    ['then AWS_DEFAULT_REGION', { AWS_DEFAULT_REGION: 'eu-west-2' }, undefined, 'eu-west-2'],
    ["then the default profile's", {}, undefined, 'eu-north-1'],
    ['none where the profile has none', {}, 'login', undefined],
    ['none where AWS_PROFILE has none', { AWS_PROFILE: 'login' }, undefined, undefined],
    ['none where the profile does not exist', {}, 'nosuch', undefined],
    ['none where there are no files', { HOME: join(home, 'nowhere') }, undefined, undefined],
  ])('is %s', (_, env, profile, region) => {
    write({ config });
    for (const [key, value] of Object.entries(env)) vi.stubEnv(key, value);
    expect(defaultRegion(profile === undefined ? {} : { profile })).toBe(region);
  });

  it('comes from files that the environment names, from the home directory too', () => {
    writeFileSync(join(home, 'elsewhere'), '[default]\nregion = sa-east-1\n');
    vi.stubEnv('AWS_CONFIG_FILE', join(home, 'elsewhere'));
    expect(defaultRegion({})).toBe('sa-east-1');
    vi.stubEnv('AWS_CONFIG_FILE', '~/elsewhere');
    expect(defaultRegion({})).toBe('sa-east-1');
  });

  const profile = fc.constantFrom('default', 'work', 'sso@x.y');
  const line = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('eu-west-1', 'us-east-1').map((value) => `region = ${value}`) },
    {
      weight: 6,
      arbitrary: profile.chain((name) =>
        fc.constantFrom(
          `[${name}]`,
          `[profile ${name}]`,
          `[profile "${name}"]`,
          `[profile '${name}']`,
          `  [profile ${name}]  # for work`,
          `[profile  ${name}]`,
          `[sso-session ${name}]`,
          `[ ${name} ]`,
          `[${name}`,
        ),
      ),
    },
    fc.constantFrom(
      'region=eu-west-2',
      '  region = eu-west-3 ; near',
      'region = eu-central-1#not a comment',
      '# region = eu-north-1',
      ';region = eu-north-1',
      'region =',
      'Region = eu-north-1',
      '= eu-north-1',
      'region eu-north-1',
      's3 =',
      '  region = eu-south-1',
      '\tmax_retries = 3',
      'output = json',
      '',
      ' ',
    ),
  );
  const file = fc
    .array(line, { maxLength: 14 })
    .chain((lines) => fc.constantFrom('\n', '\r\n').map((end) => lines.join(end)));

  it('is what the AWS SDK reads', async () => {
    const inSdk = (name: string) =>
      loadConfig<string>(
        {
          environmentVariableSelector: () => undefined,
          configFileSelector: ({ region }) => region,
          default: '',
        },
        { ...NODE_REGION_CONFIG_FILE_OPTIONS, ignoreCache: true, profile: name },
      )();
    await fc.assert(
      fc.asyncProperty(file, file, profile, async (config, credentials, name) => {
        write({ config, credentials });
        expect(defaultRegion({ profile: name }) ?? '').toBe(await inSdk(name));
      }),
      { numRuns: 500 },
    );
  });
});

describe('the profiles', () => {
  it('are those of both files, each once, in order', () => {
    write({
      config:
        '[default]\nregion = eu-north-1\n[profile work]\nregion = eu-west-1\n[profile "sso@x.y"]\nregion = eu-west-1\n[sso-session x]\nsso_region = eu-west-1\n',
      credentials: '[work]\naws_access_key_id = x\n[ci]\naws_access_key_id = y\n',
    });
    expect(awsProfiles()).toEqual(['ci', 'default', 'sso@x.y', 'work']);
  });

  it('are none where there are no files', () => {
    vi.stubEnv('HOME', join(home, 'nowhere'));
    expect(awsProfiles()).toEqual([]);
  });
});
