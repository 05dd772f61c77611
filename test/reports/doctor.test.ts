import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { undescribed } from '../../src/ask/described.ts';
import type { Answers } from '../../src/ask/questions.ts';
import { doctor } from '../../src/commands/doctor/doctor.ts';
import type { Severity } from '../../src/core/findings/rule.ts';
import type { Network } from '../../src/core/network/network.ts';
import { Problem } from '../../src/core/problem.ts';
import { failing } from '../../src/reports/report.ts';
import {
  A,
  B,
  edit,
  interfaceEndpoint,
  PUBLIC,
  RIGHT,
  S3_PREFIX_LIST,
  sceneOf,
  withEndpoints,
  withoutRoute,
} from '../core/rules/network.ts';
import { findings } from '../engine.ts';
import { large } from './reports.ts';

const ANSWERS: Answers = { region: 'eu-west-1', vpc: 'vpc-1', launchType: 'ec2' };

async function run(network: Network, answers: Answers = {}, attended = true) {
  let printed = '';
  let said = '';
  const saved: [string, Network][] = [];
  const code = await doctor(undescribed({ ...ANSWERS, ...answers }), {
    style: { width: 80, colour: false, unicode: true },
    shell: 'posix',
    commandWords: [],
    readNetwork: async () => network,
    saveSnapshot: async (...snapshot) => {
      saved.push(snapshot);
    },
    print: (text) => {
      printed += text;
    },
    attended,
    say: (text) => {
      said += text;
    },
  });
  return { code, printed, said, saved };
}

const withoutS3Route = withoutRoute(RIGHT, 'rtb-b', S3_PREFIX_LIST);
const inOneZone = edit(RIGHT, 'endpoints', 'vpce-ecr-api', () =>
  interfaceEndpoint('ecr.api', { subnetIds: [A] }),
);
const customDns = { ...RIGHT, vpc: { ...RIGHT.vpc, nameServers: ['10.0.0.53'] } };
const unneeded = withEndpoints(RIGHT, interfaceEndpoint('sqs'));

describe('exit code', () => {
  it.each([
    ['nothing', RIGHT, 0, 0, 0, 0],
    ['an info', unneeded, 0, 0, 0, 0],
    ['a warning', inOneZone, 0, 0, 1, 0],
    ['an unknown', customDns, 0, 1, 1, 0],
    ['an error', withoutS3Route, 1, 1, 1, 0],
  ] as const)('%s', async (_, network, error, unknown, warning, never) => {
    expect((await run(network)).code).toBe(error);
    expect((await run(network, {}, false)).code).toBe(unknown);
    expect((await run(network, { failOn: 'error' }, false)).code).toBe(error);
    expect((await run(network, { failOn: 'unknown' })).code).toBe(unknown);
    expect((await run(network, { failOn: 'warning' })).code).toBe(warning);
    expect((await run(network, { failOn: 'never' })).code).toBe(never);
  });

  it('agrees with ok in the JSON', async () => {
    for (const failOn of ['error', 'unknown', 'warning', 'never', undefined] as const) {
      for (const attended of [true, false]) {
        const answers: Answers = { json: true, ...(failOn && { failOn }) };
        const { code, printed } = await run(customDns, answers, attended);
        expect(JSON.parse(printed).ok).toBe(code === 0);
      }
    }
  });

  it('says why it is 1 where only the default without a terminal makes it so', async () => {
    const line =
      'Exit code 1: something is unknown and there is no terminal. To allow that, pass --fail-on error.';
    expect((await run(customDns, {}, false)).said).toBe(line);
    expect((await run(customDns, { json: true }, false)).said).toBe(line);
    expect((await run(customDns)).said).toBe('');
    expect((await run(customDns, { failOn: 'unknown' }, false)).said).toBe('');
    expect((await run(withoutS3Route, {}, false)).said).toBe('');
    expect((await run(inOneZone, {}, false)).said).toBe('');
  });

  it.each<[Severity, boolean, boolean]>([
    ['error', true, true],
    ['warning', false, true],
    ['unknown', false, true],
    ['info', false, false],
  ])('of %s', (severity, error, warning) => {
    const found = findings(sceneOf(withoutS3Route)).map((finding) => ({ ...finding, severity }));
    expect([failing(found, 'error'), failing(found, 'warning'), failing(found, 'never')]).toEqual([
      error,
      warning,
      false,
    ]);
  });
});

