import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emptyFolder, NEW_VPC_FLAGS, run, withFlags } from '../cli/program.ts';
import { KEYS, Terminal } from '../cli/terminal.ts';
import { Lab } from './lab.ts';
import { type Moto, startMoto } from './moto.ts';
import { describeWithTools } from './tools.ts';

const KEYS_IN_ENV = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' };
const IN_FILE = 'aws_access_key_id = testing\naws_secret_access_key = testing\n';

/** The configuration files of AWS, with these profiles. */
function configured(profiles: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const folder = emptyFolder();
  const [AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE] = [
    join(folder, 'config'),
    join(folder, 'credentials'),
  ];
  const section = (name: string) => (name === 'default' ? name : `profile ${name}`);
  const regions = Object.entries(profiles).filter(([, region]) => region !== undefined);
  writeFileSync(
    AWS_CONFIG_FILE,
    regions.map(([name, region]) => `[${section(name)}]\nregion = ${region}\n`).join(''),
  );
  writeFileSync(
    AWS_SHARED_CREDENTIALS_FILE,
    Object.keys(profiles)
      .map((name) => `[${name}]\n${IN_FILE}`)
      .join(''),
  );
  return { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE };
}

describeWithTools(['moto_server', 'python3'], 'the account that the wizard works in', () => {
  let moto: Moto;
  /** Counts what it is asked, and answers nothing. */
  let counting: Server;
  let calls = 0;

  beforeAll(async () => {
    moto = await startMoto();
    counting = createServer((_, reply) => {
      calls += 1;
      reply.writeHead(403).end();
    });
    await new Promise<void>((done) => counting.listen(0, '127.0.0.1', done));
  }, 90_000);

  afterAll(async () => {
    counting?.close();
    await moto?.stop();
  });

  /** What stands between the title and the first question, in one line; and the terminal. */
  async function begun(
    url: string,
    env: Readonly<Record<string, string>>,
    {
      args = [],
      question = 'Which AWS Region?',
    }: { args?: readonly string[]; question?: string | undefined } = {},
  ) {
    const all = { LC_ALL: 'C.UTF-8', AWS_ENDPOINT_URL: url, ...env };
    const terminal = new Terminal(args, { cwd: emptyFolder(), env: all });
    await terminal.see(`◆  ${question}`);
    const said = terminal.text.slice(0, terminal.text.indexOf('◆  ')).split('\n').slice(1);
    return {
      terminal,
      said: said
        .map((line) => line.slice(3))
        .join(' ')
        .trim(),
    };
  }

  const environment = 'AWS account 123456789012, credentials from the environment';
  it.each([
    ['keys in the environment', KEYS_IN_ENV, {}, [], environment],
    ['and a Region', { ...KEYS_IN_ENV, AWS_REGION: 'eu-west-3' }, {}, [], `${environment}, Region eu-west-3`],
    ['before the default profile', KEYS_IN_ENV, { default: undefined }, [], environment],
    ['the default profile', {}, { default: undefined }, [], 'AWS account 123456789012, profile default'],
    [
      'AWS_PROFILE',
      { AWS_PROFILE: 'shop' },
      { shop: 'eu-north-1' },
      [],
      'AWS account 123456789012, profile shop, Region eu-north-1',
    ],
    [
      '--profile',
      {},
      { default: 'eu-west-1', shop: 'eu-north-1' },
      ['--profile', 'shop'],
      'AWS account 123456789012, profile shop, Region eu-north-1',
    ],
    [
      '--profile before keys in the environment',
      KEYS_IN_ENV,
      { shop: undefined },
      ['--profile', 'shop'],
      'AWS account 123456789012, profile shop',
    ],
    [
      'AWS_PROFILE before keys in the environment',
      { ...KEYS_IN_ENV, AWS_PROFILE: 'shop' },
      { shop: undefined },
      [],
      'AWS account 123456789012, profile shop',
    ],
  ])('is named before the first question: %s', async (_, env, profiles, args, said) => {
    const question = 'AWS_REGION' in env ? 'How should we find out' : undefined;
    const { terminal, ...shown } = await begun(
      moto.url,
      { ...configured(profiles), ...env },
      { args, question },
    );
    await terminal.answer('', KEYS.ctrlC);
    expect(await terminal.exit).toBe(130);
    expect(shown.said).toBe(said);
  });

  it('is not waited for where nothing answers, and the wizard goes on', async () => {
    const { terminal, said } = await begun('http://127.0.0.1:1', KEYS_IN_ENV);
    await terminal.answer('', KEYS.enter);
    await terminal.answer('How should we find out', KEYS.ctrlC);
    expect(await terminal.exit).toBe(130);
    expect(said).toBe('AWS account: could not be found out, credentials from the environment');
  });

  const snapshot = resolve('docs/examples/nat-leak.snapshot.json');
  it.each([
    ['there are no credentials', {}, [], 'Which AWS Region?'],
    ['the VPC is new', KEYS_IN_ENV, ['--vpc', 'new'], 'Which AWS Region?'],
    ['the network comes from a file', KEYS_IN_ENV, ['--snapshot', snapshot], 'How should we find out'],
    ['AWS may not be asked', KEYS_IN_ENV, ['--offline'], 'Which AWS Region?'],
  ])('is neither asked for nor named where %s', async (_, env, args, question) => {
    calls = 0;
    const { port } = counting.address() as AddressInfo;
    const { terminal, said } = await begun(`http://127.0.0.1:${port}`, env, { args, question });
    await terminal.answer('', KEYS.ctrlC);
    expect(await terminal.exit).toBe(130);
    expect({ said, calls }).toEqual({ said: '', calls: 0 });
  });

  it('has AWS say that there is no such Region', async () => {
    const vpc = await new Lab(moto, 'eu-west-1').vpc('10.0.0.0/16', 'shop');
    const place = { '--region': 'eu-west-9', '--vpc': vpc, '--subnets': 'subnet-0aaaaaaaaaaaaaaa1' };
    const flags = withFlags(NEW_VPC_FLAGS, place);
    const cwd = emptyFolder();
    const { code, stdout, stderr } = run([...flags, '--yes'], { cwd, env: moto.env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Error: AWS has no Region eu-west-9\. Did you mean eu-west-\d\?/);
  });
});
