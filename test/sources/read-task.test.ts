import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ECS } from '../../scripts/fuzz/parts/account.mjs';
import { Problem } from '../../src/core/problem.ts';
import type { TaskFacts } from '../../src/core/workload/ecs-task.ts';
import { readTask } from '../../src/sources/aws/read-task.ts';
import { bareEnv, type Outcome, PROGRAM } from '../cli/program.ts';
import { textOf } from '../docs/page.ts';
import { schemaFaults } from '../reports/schema-faults.ts';
import { type FakeAnswer, type FakeAws, startFakeAws } from './fake-aws.ts';
import { withTestingCredentials } from './testing-credentials.ts';

const TARGET = { region: 'eu-west-1' };
const ARN = 'arn:aws:ecs:eu-west-1:123456789012';
const ID = '0123456789abcdef0123456789abcdef';
const TASK = `shop/${ID}`;
const SUBNET = 'subnet-0aaaaaaaaaaaaaaa1';
const GROUP = 'sg-0aaaaaaaaaaaaaaa1';
const REASON =
  'ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager.';

const fargate = {
  taskArn: `${ARN}:task/${TASK}`,
  taskDefinitionArn: `${ARN}:task-definition/web:3`,
  lastStatus: 'STOPPED',
  stopCode: 'TaskFailedToStart',
  stoppedReason: REASON,
  launchType: 'FARGATE',
  platformVersion: '1.4.0',
  group: 'service:web',
  attachments: [
    {
      type: 'ElasticNetworkInterface',
      status: 'DELETED',
      details: [
        { name: 'subnetId', value: SUBNET },
        { name: 'networkInterfaceId', value: 'eni-0000000a' },
      ],
    },
  ],
  containers: [{ name: 'app', lastStatus: 'STOPPED' }],
};
const INSTANCE = `${ARN}:container-instance/shop/1`;
const onEc2 = { ...fargate, launchType: 'EC2', platformVersion: undefined, containerInstanceArn: INSTANCE };
const instance = {
  containerInstanceArn: INSTANCE,
  ec2InstanceId: 'i-0a1b2c3d',
  agentConnected: true,
  versionInfo: { agentVersion: '1.80.0' },
  attributes: [{ name: 'ecs.capability.x' }, { name: 'ecs.subnet-id', value: SUBNET }],
};
const found = (GroupId: string, address = false) => ({
  networkInterfaceSet: [
    {
      networkInterfaceId: 'eni-0000000a',
      groupSet: [{ groupId: GroupId }],
      ...(address && { association: { publicIp: '3.5.8.1' } }),
    },
  ],
});
const gone = { networkInterfaceSet: [] };
const ANSWERS = {
  DescribeTasks: { tasks: [fargate], failures: [] },
  DescribeContainerInstances: { containerInstances: [instance], failures: [] },
  DescribeNetworkInterfaces: gone,
};

let aws: FakeAws | undefined;
withTestingCredentials();
afterEach(async () => {
  await aws?.stop();
  aws = undefined;
});

async function answering(answers: Readonly<Record<string, FakeAnswer>> = {}): Promise<FakeAws> {
  await aws?.stop();
  aws = await startFakeAws({ ...ANSWERS, ...answers });
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
  return aws;
}

async function read(answers: Readonly<Record<string, FakeAnswer>> = {}, name = TASK): Promise<TaskFacts> {
  await answering(answers);
  return readTask(TARGET, name);
}

const problem = async (answers: Readonly<Record<string, FakeAnswer>>, name?: string): Promise<string> => {
  const error = await read(answers, name).then(
    (facts) => facts,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Problem);
  return error instanceof Problem ? error.message : '';
};

