import { describe, expect, it } from 'vitest';
import { undescribed } from '../../src/ask/described.ts';
import type { Answers } from '../../src/ask/questions.ts';
import { type CreateIo, create } from '../../src/commands/create/create.ts';
import type { Network } from '../../src/core/network/network.ts';
import { A, B, RIGHT } from '../core/rules/network.ts';

const ANSWERS: Answers = {
  region: 'eu-west-1',
  vpc: 'vpc-1',
  subnets: [A, B],
  launchType: 'ec2',
  iac: 'terraform',
  directory: 'out',
};

/** What `create` prints and writes for a network, or what it refuses with. */
async function made(network: Network, answers: Answers = {}) {
  const written: string[] = [];
  let printed = '';
  const refuse = () => {
    throw new Error('not asked for here');
  };
  const io = {
    env: {},
    shell: 'posix',
    width: 80,
    signal: new AbortController().signal,
    commandWords: [],
    dialogue: undefined,
    cwd: '/',
    readNetwork: async () => network,
    targetFault: () => undefined,
    readRecord: () => undefined,
    textIn: () => undefined,
    hashesOf: () => ({}),
    editedFiles: () => [],
    version: '0.0.0',
    filesReplaced: () => [],
    writeFiles: async (_: string, files: readonly { readonly path: string }[]) => {
      written.push(...files.map(({ path }) => path));
    },
    check: refuse,
    checkLog: refuse,
    print: (text: string) => {
      printed += text;
    },
    say: () => undefined,
  } as unknown as CreateIo;
  const fault = await create(undescribed({ ...ANSWERS, ...answers }), io).then(
    () => undefined,
    (error: Error) => error.message,
  );
  return { fault, printed, written };
}

const REASON = 'This role may not.';
const unread = (network: Network, call: string): Network => ({
  ...network,
  unreadable: [{ call, action: `ec2:${call}`, reason: REASON }],
});

const WITHOUT: Readonly<Record<string, Network>> = {
  DescribeVpcEndpoints: unread({ ...RIGHT, endpoints: undefined }, 'DescribeVpcEndpoints'),
  DescribeRouteTables: unread(
    {
      ...RIGHT,
      routeTables: undefined,
      subnets: RIGHT.subnets.map((subnet) => ({ ...subnet, routeTableId: undefined })),
    },
    'DescribeRouteTables',
  ),
  DescribeNetworkAcls: unread({ ...RIGHT, networkAcls: undefined }, 'DescribeNetworkAcls'),
  DescribeSecurityGroups: unread({ ...RIGHT, securityGroups: undefined }, 'DescribeSecurityGroups'),
  DescribeDhcpOptions: unread(
    { ...RIGHT, vpc: { ...RIGHT.vpc, nameServers: undefined } },
    'DescribeDhcpOptions',
  ),
};

const MODES: readonly Answers[] = [
  {},
  { json: true },
  { dryRun: true },
  { dryRun: true, json: true },
  { iac: 'cloudformation' },
  { snapshot: 'vpc.json' },
];

describe('create refuses to plan on what was not read', () => {
  it.each(Object.entries(WITHOUT))(
    'without %s, where there would be nothing to write',
    async (call, network) => {
      for (const mode of MODES) {
        expect(await made(network, mode)).toEqual({
          fault: `The plan depends on something that couldn't be read, so nothing was written.\n${call} was denied or failed: allow ec2:${call}. ${REASON}`,
          printed: '',
          written: [],
        });
      }
    },
  );

  it('of an old snapshot that does not even name the call', async () => {
    const { fault } = await made({ ...RIGHT, endpoints: undefined }, { snapshot: 'vpc.json' });
    expect(fault).toContain('DescribeVpcEndpoints was denied or failed: allow ec2:DescribeVpcEndpoints.');
  });

  it('names what an answer lacks', async () => {
    const { fault } = await made({ ...RIGHT, networkAcls: [] });
    expect(fault).toContain(`DescribeNetworkAcls shows no network ACL of ${A}.`);
  });

  it('without route tables, though endpoints are to be written', async () => {
    const bare = { ...RIGHT, endpoints: [] };
    const { fault, written } = await made({ ...bare, routeTables: undefined });
    expect(fault).toContain('allow ec2:DescribeRouteTables');
    expect(written).toEqual([]);
  });
});

describe('create goes on', () => {
  it('where a person decides', async () => {
    const { fault, printed } = await made({ ...RIGHT, vpc: { ...RIGHT.vpc, nameServers: ['10.0.0.53'] } });
    expect(fault).toBeUndefined();
    expect(printed).toContain('Nothing to generate: the open items above need your decision.');
  });

  it('where nothing turns on what was not read', async () => {
    for (const call of ['DescribeNatGateways', 'DescribeVpcEndpointServices', 'DescribeNetworkInterfaces']) {
      const { fault, printed } = await made(unread(RIGHT, call));
      expect(fault).toBeUndefined();
      expect(printed).toContain('No changes: every endpoint your tasks need already exists.');
    }
  });

  it('where the rest can be written', async () => {
    const some = { ...RIGHT, endpoints: RIGHT.endpoints?.slice(1) };
    const { fault, written } = await made(unread({ ...some, networkAcls: undefined }, 'DescribeNetworkAcls'));
    expect(fault).toBeUndefined();
    expect(written).toContain('main.tf');
  });
});
