import { describe, expect, it } from 'vitest';
import type { EcsService } from '../../src/core/workload/ecs-service.ts';
import { tasksByVpc } from '../../src/core/workload/tasks-by-vpc.ts';

const ARN = 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1';

const service = (name: string, more: Partial<EcsService> = {}): EcsService => ({
  name,
  cluster: name.slice(0, name.indexOf('/')),
  taskDefinitions: [ARN],
  capacities: ['fargate'],
  capacityField: 'launchType',
  platformVersion: undefined,
  windows: false,
  exec: false,
  execConfiguration: undefined,
  serviceConnect: false,
  serviceConnectLog: undefined,
  subnetIds: ['subnet-a'],
  securityGroupIds: ['sg-1'],
  assignPublicIp: false,
  ...more,
});

const onEc2 = (name: string, more: Partial<EcsService> = {}) =>
  service(name, {
    capacities: ['ec2'],
    subnetIds: [],
    securityGroupIds: [],
    assignPublicIp: undefined,
    ...more,
  });

const VPC_OF = new Map([
  ['subnet-a', 'vpc-1'],
  ['subnet-b', 'vpc-1'],
  ['subnet-c', 'vpc-2'],
]);

const of = (services: readonly EcsService[], standalone: readonly EcsService[] = []) =>
  tasksByVpc({ region: 'eu-west-1', definitions: [], services, standalone, unreadable: [] }, VPC_OF);

const summary = ({ vpcs }: ReturnType<typeof of>) =>
  [...vpcs].map(([vpcId, tasks]) => [
    vpcId,
    tasks.map(({ services, taskDefinitions, workload }) => ({
      services,
      taskDefinitions,
      launchType: workload?.launchType,
      at: workload?.instances?.subnetIds ?? workload?.subnetIds,
    })),
  ]);

describe('what runs in ECS, by VPC', () => {
  it('keeps Fargate and EC2 apart, and takes the subnets of the instances on EC2', () => {
    const instances = [{ subnetId: 'subnet-b', securityGroupIds: ['sg-2'] }];
    expect(summary(of([service('shop/web'), onEc2('shop/job', { instances }), service('pay/api')]))).toEqual([
      [
        'vpc-1',
        [
          { services: ['pay/api', 'shop/web'], taskDefinitions: [], launchType: 'fargate', at: ['subnet-a'] },
          { services: ['shop/job'], taskDefinitions: [], launchType: 'ec2', at: ['subnet-b'] },
        ],
      ],
    ]);
  });

  it('has a service in every VPC where its instances are, with those alone', () => {
    const instances = ['subnet-b', 'subnet-c'].map((subnetId) => ({ subnetId, securityGroupIds: [] }));
    expect(summary(of([onEc2('shop/job', { instances })]))).toEqual([
      ['vpc-1', [{ services: ['shop/job'], taskDefinitions: [], launchType: 'ec2', at: ['subnet-b'] }]],
      ['vpc-2', [{ services: ['shop/job'], taskDefinitions: [], launchType: 'ec2', at: ['subnet-c'] }]],
    ]);
  });

  it('counts tasks that are alike once', () => {
    const tasks = ['main/b', 'main/a', 'main/c'].map((name) => service(name));
    expect(summary(of([], [...tasks, service('main/d', { subnetIds: ['subnet-c'] })]))).toEqual([
      ['vpc-1', [{ services: [], taskDefinitions: ['web:1'], launchType: 'fargate', at: ['subnet-a'] }]],
      ['vpc-2', [{ services: [], taskDefinitions: ['web:1'], launchType: 'fargate', at: ['subnet-c'] }]],
    ]);
  });

  it('knows the VPC of tasks on EC2 by their own interfaces where no instance is known', () => {
    const [tasks] = of([onEc2('shop/job', { subnetIds: ['subnet-a'] })]).vpcs.get('vpc-1') ?? [];
    expect(tasks?.workload?.instances).toBeUndefined();
    expect(tasks?.workload?.findings.map(({ kind }) => kind)).toContain('instances-pull');
  });

  it.each([
    [
      'a subnet that is not shown',
      service('shop/web', { subnetIds: ['subnet-x'] }),
      /subnet-x are not shown/,
    ],
    ['no instance', onEc2('shop/job'), /no container instance of its cluster is known/],
    [
      'capacity of no known kind',
      service('shop/x', { capacities: ['external'], subnetIds: [] }),
      /no network configuration/,
    ],
  ])('says whose VPC is not known: %s', (_, one, reason) => {
    const { vpcs, nowhere } = of([one]);
    expect(vpcs.size).toBe(0);
    expect(nowhere).toEqual([expect.stringMatching(reason)]);
  });
});