describe('a task', () => {
  it('is read with its definition, its service and its interface', async () => {
    const { task, definitions, securityGroupIds, publicAddress, notes } = await read({
      DescribeNetworkInterfaces: found('sg-0ccccccc', true),
    });
    expect(task).toMatchObject({
      name: TASK,
      status: 'STOPPED',
      stopCode: 'TaskFailedToStart',
      service: 'web',
      networkInterface: { id: 'eni-0000000a', subnetId: SUBNET },
    });
    expect(definitions.map(({ label }) => label)).toEqual(['web']);
    expect({ securityGroupIds, publicAddress, notes }).toEqual({
      securityGroupIds: ['sg-0ccccccc'],
      publicAddress: true,
      notes: [],
    });
  });

  it('can be named by its ARN', async () => {
    expect((await read({}, `${ARN}:task/${TASK}`)).task.name).toBe(TASK);
    expect(await problem({}, `arn:aws:ecs:us-east-1:123456789012:task/${TASK}`)).toContain(
      'is in us-east-1, not in eu-west-1. Pass --region us-east-1, or name a task of eu-west-1.',
    );
  });

  it('whose interface is gone has the groups of its service, and that is said', async () => {
    const { securityGroupIds, notes } = await read();
    expect(securityGroupIds).toEqual([GROUP]);
    expect(notes).toEqual([
      `The task's network interface is gone, so its security groups are taken from its service as it is now: ${GROUP}.`,
    ]);
  });

  it('of no service, whose interface is gone, has groups that are not known', async () => {
    const { securityGroupIds, notes } = await read({
      DescribeTasks: { tasks: [{ ...fargate, group: 'family:web' }] },
    });
    expect(securityGroupIds).toEqual([]);
    expect(notes).toEqual([expect.stringContaining("isn't known, so they are taken to let everything out")]);
  });

  it('on EC2 is where EC2 says that its instance is, whatever the agent registered', async () => {
    const subnetId = 'subnet-0aaaaaaaaaaaaaaa2';
    const [interfaceOfInstance] = found(GROUP).networkInterfaceSet;
    for (const attributes of [[], instance.attributes]) {
      await answering({
        DescribeTasks: { tasks: [onEc2], failures: [] },
        DescribeContainerInstances: { containerInstances: [{ ...instance, attributes }], failures: [] },
        DescribeNetworkInterfaces: { networkInterfaceSet: [{ ...interfaceOfInstance, subnetId }] },
      });
      expect((await readTask(TARGET, TASK)).instance?.subnetId).toBe(subnetId);
    }
  });

  it('on EC2 is where its instance is', async () => {
    const calls = await answering({
      DescribeTasks: { tasks: [onEc2] },
      DescribeNetworkInterfaces: found('sg-0ddddddd'),
    });
    const facts = await readTask(TARGET, TASK);
    expect(facts.instance).toEqual({
      id: 'i-0a1b2c3d',
      subnetId: SUBNET,
      agentVersion: '1.80.0',
      agentConnected: true,
    });
    expect(facts.securityGroupIds).toEqual(['sg-0ddddddd']);
    expect(calls.calls).toContain('DescribeContainerInstances');
  });

  it('on Fargate is not asked for an instance, and one without ECS Exec not for its cluster', async () => {
    const { calls } = await answering({
      DescribeServices: { services: [{ serviceName: 'web', launchType: 'FARGATE' }] },
    });
    await readTask(TARGET, TASK);
    expect(new Set(calls)).toEqual(
      new Set(['DescribeTasks', 'DescribeTaskDefinition', 'DescribeServices', 'DescribeNetworkInterfaces']),
    );
  });

  it('that is next to empty is read all the same', async () => {
    const { task } = await read({
      DescribeTasks: {
        tasks: [{ taskArn: 'x', taskDefinitionArn: `${ARN}:task-definition/web:3`, lastStatus: 'PENDING' }],
      },
    });
    expect(task).toMatchObject({ status: 'PENDING', containers: [], networkInterface: undefined });
  });

  it.each([
    ['says MISSING', { tasks: [], failures: [{ arn: 'x', reason: 'MISSING' }] }],
    ['is empty', { tasks: [] }],
  ])('that ECS does not show any more is said so, where the reply %s', async (_, reply) => {
    const text = await problem({ DescribeTasks: reply });
    expect(text).toMatch(
      /shows no task 0123.*shown for about an hour.*--stopped-reason "TEXT".*describe-services --cluster shop/,
    );
  });

  it('that ECS does not show for another reason gives it', async () => {
    const text = await problem({ DescribeTasks: { tasks: [], failures: [{ reason: 'Odd\n::error::x' }] } });
    expect(text).toBe(`ECS doesn't show the task ${TASK}: Odd ::error::x.`);
  });

  it('of a cluster that is not there', async () => {
    expect(await problem({ DescribeTasks: { error: 'ClusterNotFoundException' } })).toBe(
      'ECS in eu-west-1 has no cluster "shop".',
    );
  });
});