describe('subnets', () => {
  it('are all without a route to an internet gateway, unless named', async () => {
    const looked = async (answers: Answers) => {
      const { paths } = JSON.parse((await run(RIGHT, { json: true, ...answers })).printed);
      return [...new Set(paths.map(({ subnetId }: { subnetId: string }) => subnetId))];
    };
    expect(await looked({})).toEqual([A, B]);
    expect(await looked({ subnets: [B, PUBLIC] })).toEqual([B, PUBLIC]);
  });

  it.each([
    ['another VPC has', { subnets: ['subnet-foreign'] }, RIGHT, /subnet-foreign: no such subnet in vpc-1/],
    ['there are none', {}, { ...RIGHT, subnets: [] }, /vpc-1 has no subnets/],
    [
      'all are public',
      {},
      { ...RIGHT, subnets: RIGHT.subnets.slice(2) },
      /Every subnet of vpc-1 .* --subnets/,
    ],
  ])('that %s are refused', async (_, answers, network, message) => {
    const failure = await run(network, answers).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Problem);
    expect(String(failure)).toMatch(message);
  });
});

describe('the next command', () => {
  const lastLine = async (network: Network, answers: Answers = {}) =>
    (await run(network, answers)).printed.trimEnd().split('\n').at(-1)?.trim();

  it('is the create that fixes it, with the same answers', async () => {
    expect(await lastLine(withoutS3Route, { services: ['dynamodb'], taskSecurityGroups: ['sg-tasks'] })).toBe(
      'npx create-private-ecs-network private-ecs-network --region eu-west-1 --vpc vpc-1 --subnets subnet-a,subnet-b --launch-type ec2 ' +
        '--services dynamodb --task-security-groups sg-tasks --iac terraform --name private-ecs --yes',
    );
  });

  it('takes a name and a directory that no earlier run in the VPC has', async () => {
    const earlier = ['private-ecs-endpoints', 'private-ecs-2-endpoints'].map((name) => ({
      ...{ id: `sg-${name}`, name, ingress: [], egress: [] },
    }));
    const securityGroups = [...(withoutS3Route.securityGroups ?? []), ...earlier];
    const line = await lastLine({ ...withoutS3Route, securityGroups });
    expect(line).toContain('npx create-private-ecs-network private-ecs-network-3 ');
    expect(line).toContain(' --name private-ecs-3 ');
  });

  it('leaves it to create to ask for subnets that are too many to type', async () => {
    const { network } = large(60);
    expect(await lastLine(network)).toBe(
      'npx create-private-ecs-network private-ecs-network --region eu-west-1 --vpc vpc-1 --launch-type ec2 --iac terraform --name private-ecs',
    );
  });

  it.each([
    ['a right network', RIGHT],
    ['what create leaves', inOneZone],
    ['what nothing fixes', customDns],
  ])('is not there for %s', async (_, network) => {
    expect((await run(network)).printed).not.toContain('--iac');
  });
});

describe('--explain', () => {
  it("prints the rule's page and reads nothing", async () => {
    let printed = '';
    const code = await doctor(undescribed({ explain: 's3-route-missing' }), {
      style: { width: 80, colour: false, unicode: true },
      shell: 'posix',
      commandWords: [],
      readNetwork: async () => Promise.reject(new Error('read')),
      saveSnapshot: async () => undefined,
      attended: true,
      say: () => undefined,
      print: (text) => {
        printed += text;
      },
    });
    const page = new URL('../../docs/rules/s3-route-missing.md', import.meta.url);
    expect([code, printed]).toEqual([0, readFileSync(page, 'utf8')]);
  });

  it('suggests the rule that was meant', async () => {
    await expect(run(RIGHT, { explain: 's3-route-mising' })).rejects.toThrow(
      'did you mean s3-route-missing?',
    );
    await expect(run(RIGHT, { explain: 'toString' })).rejects.toBeInstanceOf(Problem);
  });
});

it('saves what it read before it says anything about it', async () => {
  const { saved } = await run(withoutS3Route, { saveSnapshot: 'vpc.json' });
  expect(saved).toEqual([['vpc.json', withoutS3Route]]);
});

it('tells causes before what only shows once they are gone, and what fixes most first', async () => {
  const network = edit(
    edit(withoutS3Route, 'endpoints', 'vpce-ecr-dkr', () => ({ privateDns: false })),
    'securityGroups',
    'sg-endpoints',
    () => ({ ingress: [] }),
  );
  expect(findings(sceneOf(network)).map(({ rule, services }) => [rule, services.length])).toEqual([
    ['endpoint-security-group-blocks', 4],
    ['s3-route-missing', 1],
    ['private-dns-off', 1],
  ]);
});
