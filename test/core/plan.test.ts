import { describe, expect, it } from 'vitest';
import { hasResource } from '../../src/core/plan/abilities.ts';
import type { Plan } from '../../src/core/plan/planned.ts';
import { needs } from '../../src/core/workload/needs.ts';
import { FORMATS } from '../../src/formats/formats.ts';
import { declareExisting, declareNewVpc } from '../../src/sources/declared/declare.ts';
import { FORMAT_NAMES, type Iac, plan, texts } from '../engine.ts';
import { caseOf, type FaultName, planInputOf, RIGHT_SHAPE, type Shape } from './arbitrary-network.ts';

function planned(
  part: Partial<Shape>,
  faults: readonly { name: FaultName; at: number }[],
  iac: Iac = 'terraform',
): Plan {
  return plan(planInputOf(caseOf({ ...RIGHT_SHAPE, ...part }, faults), iac));
}

/** `create ecr.api`, `keep s3 vpce-s3`, … */
const actions = ({ endpoints }: Plan) =>
  endpoints.map(({ action, service, endpointId }) => [action, service, endpointId].filter(Boolean).join(' '));
const kinds = ({ changes }: Plan) => changes.map(({ kind }) => kind);

describe('plan', () => {
  it.each([
    ['pending', 'keep ecr.api vpce-ecr.api', 'vpce-ecr.api', false],
    ['failed', 'create ecr.api', 'delete it first: aws ec2 delete-vpc-endpoints', true],
    ['rejected', 'create ecr.api', 'delete it first: aws ec2 delete-vpc-endpoints', true],
    ['deleting', 'create ecr.api', 'Deploy when it is gone.', true],
  ])('waits for an endpoint that comes, and replaces one that does not: %s', (state, action, note, noted) => {
    const made = caseOf(RIGHT_SHAPE, []);
    const endpoints = made.network.endpoints?.map((endpoint) =>
      endpoint.service === 'ecr.api' ? { ...endpoint, state } : endpoint,
    );
    const network = { ...made.network, endpoints };
    const decided = plan({ ...planInputOf(made, 'terraform'), network });
    expect(actions(decided)).toEqual([action, 'keep ecr.dkr vpce-ecr.dkr', 'keep s3 vpce-s3']);
    expect(texts(decided.notes).join().includes(note)).toBe(noted);
  });

  it('says whose security groups must be named where only groups are let in', () => {
    const said = (launchType: Shape['launchType'], taskGroups: boolean) =>
      texts(planned({ endpoints: 'none', launchType, taskGroups }, []).notes).join();
    expect(said('ec2', true)).toContain('the container instances pull the images');
    expect(said('ec2', false)).not.toContain('the container instances pull');
    expect(said('fargate', true)).not.toContain('the container instances pull');
  });

  it('keeps a network that serves', () => {
    const still = planned({}, []);
    expect(actions(still)).toEqual([
      'keep ecr.api vpce-ecr.api',
      'keep ecr.dkr vpce-ecr.dkr',
      'keep s3 vpce-s3',
    ]);
    expect(still.changes).toEqual([]);
    expect(still.prerequisites).toEqual([]);
    expect(still.securityGroup).toBeUndefined();
  });

  it.each<[Shape['launchType'], string[]]>([
    ['fargate', ['create ecr.api', 'create ecr.dkr', 'create s3']],
    [
      'ec2',
      [
        'create ecr.api',
        'create ecr.dkr',
        'create s3',
        'create ecs',
        'create ecs-agent',
        'create ecs-telemetry',
      ],
    ],
  ])('creates exactly what %s needs where there is nothing', (launchType, expected) => {
    const fresh = planned({ launchType, endpoints: 'none' }, []);
    expect(actions(fresh)).toEqual(expected);
    expect(fresh.securityGroup?.sources.map(({ peer }) => peer)).toEqual([
      { kind: 'cidr', cidr: '10.0.1.0/24' },
      { kind: 'cidr', cidr: '10.0.2.0/24' },
    ]);
    expect(fresh.after.every(({ via }) => via === 'endpoint')).toBe(true);
  });

  it('gives the S3 route to the table that lacks it, and does nothing else', () => {
    const extended = planned({}, [{ name: 'gateway route absent', at: 0 }]);
    expect(extended.changes).toEqual([
      { kind: 'add-route-tables', service: 's3', endpointId: 'vpce-s3', routeTableIds: ['rtb-1'] },
    ]);
    expect(actions(extended)).toContain('extend s3 vpce-s3');
    expect(texts(extended.notes).join()).toContain('may briefly interrupt open S3 connections');
  });

  it('extends the gateway that lets everything through, where there are several', () => {
    const made = caseOf(RIGHT_SHAPE, [{ name: 'gateway route absent', at: 0 }]);
    const policy = JSON.stringify({
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::mine/*' },
      ],
    });
    const endpoints = made.network.endpoints?.flatMap((endpoint) =>
      endpoint.service === 's3'
        ? [{ ...endpoint, id: 'vpce-narrow', routeTableIds: [], policy }, endpoint]
        : [endpoint],
    );
    const network = { ...made.network, endpoints };
    const decided = plan({ ...planInputOf(made, 'terraform'), network });
    expect(decided.changes).toMatchObject([{ kind: 'add-route-tables', endpointId: 'vpce-s3' }]);
  });

  it.each(FORMAT_NAMES.filter((name) => !hasResource(FORMATS[name], 'add-route-tables')))(
    'joins the S3 gateway by a second one for that table in %s',
    (iac) => {
      const joined = planned({}, [{ name: 'gateway route absent', at: 0 }], iac);
      expect(joined.changes).toMatchObject([
        { kind: 'create-gateway-endpoint', service: 's3', routeTableIds: ['rtb-1'] },
      ]);
      expect(actions(joined)).toEqual(expect.arrayContaining(['keep s3 vpce-s3', 'create s3']));
    },
  );

  it('turns private DNS on where the format can, and else gives the command', () => {
    const fault = [{ name: 'private DNS off', at: 1 }] as const;
    expect(kinds(planned({}, fault))).toEqual(['enable-private-dns']);
    const byHand = planned({}, fault, 'cloudformation');
    expect(byHand.changes).toEqual([]);
    expect(byHand.prerequisites).toMatchObject([
      {
        command:
          'aws ec2 modify-vpc-endpoint --region eu-west-1 --vpc-endpoint-id vpce-ecr.dkr --private-dns-enabled',
        undo: 'aws ec2 modify-vpc-endpoint --region eu-west-1 --vpc-endpoint-id vpce-ecr.dkr --no-private-dns-enabled',
        when: 'before',
      },
    ]);
  });

  it('turns private DNS on last, after the rules that let the tasks reach the endpoint', () => {
    const faults = [
      { name: 'private DNS off', at: 1 },
      { name: 'endpoint group', at: 0 },
    ] as const;
    const rules = kinds(planned({}, [faults[1]]));
    expect(rules).toContain('authorize-ingress');
    expect(kinds(planned({}, faults))).toEqual([...rules, 'enable-private-dns']);
    const byHand = planned({}, faults, 'cloudformation');
    expect(kinds(byHand)).toEqual(rules);
    expect(byHand.prerequisites.map(({ when }) => when)).toEqual(['after']);
  });

  it('makes a VPC attribute that is off a prerequisite in every format', () => {
    for (const iac of FORMAT_NAMES) {
      const { prerequisites } = planned({}, [{ name: 'DNS hostnames', at: 0 }], iac);
      expect(prerequisites.map(({ command }) => command)).toEqual([
        'aws ec2 modify-vpc-attribute --region eu-west-1 --vpc-id vpc-1 --enable-dns-hostnames Value=true',
      ]);
    }
  });

  it('opens a closed endpoint group to each subnet that must reach it', () => {
    const opened = planned({}, [{ name: 'endpoint group', at: 0 }]);
    expect(opened.changes).toEqual([
      { kind: 'authorize-ingress', groupId: 'sg-endpoints', source: { kind: 'cidr', cidr: '10.0.1.0/24' } },
      { kind: 'authorize-ingress', groupId: 'sg-endpoints', source: { kind: 'cidr', cidr: '10.0.2.0/24' } },
    ]);
  });

  it('warns that a route in the main table reaches every subnet without one of its own', () => {
    expect(texts(planned({ tables: 'main', endpoints: 'none' }, []).notes).join()).toContain(
      'rtb-main is the VPC',
    );
  });

  it('puts an endpoint only into AZs that offer the service, and says which lack it', () => {
    const partly = planned({ endpoints: 'none' }, [{ name: 'AZ not offered', at: 0 }]);
    expect(partly.changes.find(({ kind }) => kind === 'create-interface-endpoint')).toMatchObject({
      subnetIds: ['subnet-2'],
    });
    expect(texts(partly.notes).join()).toContain(
      "doesn't offer com.amazonaws.eu-west-1.ecr.api in eu-west-1a",
    );
  });

  it('writes a restricted S3 policy for image layers alone', () => {
    const restricted = planned({ endpoints: 'none', s3Policy: 'ecr-only' }, []);
    expect(restricted.changes.find(({ kind }) => kind === 'create-gateway-endpoint')).toMatchObject({
      policy: {
        Statement: [
          { Action: 's3:GetObject', Resource: 'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*' },
        ],
      },
    });
  });
});

describe('a new VPC', () => {
  const network = declareNewVpc({
    region: 'eu-west-1',
    vpcCidr: '10.0.0.0/16',
    azCount: 2,
    azs: undefined,
    name: 'p',
  });
  const input = {
    network,
    tasks: { subnetIds: network.subnets.map(({ id }) => id), securityGroupIds: [] },
    launchType: 'fargate',
    name: 'p',
    tags: {},
    s3Policy: 'full',
  } as const;

  it('says what tasks that cannot get out may miss', () => {
    const { notes } = plan({
      ...input,
      iac: 'terraform',
      needs: needs({ launchType: 'fargate', services: ['ssm'], serviceConnect: false }),
    });
    expect(texts(notes).join('\n')).toContain('logs for the awslogs driver');
    expect(texts(notes).join('\n')).not.toContain('ssm for');
  });

  it('covers every table by one gateway for each service', () => {
    const { changes } = plan({
      ...input,
      iac: 'cdk',
      needs: needs({ launchType: 'fargate', services: ['dynamodb'], serviceConnect: false }),
    });
    expect(changes.filter(({ kind }) => kind === 'create-gateway-endpoint')).toMatchObject([
      { service: 's3', routeTableIds: ['private-1', 'private-2'] },
      { service: 'dynamodb', routeTableIds: ['private-1', 'private-2'] },
    ]);
  });
});

describe('declared networks that cannot be', () => {
  const existing = {
    region: 'eu-west-1',
    vpcId: 'vpc-1',
    vpcCidr: '10.0.0.0/16',
    subnetIds: ['subnet-1', 'subnet-2'],
    azs: ['eu-west-1a', 'eu-west-1b'],
    subnetCidrs: ['10.0.1.0/24', '10.0.2.0/24'],
    routeTableIds: ['rtb-1'],
    taskSecurityGroupIds: [],
  };
  it.each<[string, Partial<typeof existing>, string]>([
    ['a subnet twice', { subnetIds: ['subnet-1', 'subnet-1'] }, '--subnets names subnet-1 twice'],
    ['too few AZs', { azs: ['eu-west-1a'] }, '--azs names 1 Availability Zones for 2 subnets'],
    [
      'a foreign AZ',
      { azs: ['eu-west-1a', 'us-east-1b'] },
      '"us-east-1b" is not an Availability Zone of eu-west-1',
    ],
    ['too few blocks', { subnetCidrs: ['10.0.1.0/24'] }, '--subnet-cidrs names 1 blocks for 2 subnets'],
    [
      'overlapping blocks',
      { subnetCidrs: ['10.0.1.0/24', '10.0.1.128/25'] },
      '10.0.1.0/24 and 10.0.1.128/25 overlap',
    ],
    [
      'a block outside the VPC',
      { subnetCidrs: ['10.0.1.0/24', '10.1.0.0/24'] },
      '10.1.0.0/24 is not inside the VPC',
    ],
    [
      'tables that fit no subnets',
      { subnetIds: ['subnet-1', 'subnet-2'], routeTableIds: ['rtb-1', 'rtb-2', 'rtb-3'] },
      '--route-tables names 3 tables for 2 subnets',
    ],
    ['a Region that is none', { region: 'mars-1' }, '"mars-1" is not an AWS Region'],
  ])('%s', (_, part, message) => expect(() => declareExisting({ ...existing, ...part })).toThrow(message));
});
