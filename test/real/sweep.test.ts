import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PROGRAM } from '../cli/program.ts';
import { type Front, startFront } from './front.ts';
import { type Moto, startMoto } from './moto.ts';
import {
  assume,
  type Organization,
  type PlantedVpc,
  plantOrganization,
  plantParticipant,
  plantTaskOnEc2,
} from './organization.ts';
import { asParticipant, type SharedVpc } from './shared-vpc.ts';
import { describeWithTools } from './tools.ts';

interface Row {
  readonly accountId: string;
  readonly region: string | null;
  readonly vpcId?: string;
  readonly name: string | null;
  readonly launchTypes: readonly string[];
  readonly subnets: readonly string[];
  readonly paths: Readonly<Record<string, number>>;
  readonly worst: string | null;
  readonly findings: readonly { readonly rule: string; readonly severity: string; readonly count: number }[];
  readonly error?: string;
}

interface Doctor {
  readonly launchType: string;
  readonly subnets: readonly { readonly id: string }[];
  readonly paths: readonly { readonly via: string }[];
  readonly findings: readonly { readonly rule: string; readonly severity: string }[];
  readonly workload: readonly { readonly kind: string; readonly severity: string }[];
}

describeWithTools(['python3', 'moto_server'], 'a sweep of an organization', () => {
  let moto: Moto;
  let front: Front;
  let folder: string;
  let organization: Organization;
  let shared: SharedVpc | undefined;

  beforeAll(async () => {
    moto = await startMoto();
    folder = mkdtempSync(join(tmpdir(), 'sweep-'));
    organization = await plantOrganization(moto);
    const { accounts } = organization;
    front = await startFront(moto.url, (asked) => {
      const { service, region, accountId, body } = asked;
      const ofShared = shared && asParticipant(shared, asked);
      if (ofShared) return ofShared;
      if (service === 'sts' && body.includes(accounts[3] ?? '')) return DENIED;
      if (region === 'ap-south-1' && service === 'ecs') return THROTTLED;
      return accountId === accounts[2] && region === 'us-east-1' ? 'hang' : undefined;
    });
  }, 90_000);
  afterAll(async () => {
    await front?.stop();
    await moto?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const DENIED = {
    status: 403,
    type: 'text/xml',
    body: '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:iam::123456789012:user/x is not authorized to perform: sts:AssumeRole on resource: y</Message></Error></ErrorResponse>',
  };
  const THROTTLED = {
    status: 400,
    type: 'application/x-amz-json-1.1',
    body: '{"__type":"ThrottlingException","message":"Rate exceeded"}',
  };

  /** Runs the program, whose calls this process answers. */
  const program = (args: readonly string[], env: Readonly<Record<string, string>>) =>
    new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
      const child = spawn(process.execPath, [PROGRAM, ...args], {
        cwd: folder,
        env: { ...moto.env, ...env },
      });
      const texts = { stdout: '', stderr: '' };
      child.stdout.on('data', (piece) => {
        texts.stdout += piece;
      });
      child.stderr.on('data', (piece) => {
        texts.stderr += piece;
      });
      child.on('close', (code) => resolve({ code, ...texts }));
    });

  /** The environment of who has assumed a role in an account. */
  const inAccount = async (accountId: string, url = moto.url) => {
    const keys = await assume({ url }, accountId);
    return {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_SESSION_TOKEN: keys.sessionToken ?? '',
    };
  };

  const doctorIn = async (accountId: string, region: string, ...flags: string[]): Promise<Doctor> => {
    const args = ['doctor', '--region', region, '--json', ...flags];
    return JSON.parse((await program(args, await inAccount(accountId))).stdout);
  };
  const doctorOf = ({ accountId, region, service }: PlantedVpc, ...more: string[]): Promise<Doctor> =>
    doctorIn(accountId, region, '--service', service, ...more);

  it('says of each VPC what doctor says of it, and of the rest why it is not read', async () => {
    const { code, stdout, stderr } = await program(
      [
        ...['sweep', '--organization', '--role', 'audit', '--external-id', 'e-1', '--timeout', '8', '--json'],
        ...['--regions', 'eu-west-1,us-east-1,ap-south-1', '--save', 'saved', '--concurrency', '4'],
      ],
      { AWS_ENDPOINT_URL: front.url, AWS_MAX_ATTEMPTS: '2' },
    );
    // It may take so long that it says how far it is, and which call hangs.
    const told = /^Note: (?:\d of 5 accounts, |Waiting for \S+ \(ecs:ListClusters in us-east-1\): ).*\n+/gm;
    expect(stderr.replace(told, '')).toBe('');
    expect(code).toBe(1);
    const { rows, totals, skipped }: { rows: Row[]; totals: object; skipped: string[] } = JSON.parse(stdout);
    const { accounts, suspended, vpcs } = organization;
    expect(skipped).toEqual([`${suspended} (old): SUSPENDED`]);
    expect(totals).toMatchObject({ accounts: 5, vpcs: 20 });

    const unread = rows.filter(({ error }) => error !== undefined);
    const reasonOf = (account: string | undefined, region: string | null) =>
      unread.find((row) => row.accountId === account && row.region === region)?.error;
    expect(reasonOf(accounts[3], null)).toMatch(/not allowed sts:AssumeRole/);
    expect(reasonOf(accounts[2], 'us-east-1')).toMatch(/did not answer in time/);
    for (const account of accounts.slice(0, 3))
      expect(reasonOf(account, 'ap-south-1')).toMatch(/throttled by AWS in ap-south-1/);
    expect(unread).toHaveLength(6);

    const roles = front.asked.filter(({ service, body }) => service === 'sts' && body.includes('AssumeRole'));
    expect(roles.every(({ body }) => body.includes('ExternalId=e-1'))).toBe(true);
    expect(roles.every(({ body }) => body.includes('RoleSessionName=create-private-ecs-network'))).toBe(true);

    const sample = vpcs.filter((_, at) => [0, 1, 2, 3, 4, 19].includes(at));
    const doctors = await Promise.all(sample.map((vpc) => doctorOf(vpc)));
    for (const [at, vpc] of sample.entries())
      expect(rows.find(({ vpcId }) => vpcId === vpc.vpcId)).toMatchObject(rowOf(vpc, doctors[at]));
    const onEc2 = vpcs.find(({ service }) => service.startsWith('ec2'));
    expect(rows.find(({ vpcId }) => vpcId === onEc2?.vpcId)).toMatchObject({
      launchTypes: ['ec2'],
      subnets: [onEc2?.subnetId],
    });
    // The same fault is the same row wherever it is.
    for (const { vpcId, fault, service } of vpcs.filter(({ service }) => service.startsWith('main'))) {
      const like = rows.find((row) => row.vpcId === sample.find((one) => one.fault === fault)?.vpcId);
      const row = rows.find((each) => each.vpcId === vpcId);
      expect([service, row?.paths, row?.worst]).toEqual([service, like?.paths, like?.worst]);
    }

    // Nothing of this needs AWS, and it is the same to the byte.
    const nowhere = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
    const again = await program(['sweep', '--from', 'saved', '--json'], nowhere);
    expect(again).toEqual({ code: 1, stdout, stderr: '' });
  }, 60_000);

  const sweepOf = async (...flags: string[]) => {
    const { code, stdout, stderr } = await program(['sweep', '--role', 'audit', '--json', ...flags], {
      AWS_ENDPOINT_URL: shared ? front.url : moto.url,
    });
    const { rows, totals } = JSON.parse(stdout || '{"rows":[]}') as { rows: Row[]; totals: object };
    return { code, rows, totals, stdout, stderr };
  };
  const placesOf = (vpcs: readonly { accountId: string; region: string | null; vpcId?: string }[]) =>
    vpcs.map(({ accountId, region, vpcId }) => `${accountId} ${region} ${vpcId}`).sort();

  it('reads a unit with the units below it, in all Regions that the accounts have enabled', async () => {
    const { accounts, vpcs, unit } = organization;
    const { rows, totals } = await sweepOf('--organization', '--ou', unit, '--regions', 'all');
    const inUnit = vpcs.filter(({ accountId }) => accounts.indexOf(accountId) < 2);
    expect(placesOf(rows)).toEqual(placesOf(inUnit));
    expect(totals).toMatchObject({ accounts: 2, vpcs: 17, unread: 0 });
  }, 60_000);

  it('says so of a unit that is not there', async () => {
    const { code, stderr } = await sweepOf(
      '--organization',
      '--ou',
      'ou-ab12-00000000',
      '--regions',
      'eu-west-1',
    );
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/--ou: the organization has no ou-ab12-00000000\./),
    ]);
  });

  it("assumes the role of the Region's partition there, under the name that is given", async () => {
    const before = front.asked.length;
    const flags = ['--accounts', '444455556666', '--regions', 'cn-north-1', '--role-session-name', 'audit-7'];
    const { code } = await program(['sweep', '--role', 'path/audit', ...flags], {
      AWS_ENDPOINT_URL: front.url,
    });
    const [first] = front.asked.slice(before).filter(({ service }) => service === 'sts');
    const body = new URLSearchParams(first?.body);
    expect([code, first?.region, body.get('RoleArn'), body.get('RoleSessionName')]).toEqual([
      0,
      'cn-north-1',
      'arn:aws-cn:iam::444455556666:role/path/audit',
      'audit-7',
    ]);
  });

  it('looks at VPCs without ECS tasks where it is told to', async () => {
    const { accounts, vpcs } = organization;
    const [, account = ''] = accounts;
    const more = ['--services', 'logs,dynamodb'];
    const where = ['--accounts', account, '--regions', 'eu-west-1', ...more];
    const { rows } = await sweepOf(...where, '--vpcs', 'all', '--launch-type', 'ec2');
    const named = (name: string) => rows.find((row) => row.name === name);
    expect(named('empty')).toMatchObject({
      launchTypes: ['ec2'],
      subnets: [expect.stringMatching(/^subnet-/)],
      paths: { blocked: 8 },
      worst: 'error',
    });
    expect(named('public')).toMatchObject({ launchTypes: [], subnets: [], worst: null, findings: [] });
    // The others, beside moto's default VPC.
    const { rows: withTasks } = await sweepOf(...where);
    const planted = vpcs.filter(({ accountId, region }) => accountId === account && region === 'eu-west-1');
    expect(placesOf(withTasks)).toEqual(placesOf(planted));
    expect(rows).toEqual(expect.arrayContaining(withTasks));
    expect(rows).toHaveLength(withTasks.length + 3);
    // Each is what doctor says that is told the same.
    const empty = named('empty')?.vpcId ?? '';
    const ofEmpty = ['--vpc', empty, '--launch-type', 'ec2', ...more];
    const [alone, served] = await Promise.all([
      doctorIn(account, 'eu-west-1', ...ofEmpty),
      ...planted.slice(0, 1).map((vpc) => doctorOf(vpc, ...more)),
    ]);
    const [first] = planted;
    expect(named('empty')).toMatchObject(
      rowOf({ accountId: account, region: 'eu-west-1', vpcId: empty }, alone),
    );
    expect(first && rows.find(({ vpcId }) => vpcId === first.vpcId)).toMatchObject(
      first ? rowOf(first, served) : {},
    );
  }, 60_000);

  it('takes a task on EC2 to be in the subnet and the groups of its instance', async () => {
    const onEc2 = organization.vpcs.find(({ service }) => service.startsWith('ec2'));
    const right = organization.vpcs.find(
      ({ accountId, fault }) => accountId === onEc2?.accountId && fault === 'none',
    );
    if (!right) throw new Error('No such VPC is planted beside the instance');
    const { accountId, region, vpcId, subnetId } = right;
    const { task, groupId } = await plantTaskOnEc2(moto, right);
    const flags = ['doctor', '--region', region, '--task', task, '--json'];
    const { stdout, stderr } = await program(flags, await inAccount(accountId));
    expect(stderr).toBe('');
    // The cluster's other instance is in another VPC.
    const { subnets, findings, ...document }: Doctor = JSON.parse(stdout);
    expect(document).toMatchObject({ vpcId, launchType: 'ec2' });
    expect(subnets.map(({ id }) => id)).toEqual([subnetId]);
    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: 'task-security-group-blocks',
        resources: expect.arrayContaining([expect.objectContaining({ id: groupId })]),
      }),
    );
  }, 60_000);

  it('takes what its owner sees of a shared VPC, where it reads both accounts', async () => {
    const participant = '444455556666';
    const owned = organization.vpcs.find(({ fault }) => fault === 's3 not routed');
    if (!owned) throw new Error('No such VPC is planted');
    const { accountId: owner, region, vpcId, subnetId } = owned;
    const groupId = 'sg-0a1b2c3d4e5f60718';
    await plantParticipant(moto, participant, owned, groupId);
    const { accessKeyId } = await assume(moto, owner);
    shared = { participant, vpcId, groupId, ownersKey: accessKeyId, groupsDenied: false };
    const where = ['--regions', region, '--accounts'];
    const both = await sweepOf(...where, `${participant},${owner}`, '--save', 'shared');
    const rowIn = (rows: readonly Row[], account: string) =>
      rows.find((row) => row.accountId === account && row.vpcId === vpcId);
    const guest = rowIn(both.rows, participant);
    const { paths, findings, worst } = rowIn(both.rows, owner) ?? {};
    expect(guest).toMatchObject({ ownerId: owner, subnets: [subnetId], paths, findings, worst });
    expect(findings?.map(({ rule }) => rule)).toEqual(['s3-route-missing']);
    const nowhere = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
    const again = await program(['sweep', '--from', 'shared', '--json'], nowhere);
    expect(again.stdout).toBe(both.stdout);

    const snapshot = `shared/${participant}/${region}/${vpcId}.json`;
    const flags = ['--subnets', subnetId, '--task-security-groups', groupId, '--launch-type', 'fargate'];
    const doctor = await program(['doctor', '--snapshot', snapshot, ...flags], nowhere);
    expect(doctor.stdout.replace(/[\s|]+/g, ' ')).toMatch(/s3-route-missing.*This is what account \d+ sees/);

    // Alone, the participant doesn't know, and is told whom to ask: also where no group tells whose the VPC is.
    const alone = await sweepOf(...where, participant);
    expect(rowIn(alone.rows, participant)).toMatchObject({ ownerId: owner, paths: { unknown: 3 } });
    for (const groupsDenied of [false, true]) {
      shared = { ...shared, groupsDenied };
      const { stdout } = await program(
        ['doctor', '--region', region, '--service', 'main/guest'],
        await inAccount(participant, front.url),
      );
      expect(stdout.replace(/[\s|]+/g, ' ')).toContain(`account ${owner} owns the VPC`);
    }
  }, 60_000);
});

