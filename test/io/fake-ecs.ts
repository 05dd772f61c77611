import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an ECS operation answers: JSON, or text as it is. */
export type EcsAnswers = Readonly<Record<string, unknown>>;

export interface FakeEcs {
  readonly url: string;
  /** The operations asked for, in the order in which they came. */
  readonly calls: readonly { readonly action: string; readonly body: string }[];
  readonly stop: () => Promise<void>;
}

const ARN = 'arn:aws:ecs:eu-west-1:123456789012';

/** A cluster with one service on a capacity provider of its own and with ECS Exec, so that every operation is called. */
export const ECS_ANSWERS: EcsAnswers = {
  ListClusters: { clusterArns: [`${ARN}:cluster/shop`] },
  ListServices: { serviceArns: [`${ARN}:service/shop/web`] },
  DescribeServices: {
    services: [
      {
        serviceArn: `${ARN}:service/shop/web`,
        serviceName: 'web',
        status: 'ACTIVE',
        taskDefinition: `${ARN}:task-definition/web:3`,
        capacityProviderStrategy: [{ capacityProvider: 'own', weight: 1 }],
        enableExecuteCommand: true,
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: ['subnet-0aaaaaaaaaaaaaaa1'],
            securityGroups: ['sg-0aaaaaaaaaaaaaaa1'],
            assignPublicIp: 'DISABLED',
          },
        },
        deployments: [
          {
            status: 'PRIMARY',
            taskDefinition: `${ARN}:task-definition/web:3`,
            serviceConnectConfiguration: {
              enabled: true,
              logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/ecs/web' } },
            },
          },
        ],
        taskSets: [],
      },
    ],
    failures: [],
  },
  DescribeClusters: {
    clusters: [
      {
        clusterName: 'shop',
        configuration: { executeCommandConfiguration: { logging: 'DEFAULT', kmsKeyId: 'alias/exec' } },
      },
    ],
    failures: [],
  },
  DescribeCapacityProviders: {
    capacityProviders: [{ name: 'own', autoScalingGroupProvider: { autoScalingGroupArn: 'arn:x' } }],
  },
  DescribeTaskDefinition: {
    taskDefinition: {
      taskDefinitionArn: `${ARN}:task-definition/web:3`,
      family: 'web',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['EC2'],
      containerDefinitions: [
        {
          name: 'app',
          image: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1',
          logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-region': 'eu-west-1' } },
        },
      ],
    },
  },
};

/** A small ECS that answers what it is told to. */
export async function startFakeEcs(answers: EcsAnswers = ECS_ANSWERS): Promise<FakeEcs> {
  const calls: { action: string; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    const action = String(request.headers['x-amz-target']).replace(/^.*\./, '');
    calls.push({ action, body });
    const answer = answers[action];
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