describe('a call that is denied', () => {
  it.each(['DescribeTasks', 'DescribeTaskDefinition'])(
    'ends the run for %s, and names the action',
    async (action) => {
      expect(await problem({ [action]: { error: 'AccessDeniedException' } })).toContain(
        `are not allowed ecs:${action} in eu-west-1`,
      );
    },
  );

  it('is said for the service', async () => {
    const { service, notes } = await read({ DescribeServices: { error: 'AccessDeniedException' } });
    expect(service).toBeUndefined();
    expect(notes[0]).toMatch(
      /^The service shop\/web, which started the task, could not be read: .*ecs:DescribeServices/,
    );
  });

  it('is said for the network interface', async () => {
    const { notes } = await read({
      DescribeNetworkInterfaces: { error: 'UnauthorizedOperation', status: 403 },
    });
    expect(notes).toEqual([
      'The network interface eni-0000000a could not be read: The credentials in use are not allowed ec2:DescribeNetworkInterfaces.',
      expect.stringContaining('taken from its service'),
    ]);
  });

  it('is said for the container instance, and so is one that is gone', async () => {
    const tasks = { DescribeTasks: { tasks: [onEc2] } };
    const denied = await read({ ...tasks, DescribeContainerInstances: { error: 'AccessDeniedException' } });
    expect(denied.notes[0]).toBe(
      'The container instance could not be read: The credentials in use are not allowed ecs:DescribeContainerInstances. Pass its subnet with --subnets.',
    );
    const away = await read({ ...tasks, DescribeContainerInstances: { containerInstances: [] } });
    expect(away.notes[0]).toMatch(/^The container instance that the task ran on is gone\./);
    expect(away.securityGroupIds).toEqual([]);
  });
});

describe('a call that is throttled, or answered by something else,', () => {
  const CALLS = [
    'DescribeTasks',
    'DescribeContainerInstances',
    'DescribeTaskDefinition',
    'DescribeNetworkInterfaces',
  ];
  it.each(CALLS)('ends the run for %s in a sentence', async (action) => {
    const tasks = { DescribeTasks: { tasks: [onEc2] } };
    const error = { error: 'ThrottlingException' };
    expect(await problem({ ...tasks, [action]: error })).toContain('Still throttled by AWS in eu-west-1');
    const service = action === 'DescribeNetworkInterfaces' ? 'ec2' : 'ecs';
    for (const foreign of ['<html><body>Sign in</body></html>', '', 'null'])
      expect(await problem({ ...tasks, [action]: foreign })).toContain(
        `What answered ${service}:${action} was not AWS`,
      );
  });

  it.each([
    ['taskArn', 7],
    ['lastStatus', null],
    ['containers', 'x'],
    ['containers', [7]],
    ['attachments', [{ details: 7 }]],
    ['stoppedReason', {}],
    ['enableExecuteCommand', 'true'],
  ])('says so of a task whose %s is %j', async (field, value) => {
    expect(await problem({ DescribeTasks: { tasks: [{ ...fargate, [field]: value }] } })).toContain(
      'What answered ecs:DescribeTasks was not AWS',
    );
  });
});

const start = promisify(execFile);

