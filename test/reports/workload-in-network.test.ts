import { describe, expect, it } from 'vitest';
import { undescribed } from '../../src/ask/described.ts';
import { doctor } from '../../src/commands/doctor/doctor.ts';
import type { Endpoint, Network } from '../../src/core/network/network.ts';
import { serviceNameByTable } from '../../src/core/network/regions.ts';
import { type EcsService, toEcsService } from '../../src/core/workload/ecs-service.ts';
import { ecsWorkload } from '../../src/core/workload/ecs-workload.ts';
import { taskDefinitionsIn } from '../../src/core/workload/task-definition.ts';
import {
  A,
  B,
  edit,
  editVpc,
  group,
  interfaceEndpoint,
  PUBLIC,
  REGION,
  RIGHT,
  route,
  S3_GATEWAY,
  withEndpoints,
  without,
  withoutNat,
  withoutRoute,
  withRoute,
} from '../core/rules/network.ts';
import { unbarred } from '../core/text/unbarred.ts';

const ECR = `123456789012.dkr.ecr.${REGION}.amazonaws.com`;

interface Judged {
  readonly code: number;
  /** As `severity kind`. */
  readonly remarks: readonly string[];
  readonly messages: string;
}

/** What doctor makes of tasks with one container: its exit code, and its remarks of these kinds. */
async function judge(
  network: Network,
  container: object,
  kinds: RegExp,
  {
    launchType = 'FARGATE',
    services = [] as readonly EcsService[],
    subnets = undefined as string[] | undefined,
    attended = true,
  } = {},
): Promise<Judged> {
  const json = {
    family: 'web',
    taskDefinitionArn: DEFINITION,
    requiresCompatibilities: [launchType],
    containerDefinitions: [{ name: 'app', image: `${ECR}/app:1`, ...container }],
  };
  const workload = ecsWorkload(taskDefinitionsIn(json, 'task.json', REGION), { region: REGION, services });
  const printed = await run(network, workload, { subnets, json: true, attended });
  const { workload: remarks } = JSON.parse(printed.text) as {
    readonly workload: readonly {
      readonly kind: string;
      readonly severity: string;
      readonly message: string;
    }[];
  };
  const found = remarks.filter(({ kind }) => kinds.test(kind));
  return {
    code: printed.code,
    remarks: found.map(({ kind, severity }) => `${severity} ${kind}`),
    messages: found.map(({ message }) => message).join(' '),
  };
}

const DEFINITION = `arn:aws:ecs:${REGION}:123456789012:task-definition/web:1`;

async function run(
  network: Network,
  workload: ReturnType<typeof ecsWorkload>,
  {
    subnets,
    json,
    attended = true,
  }: { readonly subnets: string[] | undefined; readonly json: boolean; readonly attended?: boolean },
) {
  let text = '';
  const answers = {
    region: REGION,
    vpc: 'vpc-1',
    launchType: workload.launchType ?? 'fargate',
    json,
    ...(subnets && { subnets }),
  } as const;
  const code = await doctor(
    { ...undescribed(answers), workload },
    {
      style: { width: 80, colour: false, unicode: true },
      shell: 'posix',
      commandWords: [],
      readNetwork: async () => network,
      saveSnapshot: async () => undefined,
      attended,
      say: () => undefined,
      print: (printed) => {
        text += printed;
      },
    },
  );
  return { code, text };
}

async function remarksOf(network: Network, container: object, kinds: RegExp, launchType = 'FARGATE') {
  const { code, remarks } = await judge(network, container, kinds, { launchType });
  return { code, remarks };
}

describe('an image that no endpoint serves', () => {
  const closed = withoutRoute(withoutRoute(RIGHT, 'rtb-a', '0.0.0.0/0'), 'rtb-b', '0.0.0.0/0');
  it.each([
    [
      'a way private, via NAT',
      RIGHT,
      'nginx:1',
      'FARGATE',
      { code: 0, remarks: ['warning image-docker-hub'] },
    ],
    ['no way out', closed, 'nginx:1', 'FARGATE', { code: 1, remarks: ['error image-docker-hub'] }],
    [
      'a way out of one subnet',
      withoutRoute(RIGHT, 'rtb-a', '0.0.0.0/0'),
      'public.ecr.aws/nginx/nginx',
      'FARGATE',
      { code: 1, remarks: ['error image-public-ecr'] },
    ],
    [
      'instances that may have it already',
      closed,
      'nginx:1',
      'EC2',
      { code: 0, remarks: ['warning image-docker-hub'] },
    ],
    [
      'a registry that may be inside',
      closed,
      'registry.example.com/x:1',
      'FARGATE',
      { code: 0, remarks: ['warning image-other-registry'] },
    ],
  ] as const)('%s', async (_, network, image, launchType, expected) => {
    expect(await remarksOf(network, { image }, /^image-/, launchType)).toEqual(expected);
  });
});

