import { describe, expect, it } from 'vitest';
import { doctor } from '../../src/commands/doctor.ts';
import { undescribed } from '../../src/core/ask/described.ts';
import type { Network } from '../../src/core/network/network.ts';
import { ecsWorkload } from '../../src/core/workload/ecs-workload.ts';
import { taskDefinitionsIn } from '../../src/core/workload/task-definition.ts';
import { edit, REGION, RIGHT, S3_GATEWAY, withoutRoute } from '../rules/network.ts';

const ECR = `123456789012.dkr.ecr.${REGION}.amazonaws.com`;

/** The exit code of doctor for one container, and its remarks of these kinds as `severity kind`. */
async function remarksOf(network: Network, container: object, kinds: RegExp, launchType = 'FARGATE') {
  const json = {
    family: 'web',
    requiresCompatibilities: [launchType],
    containerDefinitions: [{ name: 'app', image: `${ECR}/app:1`, ...container }],
  };
  const workload = ecsWorkload(taskDefinitionsIn(json, 'task.json', REGION), {
    region: REGION,
    services: [],
  });
  let printed = '';
  const answers = {
    region: REGION,
    vpc: 'vpc-1',
    launchType: workload.launchType ?? 'fargate',
    json: true,
  } as const;
  const code = await doctor(
    { ...undescribed(answers), workload },
    {
      style: { width: 80, colour: false, unicode: true },
      shell: 'posix',
      readNetwork: async () => network,
      saveSnapshot: async () => undefined,
      print: (text) => {
        printed += text;
      },
    },
  );
  const { workload: remarks } = JSON.parse(printed) as {
    readonly workload: readonly { readonly kind: string; readonly severity: string }[];
  };
  const found = remarks.filter(({ kind }) => kinds.test(kind));
  return { code, remarks: found.map(({ kind, severity }) => `${severity} ${kind}`) };
}

describe('an image that no endpoint serves', () => {
  const closed = withoutRoute(withoutRoute(RIGHT, 'rtb-a', '0.0.0.0/0'), 'rtb-b', '0.0.0.0/0');
  it.each([
    ['a way out by NAT', RIGHT, 'nginx:1', 'FARGATE', { code: 0, remarks: ['warning image-docker-hub'] }],
    ['no way out', closed, 'nginx:1', 'FARGATE', { code: 1, remarks: ['error image-docker-hub'] }],
    [
      'a way out of one subnet',
      withoutRoute(RIGHT, 'rtb-a', '0.0.0.0/0'),
      'public.ecr.aws/nginx/nginx',
      'FARGATE',
      { code: 1, remarks: ['error image-public-ecr'] },
    ],
    [
      'instances that may have it already',
      closed,
      'nginx:1',
      'EC2',
      { code: 0, remarks: ['warning image-docker-hub'] },
    ],
    [
      'a registry that may be inside',
      closed,
      'registry.example.com/x:1',
      'FARGATE',
      { code: 0, remarks: ['warning image-other-registry'] },
    ],
  ] as const)('%s', async (_, network, image, launchType, expected) => {
    expect(await remarksOf(network, { image }, /^image-/, launchType)).toEqual(expected);
  });
});

describe('S3 for more than layers', () => {
  const LAYERS = `arn:aws:s3:::prod-${REGION}-starport-layer-bucket/*`;
  const policy = (...resources: string[]) =>
    edit(RIGHT, 'endpoints', S3_GATEWAY, (endpoint) => ({
      ...endpoint,
      policy: JSON.stringify({
        Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: resources }],
      }),
    }));
  const files = { environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::config/web.env' }] };
  const output = {
    logConfiguration: {
      logDriver: 'awsfirelens',
      options: { Name: 's3', region: REGION, bucket: 'output' },
    },
  };
  it.each([
    ['no policy of its own', RIGHT, files, { code: 0, remarks: [] }],
    ['layers only', policy(LAYERS), files, { code: 1, remarks: ['error s3-policy-denies'] }],
    ['layers and these files', policy(LAYERS, 'arn:aws:s3:::config/*'), files, { code: 0, remarks: [] }],
    ['a bucket not told', policy(LAYERS), output, { code: 0, remarks: ['warning s3-policy-undecided'] }],
    ['every bucket', policy('arn:aws:s3:::*'), output, { code: 0, remarks: [] }],
  ] as const)('%s', async (_, network, container, expected) => {
    expect(await remarksOf(network, container, /^s3-/)).toEqual(expected);
  });
});
