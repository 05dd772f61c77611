import { describe, expect, it } from 'vitest';
import { CATALOGUE, nearestService } from '../../src/core/catalogue.ts';
import { needs, type Workload } from '../../src/core/workload/needs.ts';

const workload = (part: Partial<Workload>): Workload => ({
  launchType: 'fargate',
  services: [],
  serviceConnect: false,
  ...part,
});

describe('needs', () => {
  it.each<[string, Partial<Workload>, string[]]>([
    ['Fargate', {}, ['ecr.api', 'ecr.dkr', 's3']],
    ['EC2', { launchType: 'ec2' }, ['ecr.api', 'ecr.dkr', 's3', 'ecs', 'ecs-agent', 'ecs-telemetry']],
    ['Fargate with Service Connect', { serviceConnect: true }, ['ecr.api', 'ecr.dkr', 's3', 'ecs-agent']],
    ['further services', { services: ['sqs', 'logs'] }, ['ecr.api', 'ecr.dkr', 's3', 'logs', 'sqs']],
    ['a service named twice', { services: ['logs', 'logs'] }, ['ecr.api', 'ecr.dkr', 's3', 'logs']],
    ['a service that is needed anyway', { services: ['s3'] }, ['ecr.api', 'ecr.dkr', 's3']],
  ])('%s', (_, part, expected) =>
    expect(needs(workload(part)).map(({ service }) => service)).toEqual(expected),
  );

  it('names everyone who asks, and why', () => {
    const [agent] = needs(
      workload({ launchType: 'ec2', serviceConnect: true, services: ['ecs-agent'] }),
    ).filter(({ service }) => service === 'ecs-agent');
    expect(agent?.origin).toEqual(['launch type ec2', 'Service Connect', '--services']);
    expect(agent?.because).toBe(CATALOGUE['ecs-agent'].because);
  });
});

describe('nearestService', () => {
  it.each([
    ['log', 'logs'],
    ['secretmanager', 'secretsmanager'],
    ['ECR.DKR', 'ecr.dkr'],
    ['cloudwatch', 'monitoring'],
    ['efs', 'elasticfilesystem'],
    ['qqqqqqqqqq', undefined],
  ])('%s → %s', (text, expected) => expect(nearestService(text)).toBe(expected));
});