describe('an image filled in later that comes from a private registry', () => {
  const closed = withoutRoute(withoutRoute(RIGHT, 'rtb-a', '0.0.0.0/0'), 'rtb-b', '0.0.0.0/0');
  const repositoryCredentials = {
    credentialsParameter: `arn:aws:secretsmanager:${REGION}:123456789012:secret:x`,
  };
  it.each(['{{ image }}', '', '<REGISTRY>/app:1', '$IMAGE'])('%s', async (image) => {
    const container = { image, repositoryCredentials };
    const shut = await judge(closed, container, /^image-/);
    expect(shut.remarks).toEqual(['warning image-private-registry']);
    expect(shut.messages).toContain('there is no route to it, so the registry must be in the VPC');
    expect((await judge(RIGHT, container, /^image-/)).messages).not.toContain('there is no route to it');
  });
});

describe('S3 for more than layers', () => {
  const LAYERS = `arn:aws:s3:::prod-${REGION}-starport-layer-bucket/*`;
  const policy = (...resources: string[]) =>
    edit(RIGHT, 'endpoints', S3_GATEWAY, (endpoint) => ({
      ...endpoint,
      policy: JSON.stringify({
        Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: resources }],
      }),
    }));
  const files = { environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::config/web.env' }] };
  const output = {
    logConfiguration: {
      logDriver: 'awsfirelens',
      options: { Name: 's3', region: REGION, bucket: 'output' },
    },
  };
  it.each([
    ['no policy of its own', RIGHT, files, { code: 0, remarks: [] }],
    ['layers only', policy(LAYERS), files, { code: 1, remarks: ['error s3-policy-denies'] }],
    ['layers and these files', policy(LAYERS, 'arn:aws:s3:::config/*'), files, { code: 0, remarks: [] }],
    ['a bucket not told', policy(LAYERS), output, { code: 0, remarks: ['unknown s3-policy-undecided'] }],
    ['every bucket', policy('arn:aws:s3:::*'), output, { code: 0, remarks: [] }],
  ] as const)('%s', async (_, network, container, expected) => {
    expect(await remarksOf(network, container, /^s3-/)).toEqual(expected);
  });
});

const CLOSED = withoutNat(RIGHT);
const EIGW = { kind: 'egress-only-internet-gateway', id: 'eigw-1' } as const;
const bothTables = (network: Network, destination: string, target: Parameters<typeof route>[1]): Network =>
  ['rtb-a', 'rtb-b'].reduce((one, id) => withRoute(one, id, route(destination, target)), network);

