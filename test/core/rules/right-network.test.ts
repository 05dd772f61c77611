import { expect, it } from 'vitest';
import { A, look, RIGHT, TASK_GROUP, without, withoutNat } from './network.ts';

it.each([
  ['EC2 tasks', RIGHT, {}],
  ['Fargate tasks', without(RIGHT, 'ecs', 'ecs-agent', 'ecs-telemetry'), { launchType: 'fargate' as const }],
  ['no NAT gateway', withoutNat(RIGHT), {}],
  ['tasks in one zone', RIGHT, { subnetIds: [A] }],
  ['the groups of the tasks named', RIGHT, { taskGroups: [TASK_GROUP] }],
])('nothing is said of a right network: %s', (_, network, asked) => {
  expect(look(network, asked)).toEqual([]);
});
