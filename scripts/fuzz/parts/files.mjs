import { readFileSync } from 'node:fs';

const example = (name) =>
  JSON.parse(readFileSync(new URL(`../../../docs/examples/${name}`, import.meta.url), 'utf8'));

const leak = example('nat-leak.snapshot.json');

/** The same VPC before it had endpoints, and routes to them: every format has something to write for it. */
const bare = {
  ...leak,
  endpoints: [],
  routeTables: leak.routeTables.map((table) => ({
    ...table,
    routes: table.routes.filter(({ target }) => target.kind !== 'vpc-endpoint'),
  })),
};

/** Closed by a network ACL, its endpoints by policies over several lines. */
const closed = {
  ...leak,
  endpoints: leak.endpoints?.map((endpoint) => ({
    ...endpoint,
    policy: JSON.stringify(
      { Statement: [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: "it's" }] },
      null,
      2,
    ),
  })),
  networkAcls: leak.networkAcls?.map((acl) => ({ ...acl, entries: [] })),
};

export const SNAPSHOTS = [leak, bare, closed];

export const TASK_DEFINITIONS = [
  example('web.task-definition.json'),
  [
    {
      name: 'web',
      image: 'nginx',
      logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-region': 'eu-west-1' } },
    },
  ],
  {
    Resources: {
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          Family: { 'Fn::Sub': '${AWS::StackName}-web' },
          ContainerDefinitions: [
            { Name: 'web', Image: { Ref: 'Image' }, Secrets: [{ Name: 'A', ValueFrom: 'a' }] },
          ],
        },
      },
    },
  },
];

export const ANSWERS = [
  { launchType: 'ec2', services: ['logs'], tags: { team: 'shop', __proto__: 'x' }, name: 'shop' },
  { s3Policy: 'ecr-only', vpcCidr: '10.0.0.0/16', azCount: 2, serviceConnect: true },
  { subnets: ['subnet-0aaaaaaa'], constructor: 'x', iac: 'cdk' },
];