describe('a registry from subnets without a way out', () => {
  it.each([
    'ghcr.io/org/app:1',
    'quay.io/prometheus/node-exporter',
    'QUAY.IO:443/org/app',
    'gcr.io/distroless/static',
    'eu.gcr.io/project/app:2',
    'mirror.gcr.io/library/nginx',
    'europe-west1-docker.pkg.dev/project/repo/app',
    'registry.k8s.io/pause:3.9',
    'k8s.gcr.io/pause:3.1',
    'mcr.microsoft.com/dotnet/aspnet:8.0',
    'registry.gitlab.com/group/project:1',
    'docker.elastic.co/beats/filebeat:8.0.0',
    'nvcr.io/nvidia/cuda:12',
    'cgr.dev/chainguard/nginx',
    'registry.access.redhat.com/ubi9/ubi',
    'docker.io/library/redis',
    'public.ecr.aws/aws-observability/aws-for-fluent-bit',
    'team.azurecr.io/app:1',
  ])('is on the internet: %s', async (image) => {
    const fargate = await judge(CLOSED, { image }, /^image-/);
    expect(fargate).toMatchObject({ code: 1, remarks: [expect.stringMatching(/^error image-/)] });
    expect(fargate.messages).toContain("there is no route to it: the pull fails and tasks can't start");
    expect(await judge(CLOSED, { image }, /^image-/, { launchType: 'EC2' })).toMatchObject({ code: 0 });
    expect(await judge(RIGHT, { image }, /^image-/)).toMatchObject({ code: 0 });
  });

  it.each([
    'registry.example.com/app',
    'ghcr.io.example.com/app',
    'notquay.io/app',
    '10.0.1.20:5000/app',
    'localhost:5000/app',
    'nexus.internal/app',
    'acme.jfrog.io/docker/app',
  ])('may stand in the network: %s', async (image) => {
    const { code, remarks, messages } = await judge(CLOSED, { image }, /^image-/);
    expect({ code, remarks }).toEqual({ code: 0, remarks: ['warning image-other-registry'] });
    expect(messages).not.toContain('fails');
  });

  const PEERED = bothTables(CLOSED, '192.168.0.0/16', { kind: 'transit-gateway', id: 'tgw-1' });
  const IPV6 = bothTables(CLOSED, '::/0', EIGW);
  const SHUT = edit(RIGHT, 'networkAcls', 'acl-1', ({ entries }) => ({
    entries: entries.map((entry) => (entry.egress ? { ...entry, allow: false } : entry)),
  }));
  it.each([
    [
      'Azure, with a route to another network',
      PEERED,
      'team.azurecr.io/app',
      'warning',
      'must be in the VPC',
    ],
    ['GitHub, with a route to another network', PEERED, 'ghcr.io/o/app', 'error', 'there is no route to it'],
    [
      'with a way out by IPv6',
      IPV6,
      'nginx:1',
      'warning',
      'Whether it can be reached over IPv6 is not known',
    ],
    [
      'with Block Public Access',
      editVpc(RIGHT, { blockPublicAccess: 'block-bidirectional' }),
      'ghcr.io/o/app',
      'error',
      'VPC Block Public Access blocks the route to it',
    ],
    ['with a network ACL that lets nothing out', SHUT, 'ghcr.io/o/app', 'error', 'network ACLs'],
  ] as const)('%s', async (_, network, image, severity, words) => {
    const { remarks, messages } = await judge(network, { image }, /^image-/);
    expect(remarks).toEqual([expect.stringMatching(new RegExp(`^${severity} image-`))]);
    expect(messages).toContain(words);
  });
});

