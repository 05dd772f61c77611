import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecurityGroupCommand, DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { neededBy } from '../../src/core/workload/origin.ts';
import { readEcs } from '../../src/sources/aws/read-ecs.ts';
import { readWorkload } from '../../src/sources/workload/read-workload.ts';
import { useAwsEnv } from './aws-env.ts';
import { type Moto, startMoto } from './moto.ts';
import { describeWithTools } from './tools.ts';

const REGION = 'eu-west-1';
const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf';
const none = { taskDefinitions: [], services: [], clusters: [] };

describeWithTools(['python3', 'moto_server'], 'a workload read from ECS', () => {
  let moto: Moto;
  let restore: () => void;
  let folder: string;
  let client: ECSClient;
  let subnets: string[];
  let group: string;

  const target = { region: REGION };

  beforeAll(async () => {
    moto = await startMoto();
    restore = useAwsEnv(moto.env);
    folder = await mkdtemp(join(tmpdir(), 'workload-'));
    client = new ECSClient({ region: REGION });
    // The emulator has a default VPC, and checks what services name.
    const ec2 = new EC2Client({ region: REGION });
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({}));
    subnets = (Subnets ?? []).flatMap(({ SubnetId }) => SubnetId ?? []).slice(0, 2);
    const created = new CreateSecurityGroupCommand({ GroupName: 'tasks', Description: 'Tasks' });
    group = (await ec2.send(created)).GroupId ?? '';
    ec2.destroy();
    await client.send(new CreateClusterCommand({ clusterName: 'empty' }));
    await client.send(
      new CreateClusterCommand({
        clusterName: 'shop',
        configuration: {
          executeCommandConfiguration: {
            kmsKeyId: 'alias/exec',
            logging: 'OVERRIDE',
            logConfiguration: { cloudWatchLogGroupName: '/exec', s3BucketName: 'exec-logs' },
          },
        },
      }),
    );
    await client.send(
      new RegisterTaskDefinitionCommand({
        family: 'web',
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        cpu: '256',
        memory: '512',
        containerDefinitions: [
          {
            name: 'nginx',
            image: `${ECR}/web:1`,
            secrets: [{ name: 'DB', valueFrom: SECRET }],
            logConfiguration: {
              logDriver: 'awslogs',
              options: { 'awslogs-group': '/web', 'awslogs-region': REGION, 'awslogs-stream-prefix': 'web' },
            },
          },
          { name: 'cache', image: 'redis:7' },
        ],
      }),
    );
    await client.send(
      new RegisterTaskDefinitionCommand({
        family: 'worker',
        networkMode: 'bridge',
        containerDefinitions: [{ name: 'job', image: `${ECR}/worker:1`, memory: 128 }],
      }),
    );
    await client.send(
      new CreateServiceCommand({
        cluster: 'shop',
        serviceName: 'web',
        taskDefinition: 'web',
        desiredCount: 1,
        launchType: 'FARGATE',
        platformVersion: '1.4.0',
        enableExecuteCommand: true,
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets,
            securityGroups: [group],
            assignPublicIp: 'DISABLED',
          },
        },
      }),
    );
    await client.send(
      new CreateServiceCommand({
        cluster: 'shop',
        serviceName: 'spot',
        taskDefinition: 'web',
        desiredCount: 1,
        capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }],
        serviceConnectConfiguration: {
          enabled: true,
          namespace: 'shop',
          logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/connect' } },
        },
        networkConfiguration: { awsvpcConfiguration: { subnets, securityGroups: [group] } },
      }),
    );
    await client.send(
      new CreateServiceCommand({
        cluster: 'shop',
        serviceName: 'own',
        taskDefinition: 'web',
        desiredCount: 1,
        capacityProviderStrategy: [{ capacityProvider: 'own-instances' }],
      }),
    );
    // More than one call of DescribeServices takes, and more than a page of ListServices holds.
    for (let i = 1; i <= 104; i++) {
      await client.send(
        new CreateServiceCommand({
          cluster: 'shop',
          serviceName: `worker-${i}`,
          taskDefinition: 'worker',
          desiredCount: 1,
          launchType: 'EC2',
        }),
      );
    }
  }, 90_000);

  afterAll(async () => {
    client?.destroy();
    restore?.();
    await moto?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it('takes everything from a service, so that nothing else need be asked', async () => {
    const workload = await readWorkload(target, { ...none, services: ['shop/web'] });
    expect(workload).toMatchObject({
      launchType: 'fargate',
      subnetIds: subnets,
      securityGroupIds: [group],
      withoutPublicAddress: subnets.map((subnetId) => ({
        subnetId,
        names: ['web', 'shop/web', '--services', 'Service Connect'],
      })),
    });
    expect(workload.needs.map((need) => `${need.service} ${neededBy(need)}`)).toEqual([
      'ecr.api needed by web:nginx (image)',
      'ecr.dkr needed by web:nginx (image)',
      's3 needed by web:nginx (image), cluster shop (executeCommandConfiguration)',
      'logs needed by web:nginx (logConfiguration), cluster shop (executeCommandConfiguration)',
      'secretsmanager needed by web:nginx (secrets)',
      'ssmmessages needed by shop/web (enableExecuteCommand)',
      'kms needed by cluster shop (executeCommandConfiguration)',
    ]);
    expect(workload.findings.map(({ kind, origin }) => `${kind}: ${origin.join(', ')}`)).toEqual([
      'image-docker-hub: web:cache (image)',
      'not-in-definition: web',
    ]);
  });

  it('reads the kind of capacity and the Service Connect proxy', async () => {
    const workload = await readWorkload(target, { ...none, services: ['shop/spot'] });
    expect(workload.launchType).toBe('fargate');
    expect(
      workload.needs.filter(({ service }) => service === 'ecs-agent' || service === 'logs'),
    ).toMatchObject([
      { service: 'ecs-agent', origin: ['shop/spot (serviceConnectConfiguration)'] },
      {
        service: 'logs',
        origin: ['web:nginx (logConfiguration)', 'shop/spot (serviceConnectConfiguration.logConfiguration)'],
      },
    ]);
  });

  it.each(['web', 'web:1', `arn:aws:ecs:${REGION}:123456789012:task-definition/web:1`])(
    'reads the task definition %s',
    async (name) => {
      const workload = await readWorkload(target, { ...none, taskDefinitions: [name] });
      expect(workload.launchType).toBe('fargate');
      expect(workload.needs.map(({ service }) => service)).toEqual([
        'ecr.api',
        'ecr.dkr',
        's3',
        'logs',
        'secretsmanager',
      ]);
    },
  );

  it('reads all services of a cluster, each task definition once', async () => {
    const { definitions, services } = await readEcs(target, { ...none, clusters: ['shop'] });
    expect(services).toHaveLength(107);
    expect(
      definitions.map(({ taskDefinitionArn = '' }) => taskDefinitionArn.replace(/^.*\//, '')).sort(),
    ).toEqual(['web:1', 'worker:1']);
    const workload = await readWorkload(target, { ...none, clusters: ['shop'], services: ['shop/web'] });
    expect(workload.launchType).toBe('ec2');
    expect(workload.needs.find(({ service }) => service === 'ecr.api')?.origin).toEqual([
      'web:nginx (image)',
      'worker:job (image)',
    ]);
  });

  it('unites files and ECS', async () => {
    const file = join(folder, 'task.json');
    writeFileSync(
      file,
      JSON.stringify([{ name: 'api', image: 'nginx', secrets: [{ name: 'A', valueFrom: '/api/key' }] }]),
    );
    const { needs } = await readWorkload(target, { ...none, taskDefinitions: [file, 'worker'] });
    expect(needs.map(({ service }) => service)).toEqual(['ecr.api', 'ecr.dkr', 's3', 'ssm']);
  });

  it.each([
    [{ taskDefinitions: ['nobody'] }, 'ECS in eu-west-1 has no task definition "nobody".'],
    [{ services: ['nowhere/web'] }, 'ECS in eu-west-1 has no cluster "nowhere".'],
    [{ services: ['shop/nobody'] }, 'The ECS cluster "shop" in eu-west-1 has no service "nobody".'],
    [{ clusters: ['nowhere'] }, 'ECS in eu-west-1 has no cluster "nowhere".'],
    [
      { clusters: ['empty'] },
      'The ECS cluster "empty" in eu-west-1 runs no services. Use --task-definition.',
    ],
    [{ services: ['web'] }, '--service web: give it as cluster/service, e.g. shop/web.'],
    [
      { taskDefinitions: ['arn:aws:ecs:us-east-1:123456789012:task-definition/web:1'] },
      '--task-definition arn:aws:ecs:us-east-1:123456789012:task-definition/web:1 is in us-east-1, not in eu-west-1. Name one of eu-west-1, or pass --region us-east-1.',
    ],
    [
      { taskDefinitions: ['./absent.json'] },
      '--task-definition ./absent.json: there is no such file. A task definition in ECS is named family, family:revision or by its ARN.',
    ],
    [{ taskDefinitions: ['./'] }, '--task-definition ./: that is a directory.'],
  ])('%j is refused with what is wrong', async (selection, message) => {
    await expect(readWorkload(target, { ...none, ...selection })).rejects.toMatchObject({
      name: 'Problem',
      message,
    });
  });

  it.each([
    ['DescribeClusters', 'shop/web', 'exec-configuration-unread: cluster shop'],
    ['DescribeCapacityProviders', 'shop/own', 'capacity-unknown: shop/own'],
  ])('says what is not known when %s is denied', async (call, service, finding) => {
    await denying(call, async () => {
      const { findings } = await readWorkload(target, { ...none, services: [service] });
      expect(findings.map(({ kind, origin }) => `${kind}: ${origin.join(', ')}`)).toContain(finding);
    });
  });

  it.each(['DescribeServices', 'DescribeTaskDefinition'])(
    'names the IAM action when %s is denied',
    async (call) => {
      await denying(call, async () => {
        await expect(readWorkload(target, { ...none, services: ['shop/web'] })).rejects.toThrow(
          `are not allowed ecs:${call} in eu-west-1`,
        );
      });
    },
  );

  /** Runs `test` against the emulator behind a server that denies one call. */
  async function denying(call: string, test: () => Promise<void>): Promise<void> {
    const server = createServer(async (request, reply) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      if (String(request.headers['x-amz-target']).endsWith(`.${call}`)) {
        reply.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
        reply.end(
          JSON.stringify({
            __type: 'AccessDeniedException',
            message: `User: arn:aws:iam::123456789012:user/reader is not authorized to perform: ecs:${call} on resource: *`,
          }),
        );
        return;
      }
      const { host: _, 'content-length': __, connection: ___, ...headers } = request.headers;
      const answer = await fetch(`${moto.url}${request.url}`, {
        method: request.method ?? 'POST',
        headers: headers as Record<string, string>,
        body: Buffer.concat(chunks),
      });
      reply.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      reply.end(await answer.text());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      await test();
    } finally {
      process.env.AWS_ENDPOINT_URL = moto.url;
      server.closeAllConnections();
      server.close();
    }
  }

  it('does not take a deleted service for a running one', async () => {
    await client.send(new DeleteServiceCommand({ cluster: 'shop', service: 'worker-104', force: true }));
    await expect(readWorkload(target, { ...none, services: ['shop/worker-104'] })).rejects.toThrow(
      'The ECS cluster "shop" in eu-west-1 has no service "worker-104".',
    );
  });
});