async function doctor(
  args: readonly string[],
  answers: Readonly<Record<string, FakeAnswer>>,
): Promise<Outcome> {
  const { url } = await answering(answers);
  const env = {
    ...bareEnv(),
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_MAX_ATTEMPTS: '1',
  };
  try {
    const { stdout, stderr } = await start(process.execPath, [PROGRAM, 'doctor', ...args], {
      cwd: tmpdir(),
      env,
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code = null, stdout = '', stderr = '' } = error as Partial<Outcome>;
    return { code, stdout, stderr };
  }
}

/** ECS as it is when the service runs on Fargate. */
const SERVICE = {
  DescribeServices: {
    services: [
      {
        ...(ECS.DescribeServices as { services: object[] }).services[0],
        capacityProviderStrategy: undefined,
        launchType: 'FARGATE',
        enableExecuteCommand: true,
      },
    ],
  },
};
const schema = JSON.parse(textOf('docs/schemas/doctor.schema.json'));

describe('doctor --task', () => {
  it('needs nothing but the ARN, and is about exactly that task', async () => {
    const { code, stdout, stderr } = await doctor(
      ['--task', `${ARN}:task/${TASK}`, '--json', '--fail-on', 'never'],
      SERVICE,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const report = JSON.parse(stdout);
    expect(schemaFaults(report, schema)).toEqual([]);
    expect(report).toMatchObject({
      region: 'eu-west-1',
      vpcId: 'vpc-0a1b2c3d4e5f60718',
      launchType: 'fargate',
    });
    expect(new Set(report.paths.map(({ subnetId }: { subnetId: string }) => subnetId))).toEqual(
      new Set([SUBNET]),
    );
    expect(report.stopped).toMatchObject({
      service: 'secretsmanager',
      kind: 'no-connection',
      via: 'nat',
      agrees: false,
    });
    expect(report.exec).toBeUndefined();
  });

  it('shows the task and both columns first', async () => {
    const { stdout } = await doctor(['--region', 'eu-west-1', '--task', TASK], SERVICE);
    expect(stdout).toMatch(/^. warning {2}stopped-task\n/);
    const text = stdout.replaceAll(/\n\S /g, ' ');
    expect(text).toContain("The message says: Secrets Manager can't be reached.");
    expect(text).toContain('The network says: secretsmanager is reached through a NAT gateway.');
    expect(text).toContain(
      `Task ${TASK} is STOPPED (TaskFailedToStart). It runs web:3 on FARGATE 1.4.0, in ${SUBNET} with ${GROUP}.`,
    );
    expect(text).toContain("The task's network interface is gone");
  });

  it('says that there is no reason while the task runs', async () => {
    const running = { ...fargate, lastStatus: 'RUNNING', stopCode: undefined, stoppedReason: undefined };
    const answers = { ...SERVICE, DescribeTasks: { tasks: [running] } };
    const { stdout } = await doctor(['--region', 'eu-west-1', '--task', TASK], answers);
    expect(stdout).toMatch(/^. info {2}task\n/);
    expect(stdout).toContain('It has not stopped, so it has no reason.');
    const json = await doctor(['--region', 'eu-west-1', '--task', TASK, '--json'], answers);
    expect(JSON.parse(json.stdout).stopped).toBeUndefined();
  });

  it('takes what the containers say where the task says little', async () => {
    const image =
      'CannotPullContainerError: inspect image has been retried 1 time(s): failed to resolve ref "x/y:z": x/y:z: not found';
    const task = {
      ...fargate,
      stoppedReason: 'Task failed to start',
      containers: [
        { name: 'a', reason: 'Essential container in task exited' },
        { name: 'b', reason: image },
      ],
    };
    const { stdout } = await doctor(['--region', 'eu-west-1', '--task', TASK, '--json'], {
      ...SERVICE,
      DescribeTasks: { tasks: [task] },
    });
    expect(JSON.parse(stdout).stopped).toMatchObject({ service: null, kind: 'image', agrees: null });
  });

  it('prints nothing of the task that its terminal would obey', async () => {
    const evil = '\u001b[2J::error::x\r\n::set-output name=a::b';
    const task = { ...fargate, stoppedReason: evil, containers: [{ name: evil, reason: evil, exitCode: 1 }] };
    const { stdout } = await doctor(['--region', 'eu-west-1', '--task', TASK], {
      ...SERVICE,
      DescribeTasks: { tasks: [task] },
    });
    expect(stdout).not.toContain('\u001b[2J');
    expect(stdout).not.toMatch(/^::/m);
  });

  it('uses the place of the task where another is given, and says so', async () => {
    const { stdout } = await doctor(
      ['--region', 'eu-west-1', '--task', TASK, '--task-security-groups', 'sg-0eeeeeee'],
      SERVICE,
    );
    expect(stdout.replaceAll(/\n\S /g, ' ')).toContain(
      `The task's own security groups ${GROUP} is used, not sg-0eeeeeee.`,
    );
  });

  it('on EC2 is about the subnet of the instance', async () => {
    const { code, stdout } = await doctor(
      ['--region', 'eu-west-1', '--task', TASK, '--json', '--fail-on', 'never'],
      {
        DescribeTasks: { tasks: [onEc2] },
        DescribeNetworkInterfaces: found(GROUP),
      },
    );
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.launchType).toBe('ec2');
    expect(new Set(report.paths.map(({ subnetId }: { subnetId: string }) => subnetId))).toEqual(
      new Set([SUBNET]),
    );
  });

  it.each([
    [['--task', 'web'], '"web" is not a task in ECS: name it as cluster/task-id'],
    [['--task', TASK, '--snapshot', 'x.json'], 'pass the reason of the task with --stopped-reason'],
    [['--task', TASK, '--service', 'shop/web'], '--task reads the definition and the service of the task'],
    [['--exec'], "--exec can't be used here"],
    [['--stopped-reason', ' '], '--stopped-reason: is empty'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await doctor(['--region', 'eu-west-1', ...args], {});
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('doctor --task --exec', () => {
  const agent = (lastStatus: string, reason?: string) => [
    { name: 'ExecuteCommandAgent', lastStatus, reason },
  ];
  const running = {
    ...fargate,
    lastStatus: 'RUNNING',
    stopCode: undefined,
    stoppedReason: undefined,
    enableExecuteCommand: true,
    containers: [{ name: 'app', lastStatus: 'RUNNING', managedAgents: agent('RUNNING') }],
    overrides: { taskRoleArn: 'arn:aws:iam::123456789012:role/task' },
  };
  const exec = async (task: object, answers: Readonly<Record<string, FakeAnswer>> = {}) => {
    const { stdout, stderr } = await doctor(
      ['--region', 'eu-west-1', '--task', TASK, '--exec', '--json', '--fail-on', 'never'],
      { ...SERVICE, DescribeNetworkInterfaces: found(GROUP), DescribeTasks: { tasks: [task] }, ...answers },
    );
    expect(stderr).toBe('');
    const report = JSON.parse(stdout);
    expect(schemaFaults(report, schema)).toEqual([]);
    return report.exec as {
      ok: boolean | null;
      via: string;
      checks: { check: string; ok: boolean | null; because: string }[];
    };
  };
  const wrong = async (task: object, answers?: Readonly<Record<string, FakeAnswer>>) =>
    (await exec(task, answers)).checks
      .filter(({ ok }) => ok === false)
      .map(({ check, because }) => `${check}: ${because}`);

  it('finds nothing wrong where nothing is, and does not judge the role', async () => {
    const { ok, via, checks } = await exec(running);
    expect({ ok, via }).toEqual({ ok: null, via: 'nat' });
    expect(checks.filter((one) => one.ok !== true).map(({ check }) => check)).toEqual(['task-role']);
  });

  it.each<[string, object, string]>([
    ['a task that has stopped', { lastStatus: 'STOPPED' }, 'task-running: The task is STOPPED'],
    [
      'a task from before',
      { enableExecuteCommand: false },
      'enabled: The service shop/web has ECS Exec enabled, but this task was started before',
    ],
    [
      'a task of no service',
      { enableExecuteCommand: false, group: 'family:web' },
      'enabled: ECS Exec is not enabled: start the task with',
    ],
    [
      'an old platform',
      { platformVersion: '1.3.0' },
      'platform: Fargate platform version 1.3.0: ECS Exec needs at least 1.4.0.',
    ],
    [
      'an agent that stopped',
      { containers: [{ name: 'app', managedAgents: agent('STOPPED', 'Received Container Stopped event') }] },
      'agent: The ExecuteCommandAgent of app is STOPPED (Received Container Stopped event)',
    ],
    ['no role', { overrides: {} }, 'task-role: There is no task role'],
  ])('finds %s', async (_, change, expected) => {
    expect(await wrong({ ...running, ...change })).toEqual(
      expect.arrayContaining([expect.stringContaining(expected)]),
    );
  });

  it('finds a root file system that is read-only', async () => {
    const { taskDefinition } = structuredClone(ECS.DescribeTaskDefinition) as {
      taskDefinition: { containerDefinitions: object[] };
    };
    taskDefinition.containerDefinitions = taskDefinition.containerDefinitions.map((one) => ({
      ...one,
      readonlyRootFilesystem: true,
    }));
    expect(await wrong(running, { DescribeTaskDefinition: { taskDefinition } })).toEqual([
      "writable-root: The root file system of app is read-only: the agent of ECS Exec can't write to it.",
    ]);
  });

  it('finds that ssmmessages is not reached, by the network and not by whether there is any endpoint', async () => {
    const closed = {
      DescribeRouteTables: {
        routeTableSet: [
          {
            routeTableId: 'rtb-0a1b2c3d',
            associationSet: [{ main: true }],
            routeSet: [{ destinationCidrBlock: '10.0.0.0/16', gatewayId: 'local', state: 'active' }],
          },
        ],
      },
    };
    const report = await exec(running, closed);
    expect(report).toMatchObject({ ok: false, via: 'blocked' });
    expect(report.checks.filter(({ ok }) => ok === false)).toEqual([
      {
        check: 'network',
        ok: false,
        because: `ssmmessages can't be reached from ${SUBNET} (endpoint-not-offered).`,
      },
    ]);
  });

  it('knows nothing of an agent that ECS does not show', async () => {
    const { checks } = await exec({ ...running, containers: [{ name: 'app' }] });
    expect(checks).toContainEqual({
      check: 'agent',
      ok: null,
      because: 'ECS shows no ExecuteCommandAgent for app.',
    });
  });

  it('shows what is wrong first', async () => {
    const { stdout } = await doctor(['--region', 'eu-west-1', '--task', TASK, '--exec'], {
      ...SERVICE,
      DescribeTasks: { tasks: [{ ...running, platformVersion: '1.3.0' }] },
    });
    expect(stdout).toMatch(/error {2}ecs-exec\n. Wrong: Fargate platform version 1\.3\.0/);
  });
});