describe('another Region', () => {
  const ELSEWHERE = 'us-east-1';
  const image = { image: `123456789012.dkr.ecr.${ELSEWHERE}.amazonaws.com/app:1` };
  const logs = (region = ELSEWHERE) => ({
    logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-region': region, 'awslogs-group': 'g' } },
  });
  const secret = (service: string, region = ELSEWHERE) => ({
    secrets: [{ name: 'S', valueFrom: `arn:aws:${service}:${region}:123456789012:secret:x` }],
  });
  const firehose = {
    logConfiguration: { logDriver: 'awsfirelens', options: { Name: 'kinesis_firehose', region: ELSEWHERE } },
  };
  const CONDITIONAL = JSON.stringify({
    Statement: [
      {
        Effect: 'Allow',
        Principal: '*',
        Action: '*',
        Resource: '*',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
      },
    ],
  });
  const there = (
    service: Parameters<typeof serviceNameByTable>[0],
    region = ELSEWHERE,
    change: Partial<Endpoint> = {},
  ): Endpoint => ({
    ...interfaceEndpoint(service, { id: `vpce-${region}-${service}`, ...change }),
    serviceName: serviceNameByTable(service, region),
    service: undefined,
  });

  it.each([
    ['an image', image, 'error image-ecr-other-region', "the pull fails and tasks can't start"],
    ['logs', logs(), 'error other-region', "tasks can't start"],
    ['logs of eu-central-1', logs('eu-central-1'), 'error other-region', 'logs in eu-central-1'],
    ['a secret', secret('secretsmanager'), 'error other-region', "tasks can't start"],
    ['a parameter', secret('ssm', 'ap-south-1'), 'error other-region', 'ssm in ap-south-1'],
    ['a stream', firehose, 'error other-region', 'requests time out'],
  ] as const)('is an error where there is no route to it: %s', async (_, container, remark, words) => {
    const { code, remarks, messages } = await judge(CLOSED, container, /other-region/);
    expect({ code, remarks }).toEqual({ code: 1, remarks: [remark] });
    expect(messages).toContain('From the subnets of the tasks there is no route to it');
    expect(messages).toContain(words);
    const open = await judge(RIGHT, container, /other-region/);
    expect(open.remarks).toEqual([remark.replace('error', 'warning')]);
    expect(open.messages).toContain('follow the route table');
  });

  it('stops EC2 tasks as well, but for images that an instance may have', async () => {
    const ec2 = { launchType: 'EC2' };
    expect(await judge(CLOSED, image, /other-region/, ec2)).toMatchObject({
      code: 0,
      remarks: ['warning image-ecr-other-region'],
    });
    expect(await judge(CLOSED, logs(), /other-region/, ec2)).toMatchObject({
      code: 1,
      remarks: ['error other-region'],
    });
  });

  it('is an error where only one subnet has no way there, and names it', async () => {
    const half = withoutRoute(RIGHT, 'rtb-b', '0.0.0.0/0');
    const { code, messages } = await judge(half, logs(), /other-region/);
    expect(code).toBe(1);
    expect(messages).toContain(`From ${B} there is no route to it`);
    expect(messages).not.toContain(A);
  });

  it.each([
    ['a log group', logs('eu-central-1'), 'logs', 'eu-central-1'],
    ['a secret', secret('secretsmanager'), 'secretsmanager', ELSEWHERE],
    ['a parameter', secret('ssm', 'ca-central-1'), 'ssm', 'ca-central-1'],
    ['a stream', firehose, 'kinesis-firehose', ELSEWHERE],
  ] as const)('is reached through an endpoint for it: %s', async (_, container, service, region) => {
    const network = withEndpoints(CLOSED, there(service, region));
    const { code, remarks, messages } = await judge(network, container, /other-region/);
    expect({ code, remarks }).toEqual({ code: 0, remarks: ['info other-region'] });
    expect(messages).toContain(`through endpoint vpce-${region}-${service}`);
  });

  it.each<[string, Network, number, string, string]>([
    ['of that Region alone', withEndpoints(CLOSED, there('logs', 'us-west-2')), 1, 'error', 'no route'],
    [
      'whose service EC2 says is of another Region',
      withEndpoints(CLOSED, there('logs', ELSEWHERE, { serviceRegion: 'us-west-2' })),
      1,
      'error',
      'no route',
    ],
    [
      'whose service EC2 says is of that Region',
      withEndpoints(CLOSED, there('logs', ELSEWHERE, { serviceRegion: ELSEWHERE })),
      0,
      'info',
      'through endpoint',
    ],
    [
      'that lets nobody in',
      withEndpoints(
        { ...CLOSED, securityGroups: [...(CLOSED.securityGroups ?? []), group('sg-shut', {})] },
        there('logs', ELSEWHERE, { securityGroupIds: ['sg-shut'] }),
      ),
      1,
      'error',
      'endpoint-security-group-blocks',
    ],
    [
      'whose policy denies it',
      withEndpoints(CLOSED, there('logs', ELSEWHERE, { policy: '{"Statement":[]}' })),
      1,
      'error',
      'endpoint-policy-denies',
    ],
    [
      'without private DNS',
      withEndpoints(CLOSED, there('logs', ELSEWHERE, { privateDns: false })),
      1,
      'error',
      'private-dns-off',
    ],
    [
      'behind DNS servers of its own',
      editVpc(withEndpoints(CLOSED, there('logs')), { nameServers: ['10.0.0.53'] }),
      0,
      'unknown',
      'custom-dns',
    ],
    ['which were not read', { ...CLOSED, endpoints: undefined }, 0, 'unknown', 'ec2:DescribeVpcEndpoints'],
  ])('follows the endpoint: one %s', async (_, network, code, severity, words) => {
    const judged = await judge(network, { image: 'registry.example.com/app', ...logs() }, /^other-region/);
    expect(judged).toMatchObject({ code, remarks: [`${severity} other-region`] });
    expect(judged.messages).toContain(words);
  });

  it.each<[string, Network, object]>([
    [
      'a log group behind a policy with a condition',
      withEndpoints(CLOSED, there('logs', 'eu-central-1', { policy: CONDITIONAL })),
      logs('eu-central-1'),
    ],
    [
      'a secret behind a group that was not shown',
      withEndpoints(CLOSED, there('secretsmanager', ELSEWHERE, { securityGroupIds: ['sg-not-shown'] })),
      secret('secretsmanager'),
    ],
    [
      'a parameter behind an interface in a subnet that was not shown',
      withEndpoints(
        CLOSED,
        there('ssm', 'ap-south-1', {
          subnetIds: ['subnet-not-shown'],
          interfaces: [{ id: 'eni-9', subnetId: 'subnet-not-shown', ip: '10.0.9.9' }],
        }),
      ),
      secret('ssm', 'ap-south-1'),
    ],
    [
      'image layers through an interface endpoint for S3',
      withEndpoints(CLOSED, there('ecr.api'), there('ecr.dkr'), there('s3')),
      image,
    ],
  ])('does not pass a gate where it is not known: %s', async (_, network, container) => {
    const kinds = /other-region/;
    expect(await judge(network, container, kinds, { attended: false })).toMatchObject({
      code: 1,
      remarks: [expect.stringMatching(/^unknown /)],
    });
    expect(await judge(network, container, kinds)).toMatchObject({ code: 0 });
  });

  it('is not known for image layers through an interface endpoint for S3', async () => {
    const pull = withEndpoints(CLOSED, there('ecr.api'), there('ecr.dkr'));
    const whole = withEndpoints(pull, there('s3'));
    expect(await judge(pull, image, /other-region/)).toMatchObject({ code: 1 });
    const { code, remarks, messages } = await judge(whole, image, /other-region/);
    expect({ code, remarks }).toEqual({ code: 0, remarks: ['unknown image-ecr-other-region'] });
    expect(messages).toContain('AWS does not document');
  });

  it('is told by the verdict', async () => {
    const verdictOf = async (network: Network, container: object) => {
      const json = { family: 'web', requiresCompatibilities: ['FARGATE'], containerDefinitions: [container] };
      const workload = ecsWorkload(taskDefinitionsIn(json, 'task.json', REGION), {
        region: REGION,
        services: [],
      });
      return unbarred((await run(network, workload, { subnets: [A, B], json: false })).text);
    };
    const closed = await verdictOf(CLOSED, { name: 'app', ...image });
    expect(closed).toContain('The tasks use only AWS services of another Region');
    expect(closed).toContain('but they fail as they are: see below.');
    expect(closed).not.toContain('need no AWS service');
    expect(await verdictOf(RIGHT, { name: 'app', ...image })).toContain('of another Region, as far as');
    expect(await verdictOf(CLOSED, { name: 'app', image: 'quay.io/o/app' })).toContain(
      'The tasks need no AWS service to start, as far as their definitions show, but they fail as they are',
    );
    expect(await verdictOf(CLOSED, { name: 'app', image: `${ECR}/app`, ...logs() })).toContain(
      'Every AWS service in this Region that the tasks need',
    );
  });

  it.each([
    ['another Region in its name', 'cfg-us-east-1', ['warning s3-bucket-region']],
    ['this Region in its name', `cfg-${REGION}`, []],
    ['no Region in its name', 'settings-1', []],
  ])('is asked about for a bucket with %s', async (_, bucket, remarks) => {
    const files = { environmentFiles: [{ type: 's3', value: `arn:aws:s3:::${bucket}/web.env` }] };
    expect(await remarksOf(CLOSED, files, /^s3-/)).toEqual({ code: 0, remarks });
  });
});

