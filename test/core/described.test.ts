import { describe, expect, it } from 'vitest';
import { describedBy, given, launchedOn, undescribed, whyOpen } from '../../src/ask/described.ts';
import type { Answers } from '../../src/ask/questions.ts';
import { workloadRemarks } from '../../src/ask/workload-remarks.ts';
import { type ServiceReply, toEcsService } from '../../src/core/workload/ecs-service.ts';
import { ecsWorkload } from '../../src/core/workload/ecs-workload.ts';
import { remarkText } from '../../src/core/workload/origin.ts';
import { taskDefinitionsIn } from '../../src/core/workload/task-definition.ts';

const REGION = 'eu-west-1';
const VPC = 'vpc-0a1b2c3d';
const ARN = `arn:aws:ecs:${REGION}:123456789012:task-definition/web:1`;
const NETWORK = {
  awsvpcConfiguration: { subnets: ['subnet-1', 'subnet-2'], securityGroups: ['sg-1'] },
};

/** The workload of the service shop/web, which runs one container from this Region's ECR. */
function workloadOf(
  reply: Partial<ServiceReply>,
  image = `123456789012.dkr.ecr.${REGION}.amazonaws.com/web`,
) {
  const definition = {
    family: 'web',
    taskDefinitionArn: ARN,
    containerDefinitions: [{ name: 'nginx', image }],
  };
  const service = { serviceName: 'web', taskDefinition: ARN, networkConfiguration: NETWORK, ...reply };
  return ecsWorkload(taskDefinitionsIn(definition, 'task.json', REGION), {
    region: REGION,
    services: [toEcsService(service, 'shop', {}, [], REGION)],
  });
}

const fargate = workloadOf({ launchType: 'FARGATE' });
const ec2 = workloadOf({ launchType: 'EC2' });
const unknown = workloadOf({ capacityProviderStrategy: [{ capacityProvider: 'own' }] });

describe('answers from a workload', () => {
  it.each<[what: string, workload: typeof fargate, answers: Answers, taken: Answers]>([
    [
      'Fargate',
      fargate,
      {},
      { launchType: 'fargate', vpc: VPC, subnets: ['subnet-1', 'subnet-2'], taskSecurityGroups: ['sg-1'] },
    ],
    ['EC2, whose instances are elsewhere in the VPC', ec2, {}, { launchType: 'ec2', vpc: VPC }],
    ['EC2 by a flag', fargate, { launchType: 'ec2' }, { vpc: VPC }],
    ['a new VPC', fargate, { vpc: 'new' }, { launchType: 'fargate' }],
    [
      'what is given stays',
      fargate,
      { subnets: ['subnet-9'], vpc: 'vpc-9' },
      { launchType: 'fargate', taskSecurityGroups: ['sg-1'] },
    ],
    [
      'capacity that could not be read',
      unknown,
      {},
      { vpc: VPC, subnets: ['subnet-1', 'subnet-2'], taskSecurityGroups: ['sg-1'] },
    ],
  ])('%s', (_, workload, answers, taken) => {
    const described = describedBy(workload, answers, VPC);
    expect(described.answers).toEqual({ ...taken, ...answers });
    expect(described.taken.toSorted()).toEqual(Object.keys(taken).toSorted());
    expect(given(described)).toEqual(answers);
  });

  it('lets the subnets of tasks go where the tasks turn out to run on EC2', () => {
    const described = launchedOn(describedBy(unknown, {}, VPC), 'ec2');
    expect(described.answers).toEqual({ launchType: 'ec2', vpc: VPC });
    expect(launchedOn(undescribed({ vpc: VPC }), 'ec2').answers).toEqual({ launchType: 'ec2', vpc: VPC });
  });

  it('says why an answer is still open', () => {
    expect(whyOpen(describedBy(fargate, {}, VPC))).toEqual([]);
    expect(whyOpen(describedBy(ec2, {}, VPC))).toEqual([expect.stringContaining('shop/web: On EC2')]);
    expect(whyOpen(describedBy(ec2, { subnets: ['subnet-9'] }, VPC))).toEqual([]);
    expect(whyOpen(describedBy(ec2, { vpc: 'new' }, undefined))).toEqual([]);
    expect(whyOpen(describedBy(unknown, {}, VPC))).toEqual([expect.stringContaining('--launch-type')]);
  });
});

describe('what a workload tells', () => {
  const told = (workload: typeof fargate, answers: Answers) =>
    workloadRemarks(workload, describedBy(workload, answers, VPC).answers).map(
      (remark) => `${remark.severity}: ${remarkText(remark)}`,
    );
  const APIS =
    "info: web: The task definition doesn't show which AWS APIs the application calls. Add those with --services.";

  it.each<[what: string, workload: typeof fargate, answers: Answers, remarks: string[]]>([
    [
      'what was taken',
      fargate,
      {},
      [
        'info: shop/web (launchType): Launch type: fargate.',
        'info: shop/web (networkConfiguration): Subnets: subnet-1, subnet-2.',
        'info: shop/web (networkConfiguration): Security groups: sg-1.',
        APIS,
      ],
    ],
    [
      'what flags overrule, first',
      fargate,
      { launchType: 'fargate', subnets: ['subnet-9'], taskSecurityGroups: ['sg-1', 'sg-2'] },
      [
        'warning: shop/web (networkConfiguration): --subnets subnet-9 is used, but the subnets there: subnet-1, subnet-2.',
        'info: shop/web (launchType): Launch type: fargate.',
        'info: shop/web (networkConfiguration): Security groups: sg-1.',
        APIS,
      ],
    ],
    [
      'nothing of the old network for a new VPC',
      fargate,
      { vpc: 'new' },
      ['info: shop/web (launchType): Launch type: fargate.', APIS],
    ],
    [
      'another launch type',
      ec2,
      { launchType: 'fargate', vpc: 'new' },
      [
        'warning: shop/web (launchType): --launch-type fargate is used, but the launch type there is ec2.',
        expect.stringContaining('info: shop/web: On EC2 the container instance pulls'),
        APIS,
      ],
    ],
  ])('%s', (_, workload, answers, remarks) => {
    expect(told(workload, answers)).toEqual(remarks);
  });

  it('offers what a name suggests until it is asked for', () => {
    const workload = workloadOf({ launchType: 'FARGATE' }, 'public.ecr.aws/xray/aws-xray-daemon');
    const suggested = (answers: Answers) =>
      workloadRemarks(workload, answers).filter(({ kind }) => kind === 'service-inferred');
    expect(suggested({})).toEqual([
      {
        kind: 'service-inferred',
        severity: 'info',
        origin: ['web:nginx (image)'],
        message: expect.stringMatching(/^The application .* Inferred from .* add --services xray\.$/),
      },
    ]);
    expect(suggested({ services: ['xray'] })).toEqual([]);
  });
});
