import { describe, expect, it } from 'vitest';
import { situationOf } from '../../src/ask/choices.ts';
import type { Answers } from '../../src/ask/questions.ts';
import type { Network } from '../../src/core/network/network.ts';
import { Problem } from '../../src/core/problem.ts';
import { aws } from '../../src/sources/aws/aws.ts';
import { sourceOf } from '../../src/sources/sources.ts';
import { A, group, RIGHT, TASK_GROUP, VPC } from './rules/network.ts';

const answers = (...taskSecurityGroups: string[]): Answers => ({
  region: 'eu-west-1',
  vpc: VPC,
  launchType: 'fargate',
  iac: 'terraform',
  subnets: [A],
  taskSecurityGroups,
});

const fault = (network: Network, ...ids: string[]): string => {
  try {
    situationOf({ answers: answers(...ids), workload: undefined }, network, {
      shell: 'posix',
      commandWords: [],
    });
    return '';
  } catch (error) {
    return error instanceof Problem ? error.message : String(error);
  }
};

describe('security groups of the tasks', () => {
  const refused = (network: Network) => ({
    call: 'DescribeSecurityGroups',
    action: 'ec2:DescribeSecurityGroups',
    reason: `Not allowed in ${network.region}.`,
  });

  it.each<[string, Network, string[], boolean]>([
    ['of the VPC', RIGHT, [TASK_GROUP], true],
    ['that nobody knows', RIGHT, ['sg-typo'], false],
    [
      'of another VPC, which were read',
      { ...RIGHT, securityGroups: [...(RIGHT.securityGroups ?? []), group('sg-shared', {})] },
      [TASK_GROUP, 'sg-shared'],
      true,
    ],
    [
      'of another VPC, which could not be read',
      { ...RIGHT, unreadable: [refused(RIGHT)] },
      ['sg-shared'],
      true,
    ],
    ['where none could be read', { ...RIGHT, securityGroups: undefined }, ['sg-shared'], true],
  ])('%s are taken or refused', (_, network, ids, taken) => {
    expect(fault(network, ...ids)).toEqual(
      taken ? '' : expect.stringMatching(/^sg-typo: no such security group in vpc-1/),
    );
  });

  it('are asked for by name', async () => {
    const asked: unknown[] = [];
    const io = {
      aws: {
        ...aws,
        discover: async (vpc: object) => {
          asked.push(vpc);
          return RIGHT;
        },
      },
      readText: () => '',
      readFolder: () => [],
      reading: <T>(_: string, work: () => Promise<T>) => work(),
    };
    await sourceOf(answers('sg-shared')).read(answers('sg-shared'), [], io, undefined);
    expect(asked).toMatchObject([{ vpcId: VPC, securityGroupIds: ['sg-shared'] }]);
  });
});