describe('a pull-through cache', () => {
  const cached = { image: `${ECR}/mirror/docker.io/library/busybox:1.35` };
  it('is a warning, and more of one where no way leads to the internet', async () => {
    const open = await judge(RIGHT, cached, /^image-/);
    expect(open).toMatchObject({ code: 0, remarks: ['warning image-pull-through-cache'] });
    expect(open.messages).not.toContain('no route to the internet');
    const closed = await judge(CLOSED, cached, /^image-/);
    expect(closed).toMatchObject({ code: 0, remarks: ['warning image-pull-through-cache'] });
    expect(closed.messages).toContain('the pull works only if this tag is already in the cache');
  });
});

describe('subnets without IPv4', () => {
  const withoutIpv4 = (network: Network) =>
    [A, B].reduce((one, id) => edit(one, 'subnets', id, () => ({ cidr: undefined })), network);
  const ROUTED = bothTables(withoutIpv4(CLOSED), '::/0', EIGW);
  const SIDE_CAR = { image: 'nginx:1' };
  const DUAL_STACK = { image: `123456789012.dkr-ecr.${REGION}.on.aws/app:1` };

  it.each(['FARGATE', 'EC2'])('with a route for IPv6 are told nothing false (%s)', async (launchType) => {
    for (const container of [SIDE_CAR, DUAL_STACK, { image: 'ghcr.io/o/app' }]) {
      const { code, messages } = await judge(ROUTED, container, /^image-/, { launchType });
      expect(code).toBe(0);
      expect(messages).not.toMatch(/instead|no route|fails|no way|do not start/);
    }
  });

  it('without any are told what is certain', async () => {
    expect(await judge(withoutIpv4(CLOSED), SIDE_CAR, /^image-/)).toMatchObject({
      code: 1,
      remarks: ['error image-docker-hub'],
    });
  });

  it('do not take the advice from those that have it', async () => {
    const { messages } = await judge(RIGHT, DUAL_STACK, /^image-/);
    expect(messages).toContain(`Write ${ECR}/app:1 instead.`);
  });
});

