import { expect, it } from 'vitest';
import { type FailOn, failing } from '../../../src/reports/report.ts';
import { A, B, look, RIGHT } from './network.ts';
import { prove } from './prove.ts';

prove(import.meta.url, {
  broken: {
    network: {
      ...RIGHT,
      networkAcls: undefined,
      unreadable: [
        { call: 'DescribeNetworkAcls', action: 'ec2:DescribeNetworkAcls', reason: 'Access denied.' },
      ],
    },
  },
  says: {
    severity: 'unknown',
    services: ['ecr.api', 'ecr.dkr', 's3', 'ecs', 'ecs-agent', 'ecs-telemetry'],
    subnetIds: [A, B],
    resourceIds: [],
    message:
      "Can't determine which way requests to ecr.api, ecr.dkr, s3, ecs, ecs-agent and ecs-telemetry go, because DescribeNetworkAcls was denied or failed: allow ec2:DescribeNetworkAcls.",
  },
  fixed: { network: RIGHT },
  nearMisses: {
    'everything was read': { network: RIGHT },
    'what EC2 answered lacks a resource': {
      network: { ...RIGHT, networkAcls: [] },
      says: ['resource-not-shown', 'resource-not-shown'],
    },
  },
});

/** Calls on which no path turns in a right network, and what nobody checked without them. */
const UNCHECKED: readonly (readonly [string, string])[] = [
  ['DescribeNatGateways', 'whether the NAT gateways work'],
  ['DescribeVpcEndpointServices', 'in which Availability Zones the services are offered'],
  ['DescribeNetworkInterfaces', 'which addresses the endpoints have'],
  ['DescribeSecurityGroups', 'whether security groups allow the traffic'],
  ['DescribeInventedByAws', 'what it would have shown'],
];

it.each(UNCHECKED)('warns of %s, though every path is known', (call, what) => {
  const unreadable = [{ call, action: `ec2:${call}`, reason: 'Access denied.' }];
  const found = look({ ...RIGHT, unreadable });
  expect(found).toMatchObject([
    {
      rule: 'not-permitted',
      severity: 'warning',
      services: ['ecr.api', 'ecr.dkr', 's3', 'ecs', 'ecs-agent', 'ecs-telemetry'],
      subnetIds: [A, B],
      message: `Not checked: ${what}, because ${call} was denied or failed: allow ec2:${call}.`,
    },
  ]);
  expect(['error', 'unknown', 'warning', 'never'].map((level) => failing(found, level as FailOn))).toEqual([
    false,
    false,
    true,
    false,
  ]);
});