/** What a row is, by what doctor says. */
function rowOf(
  { vpcId, accountId, region }: Pick<PlantedVpc, 'vpcId' | 'accountId' | 'region'>,
  doctor: Doctor | undefined,
): Partial<Row> {
  const said = [
    ...(doctor?.findings ?? []),
    ...(doctor?.workload ?? []).flatMap(({ kind, severity }) =>
      severity === 'info' ? [] : [{ rule: kind, severity }],
    ),
  ];
  const counts = new Map<string, number>();
  for (const { rule, severity } of said)
    counts.set(`${severity} ${rule}`, (counts.get(`${severity} ${rule}`) ?? 0) + 1);
  const order = ['error', 'unknown', 'warning', 'info'];
  return {
    accountId,
    region,
    vpcId,
    launchTypes: [doctor?.launchType ?? ''],
    subnets: doctor?.subnets.map(({ id }) => id) ?? [],
    paths: Object.fromEntries(
      ['endpoint', 'nat', 'internet', 'other', 'blocked', 'unknown'].map((way) => [
        way,
        doctor?.paths.filter(({ via }) => via === way).length ?? 0,
      ]),
    ),
    worst: order.find((severity) => said.some((finding) => finding.severity === severity)) ?? null,
    findings: [...counts]
      .map(([key, count]) => {
        const [severity = '', rule = ''] = key.split(' ');
        return { rule, severity, count };
      })
      .sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity)),
  };
}