describe('public addresses', () => {
  const service = (
    name: string,
    assignPublicIp: 'ENABLED' | 'DISABLED' | undefined,
    more: {
      readonly launchType?: string;
      readonly taskDefinition?: string;
      readonly subnets?: string[];
    } = {},
  ): EcsService =>
    toEcsService(
      {
        serviceName: name,
        launchType: more.launchType ?? 'FARGATE',
        taskDefinition: more.taskDefinition ?? DEFINITION,
        networkConfiguration: {
          awsvpcConfiguration: { subnets: more.subnets ?? [PUBLIC], assignPublicIp },
        },
      },
      'shop',
      {},
      [],
      REGION,
    );
  const covered = withRoute(RIGHT, 'rtb-public', route('pl-s3', { kind: 'vpc-endpoint', id: S3_GATEWAY }));
  const bare = without(covered, 'ecr.api', 'ecr.dkr');
  const subnets = [PUBLIC];
  const logs = {
    logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-region': 'us-east-1' } },
  };

  it.each<[string, Network, object, EcsService[], number]>([
    ['none: an image', bare, {}, [service('a', 'DISABLED')], 1],
    ['none, by default', bare, {}, [service('a', undefined)], 1],
    ['none: a sidecar from Docker Hub', covered, { image: 'nginx:1' }, [service('a', 'DISABLED')], 1],
    ['none: a sidecar from GitHub', covered, { image: 'ghcr.io/o/app' }, [service('a', 'DISABLED')], 1],
    ['none: logs of another Region', covered, logs, [service('a', 'DISABLED')], 1],
    ['none: everything by endpoints', covered, {}, [service('a', 'DISABLED')], 0],
    ['their own', covered, { image: 'nginx:1' }, [service('a', 'ENABLED')], 0],
    ['not said', covered, { image: 'nginx:1' }, [], 0],
    ['of instances', covered, { image: 'nginx:1' }, [service('a', 'DISABLED', { launchType: 'EC2' })], 0],
    [
      'none where another service of the same tasks gives them',
      covered,
      { image: 'nginx:1' },
      [service('a', 'ENABLED'), service('b', 'DISABLED')],
      1,
    ],
    [
      'none for the tasks of another service alone',
      covered,
      { image: 'nginx:1' },
      [service('a', 'ENABLED'), service('b', 'DISABLED', { taskDefinition: `${DEFINITION}0` })],
      0,
    ],
    [
      'none in other subnets alone',
      covered,
      { image: 'nginx:1' },
      [service('a', 'ENABLED'), service('b', 'DISABLED', { subnets: [A] })],
      0,
    ],
  ])('%s', async (_, network, container, services, code) => {
    expect((await judge(network, container, /x/, { services, subnets })).code).toBe(code);
  });

  it('say why a pull fails', async () => {
    const services = [service('a', 'DISABLED')];
    const { messages } = await judge(covered, { image: 'nginx:1' }, /^image-/, { services, subnets });
    expect(messages).toContain('the tasks have no public address (assignPublicIp DISABLED): the pull fails');
  });

  it('are not told of two revisions with one label, where one has them', async () => {
    const family = (revision: number, image: string) => ({
      family: 'web',
      taskDefinitionArn: `${DEFINITION.slice(0, -1)}${revision}`,
      requiresCompatibilities: ['FARGATE'],
      containerDefinitions: [{ name: 'app', image }],
    });
    const definitions = [family(1, `${ECR}/app`), family(2, 'nginx:1')].flatMap((json) =>
      taskDefinitionsIn(json, 'task.json', REGION),
    );
    const services = [
      service('a', 'DISABLED'),
      service('b', 'ENABLED', { taskDefinition: `${DEFINITION.slice(0, -1)}2` }),
    ];
    const workload = ecsWorkload(definitions, { region: REGION, services });
    expect(workload.withoutPublicAddress).toEqual([{ subnetId: PUBLIC, names: ['shop/a'] }]);
    expect((await run(covered, workload, { subnets, json: true })).code).toBe(0);
  });
});
