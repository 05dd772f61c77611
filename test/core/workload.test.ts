import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, SERVICES } from '../../src/core/catalogue.ts';
import { Problem } from '../../src/core/problem.ts';
import { SERVICE_REPLY, type ServiceReply, toEcsService } from '../../src/core/workload/ecs-service.ts';
import { ecsWorkload } from '../../src/core/workload/ecs-workload.ts';
import { needs } from '../../src/core/workload/needs.ts';
import { neededBy } from '../../src/core/workload/origin.ts';
import { parseTaskDefinitions } from '../../src/core/workload/parse-task-definitions.ts';
import { assertS3Policy } from '../../src/core/workload/s3-policy.ts';
import {
  parseClusterName,
  parseServiceName,
  taskDefinitionSource,
} from '../../src/core/workload/selection.ts';
import { taskDefinitionsIn } from '../../src/core/workload/task-definition.ts';
import { findingSentence, findingSeverity } from '../../src/core/workload/workload-finding.ts';

const REGION = 'eu-west-1';
const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf';
const PARAMETER = 'arn:aws:ssm:eu-west-1:123456789012:parameter/app/db';

const fixture = (name: string) => readFileSync(new URL(`workload-fixtures/${name}`, import.meta.url), 'utf8');

const read = (json: unknown, region = REGION) =>
  ecsWorkload(taskDefinitionsIn(json, 'task.json', region), { region, services: [] });

/** `ecr.api: web:app (image)`, one line a need; and one word a finding, less the one that is always there. */
function summary(workload: ReturnType<typeof ecsWorkload>) {
  return {
    needs: workload.needs.map(({ service, origin }) => `${service}: ${origin.join(', ')}`),
    findings: workload.findings
      .filter(({ kind }) => kind !== 'not-in-definition')
      .map(({ kind, origin }) => `${kind}: ${origin.join(', ')}`),
  };
}

/** A register-task-definition input with one container `app` of family `web`, which fits Fargate and EC2. */
const task = (container: object, rest: object = {}) => ({
  family: 'web',
  networkMode: 'awsvpc',
  cpu: '256',
  memory: '512',
  containerDefinitions: [{ name: 'app', image: `${ECR}/app:1`, ...container }],
  ...rest,
});

/** Keys that AWS takes as any other, and that mean something to JavaScript. */
const ODD_NAMES = ['__proto__', 'constructor', 'prototype', 'toString'];

/** A part of a text that is to be filled in later. */
const later = (name: string) => `\${${name}}`;

const PULL = ['ecr.api: web:app (image)', 'ecr.dkr: web:app (image)', 's3: web:app (image)'];
const log = (logDriver: string, options?: object, secretOptions?: object) => ({
  logConfiguration: { logDriver, options, secretOptions },
});
const awslogs = (region: string) => log('awslogs', { 'awslogs-region': region, 'awslogs-group': 'g' });
const firelens = (options: object) => log('awsfirelens', options);
const secrets = (...valueFrom: unknown[]) => ({
  secrets: valueFrom.map((from, i) => ({ name: `S${i}`, valueFrom: from })),
});

interface Case {
  readonly says: string;
  readonly json: unknown;
  readonly needs: readonly string[];
  readonly findings?: readonly string[];
}

const image = (says: string, name: string, findings: readonly string[], pulls: boolean): Case => ({
  says,
  json: task({ image: name }),
  needs: pulls ? PULL : [],
  findings,
});

const IMAGES: readonly Case[] = [
  image('a tag in private ECR', `${ECR}/app:1.2.3`, [], true),
  image('no tag', `${ECR}/app`, [], true),
  image('a digest', `${ECR}/team/app@sha256:${'a'.repeat(64)}`, [], true),
  image('a tag and a digest', `${ECR}/app:1@sha256:${'a'.repeat(64)}`, [], true),
  image('the host in capitals', `123456789012.DKR.ECR.EU-WEST-1.AMAZONAWS.COM/app`, [], true),
  image('the port that registries have anyway', `${ECR}:443/app`, [], true),
  image('another port', `${ECR}:8443/app:1`, ['image-ecr-unusual-name: web:app (image)'], true),
  image('capitals in the repository', `${ECR}/App:V1`, ['image-uppercase: web:app (image)'], true),
  image('capitals in the tag only', `${ECR}/app:V1-RC`, [], true),
  image(
    'ECR of another Region',
    '123456789012.dkr.ecr.us-east-1.amazonaws.com/app',
    ['image-ecr-other-region: web:app (image)'],
    false,
  ),
  image(
    'the dual-stack name of ECR',
    '123456789012.dkr-ecr.eu-west-1.on.aws/app:1',
    ['image-ecr-unusual-name: web:app (image)'],
    true,
  ),
  image(
    'the FIPS name of ECR',
    '123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com/app',
    ['image-ecr-unusual-name: web:app (image)'],
    true,
  ),
  image(
    'a pull-through cache',
    `${ECR}/docker-hub/library/nginx:1`,
    ['image-pull-through-cache: web:app (image)'],
    true,
  ),
  image('ECR Public', 'public.ecr.aws/nginx/nginx:latest', ['image-public-ecr: web:app (image)'], false),
  image('Docker Hub, official', 'nginx', ['image-docker-hub: web:app (image)'], false),
  image('Docker Hub, a user', 'grafana/grafana:11', ['image-docker-hub: web:app (image)'], false),
  image('Docker Hub by host', 'docker.io/library/redis:7', ['image-docker-hub: web:app (image)'], false),
  image('GitHub', 'ghcr.io/org/app:1', ['image-other-registry: web:app (image)'], false),
  image('a registry with a port', 'registry.corp:5000/app', ['image-other-registry: web:app (image)'], false),
  image('localhost', 'localhost/app', ['image-other-registry: web:app (image)'], false),
  image(
    'not ECR, only named so',
    'dkr.ecr.example.com/app',
    ['image-other-registry: web:app (image)'],
    false,
  ),
  image('to be filled in by a pipeline', '<IMAGE1_NAME>', ['image-unknown: web:app (image)'], true),
  image('to be filled in by Terraform', later('image'), ['image-unknown: web:app (image)'], true),
  image('only the repository to be filled in', `${ECR}/${later('repository')}:${later('tag')}`, [], true),
  image(
    'the Region to be filled in',
    `${later('account')}.dkr.ecr.${later('region')}.amazonaws.com/app`,
    ['region-open: web:app (image)'],
    true,
  ),
  {
    says: 'an expression',
    json: task({ image: { Ref: 'Image' } }),
    needs: PULL,
    findings: ['image-unknown: web:app (image)'],
  },
];

const FIELDS: readonly Case[] = [
  { says: 'awslogs', json: task(awslogs(REGION)), needs: [...PULL, 'logs: web:app (logConfiguration)'] },
  {
    says: 'awslogs without options',
    json: task(log('awslogs')),
    needs: [...PULL, 'logs: web:app (logConfiguration)'],
  },
  {
    says: 'awslogs to another Region',
    json: task(awslogs('us-east-1')),
    needs: PULL,
    findings: ['other-region: web:app (logConfiguration)'],
  },
  {
    says: 'awslogs at an address of its own',
    json: task(log('awslogs', { 'awslogs-endpoint': 'https://logs.example.com' })),
    needs: [...PULL, 'logs: web:app (logConfiguration)'],
    findings: ['custom-endpoint: web:app (logConfiguration)'],
  },
  { says: 'a driver that stays on the host', json: task(log('json-file', {})), needs: PULL },
  {
    says: 'a driver that sends elsewhere',
    json: task(
      log('splunk', { 'splunk-url': 'https://splunk.example.com' }, [
        { name: 'splunk-token', valueFrom: SECRET },
      ]),
    ),
    needs: [...PULL, 'secretsmanager: web:app (logConfiguration.secretOptions)'],
    findings: ['log-destination-elsewhere: web:app (logConfiguration)'],
  },
  {
    says: 'a driver that nobody knows',
    json: task(log('AWSLOGS')),
    needs: PULL,
    findings: ['log-driver-unknown: web:app (logConfiguration)'],
  },
  {
    says: 'FireLens to CloudWatch Logs',
    json: task(firelens({ Name: 'cloudwatch_logs', region: REGION })),
    needs: [...PULL, 'logs: web:app (logConfiguration)'],
  },
  {
    says: 'FireLens to Firehose, lower case',
    json: task(firelens({ name: 'firehose', region: REGION, delivery_stream: 'd' })),
    needs: [...PULL, 'kinesis-firehose: web:app (logConfiguration)'],
  },
  {
    says: 'Fluentd to Kinesis',
    json: task(firelens({ '@type': 'kinesis_streams', region: REGION })),
    needs: [...PULL, 'kinesis-streams: web:app (logConfiguration)'],
  },
  {
    says: 'FireLens to S3',
    json: task(firelens({ Name: 's3', region: REGION, bucket: 'b' })),
    needs: [...PULL.slice(0, 2), 's3: web:app (image), web:app (logConfiguration)'],
  },
  {
    says: 'FireLens to S3 without a Region, which Fluent Bit takes for us-east-1',
    json: task(firelens({ Name: 's3', bucket: 'b' })),
    needs: PULL,
    findings: ['other-region: web:app (logConfiguration)'],
  },
  {
    says: 'FireLens through a role',
    json: task(
      firelens({ Name: 'cloudwatch', region: REGION, role_arn: 'arn:aws:iam::210987654321:role/logs' }),
    ),
    needs: [...PULL, 'logs: web:app (logConfiguration)', 'sts: web:app (logConfiguration)'],
  },
  {
    says: 'FireLens to a vendor, the key from Parameter Store',
    json: task(
      log('awsfirelens', { Name: 'datadog', Host: 'http-intake.logs.datadoghq.eu' }, [
        { name: 'apikey', valueFrom: '/datadog/key' },
      ]),
    ),
    needs: [...PULL, 'ssm: web:app (logConfiguration.secretOptions)'],
    findings: ['log-destination-elsewhere: web:app (logConfiguration)'],
  },
  {
    says: 'FireLens by a configuration of its own',
    json: task(firelens({})),
    needs: PULL,
    findings: ['firelens-configuration-unseen: web:app (logConfiguration)'],
  },
  {
    says: 'a router that reads its configuration from S3',
    json: task({
      firelensConfiguration: {
        type: 'fluentbit',
        options: { 'config-file-type': 's3', 'config-file-value': 'arn:aws:s3:::b/extra.conf' },
      },
    }),
    needs: [...PULL.slice(0, 2), 's3: web:app (image), web:app (firelensConfiguration)'],
    findings: ['firelens-configuration-unseen: web:app (firelensConfiguration)'],
  },
  {
    says: 'a router of the init kind',
    json: task({ environment: [{ name: 'aws_fluent_bit_init_s3_1', value: 'arn:aws:s3:::b/x.conf' }] }),
    needs: [...PULL.slice(0, 2), 's3: web:app (image), web:app (environment)'],
    findings: ['firelens-configuration-unseen: web:app (environment)'],
  },
  { says: 'a secret', json: task(secrets(SECRET)), needs: [...PULL, 'secretsmanager: web:app (secrets)'] },
  {
    says: 'one key of a secret',
    json: task(secrets(`${SECRET}:password:AWSCURRENT:`)),
    needs: [...PULL, 'secretsmanager: web:app (secrets)'],
  },
  { says: 'a parameter by ARN', json: task(secrets(PARAMETER)), needs: [...PULL, 'ssm: web:app (secrets)'] },
  {
    says: 'parameters by name',
    json: task(secrets('DB_HOST', '/app/db/password', `/app/${later('stage')}/key`)),
    needs: [...PULL, 'ssm: web:app (secrets)'],
  },
  {
    says: 'a secret whose partition is to be filled in',
    json: task(secrets(SECRET.replace('arn:aws:', `arn:${later('AWS::Partition')}:`))),
    needs: [...PULL, 'secretsmanager: web:app (secrets)'],
  },
  {
    says: 'a secret whose Region is to be filled in',
    json: task(secrets(SECRET.replace(REGION, later('region')))),
    needs: [...PULL, 'secretsmanager: web:app (secrets)'],
    findings: ['region-open: web:app (secrets)'],
  },
  {
    says: 'options of any name',
    json: task(log('awslogs', { expression: 'x', constructor: 'y', 'awslogs-region': later('region') })),
    needs: [...PULL, 'logs: web:app (logConfiguration)'],
    findings: ['region-open: web:app (logConfiguration)'],
  },
  {
    says: 'a secret of another Region',
    json: task(secrets(SECRET.replace(REGION, 'us-east-1'))),
    needs: PULL,
    findings: ['other-region: web:app (secrets)'],
  },
  {
    says: 'a secret that only the deployment knows',
    json: task(secrets({ 'Fn::ImportValue': 'SharedSecret' })),
    needs: PULL,
    findings: ['secret-unknown: web:app (secrets)'],
  },
  {
    says: 'an ARN that is no secret',
    json: task(secrets('arn:aws:s3:::bucket/secret')),
    needs: PULL,
    findings: ['secret-unknown: web:app (secrets)'],
  },
  {
    says: 'registry credentials',
    json: task({ image: 'ghcr.io/org/app', repositoryCredentials: { credentialsParameter: SECRET } }),
    needs: ['secretsmanager: web:app (repositoryCredentials)'],
    findings: ['image-other-registry: web:app (image)'],
  },
  {
    says: 'registry credentials by name, beside an image of Docker Hub',
    json: task({ image: 'org/app', repositoryCredentials: { credentialsParameter: 'hub' } }),
    needs: ['secretsmanager: web:app (repositoryCredentials)'],
    findings: ['image-docker-hub: web:app (image)'],
  },
  {
    says: 'environment files, the image from elsewhere',
    json: task({ image: 'nginx', environmentFiles: [{ value: 'arn:aws:s3:::b/x.env', type: 's3' }] }),
    needs: ['s3: web:app (environmentFiles)'],
    findings: ['image-docker-hub: web:app (image)'],
  },
  {
    says: 'EFS and the rest of the volumes',
    json: task(
      {},
      {
        volumes: [
          { name: 'a', efsVolumeConfiguration: { fileSystemId: 'fs-1' } },
          { name: 'b', host: {} },
          {
            name: 'c',
            s3filesVolumeConfiguration: { fileSystemArn: 'arn:aws:s3files:eu-west-1:1:file-system/fs-2' },
          },
        ],
      },
    ),
    needs: PULL,
    findings: ['file-system: web (volumes)', 'file-system: web (volumes)'],
  },
  {
    says: 'FSx for Windows with an account in Parameter Store',
    json: task(
      {},
      {
        volumes: [
          {
            name: 'a',
            fsxWindowsFileServerVolumeConfiguration: {
              fileSystemId: 'fs-1',
              rootDirectory: 'share',
              authorizationConfig: { credentialsParameter: PARAMETER, domain: 'corp.example.com' },
            },
          },
        ],
      },
    ),
    needs: [...PULL, 'ssm: web (volumes.authorizationConfig)'],
    findings: ['file-system: web (volumes)'],
  },
  {
    says: 'App Mesh',
    json: task({}, { proxyConfiguration: { type: 'APPMESH', containerName: 'envoy', properties: [] } }),
    needs: PULL,
    findings: ['app-mesh: web (proxyConfiguration)'],
  },
  {
    says: 'Windows with a domainless credential specification',
    json: task(
      { credentialSpecs: [`credentialspecdomainless:${PARAMETER}`] },
      { runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } },
    ),
    needs: [...PULL, 'secretsmanager: web:app (credentialSpecs)', 'ssm: web:app (credentialSpecs)'],
    findings: ['windows-base-layers: web (runtimePlatform)'],
  },
  {
    says: 'Windows with a credential specification in S3',
    json: task({ dockerSecurityOptions: ['credentialspec:arn:aws:s3:::b/spec.json', 'no-new-privileges'] }),
    needs: [...PULL.slice(0, 2), 's3: web:app (image), web:app (credentialSpecs)'],
  },
  {
    says: 'nulls and empty lists everywhere',
    json: task(
      {
        repositoryCredentials: null,
        environment: null,
        environmentFiles: [],
        secrets: null,
        logConfiguration: null,
        firelensConfiguration: null,
        credentialSpecs: null,
        dockerSecurityOptions: [],
        healthCheck: null,
      },
      {
        volumes: null,
        proxyConfiguration: null,
        runtimePlatform: null,
        requiresCompatibilities: null,
        tags: [],
      },
    ),
    needs: PULL,
  },
  {
    says: 'parts that only the deployment decides',
    json: task(
      { secrets: { 'Fn::If': ['Prod', [], []] }, logConfiguration: { 'Fn::If': ['Prod', {}, {}] } },
      { volumes: [{ 'Fn::If': ['Efs', {}, { Ref: 'AWS::NoValue' }] }] },
    ),
    needs: PULL,
    findings: ['undecided: web:app (secrets), web:app (logConfiguration), web (volumes)'],
  },
  {
    says: 'an ARN of another Region than the one asked about, an image of another account',
    json: {
      taskDefinition: task(
        { image: '999999999999.dkr.ecr.eu-west-1.amazonaws.com/app' },
        { taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/web:1' },
      ),
    },
    needs: PULL,
    findings: ['definition-other-region: web', 'image-ecr-other-account: web:app (image)'],
  },
  {
    says: "Terraform's array of containers",
    json: [
      {
        name: 'app',
        image: `${ECR}/app:1`,
        cpu: 10,
        logConfiguration: { logDriver: 'awslogs', options: {} },
      },
    ],
    needs: [
      'ecr.api: task.json:app (image)',
      'ecr.dkr: task.json:app (image)',
      's3: task.json:app (image)',
      'logs: task.json:app (logConfiguration)',
    ],
  },
  {
    says: 'one resource of a template',
    json: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: { Family: 'web', ContainerDefinitions: [{ Name: 'app', Image: `${ECR}/app:1` }] },
    },
    needs: PULL,
  },
  {
    says: 'the properties of a resource',
    json: {
      Family: { 'Fn::Sub': `${later('AWS::StackName')}-web` },
      ContainerDefinitions: [
        {
          Name: 'app',
          Image: 'nginx',
          LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-region': { Ref: 'AWS::Region' } } },
        },
      ],
    },
    needs: ['logs: task.json:app (logConfiguration)'],
    findings: ['image-docker-hub: task.json:app (image)'],
  },
  {
    says: 'what describe-task-definition prints',
    json: JSON.parse(fixture('describe-task-definition.json')),
    needs: [
      'ecr.api: web:nginx (image)',
      'ecr.dkr: web:nginx (image)',
      's3: web:nginx (image)',
      'logs: web:nginx (logConfiguration)',
      'secretsmanager: web:nginx (secrets)',
    ],
  },
  {
    says: 'what CDK synthesizes',
    json: JSON.parse(fixture('cdk-template.json')),
    needs: [
      'ecr.api: StackTaskDef:app (image), StackTaskDef:sidecar (image)',
      'ecr.dkr: StackTaskDef:app (image), StackTaskDef:sidecar (image)',
      's3: StackTaskDef:app (image), StackTaskDef:sidecar (image)',
      'logs: StackTaskDef:app (logConfiguration)',
      'secretsmanager: StackTaskDef:app (secrets)',
      'ssm: StackTaskDef:app (secrets)',
    ],
    findings: ['file-system: StackTaskDef (volumes)'],
  },
];

describe('the environment of a container', () => {
  const suggested = (value: unknown, region?: string) =>
    read(task({ image: 'nginx', environment: [{ name: 'ADDRESS', value }] }), region).inferred.map(
      ({ service }) => service,
    );

  it.each<[value: string, service: string]>([
    [`https://sqs.${REGION}.amazonaws.com/123456789012/orders`, 'sqs'],
    [`arn:aws:sns:${REGION}:123456789012:alarms`, 'sns'],
    [`arn:aws:dynamodb:${REGION}:123456789012:table/users`, 'dynamodb'],
    [`arn:aws:kinesis:${REGION}:123456789012:stream/clicks`, 'kinesis-streams'],
    [`arn:aws:firehose:${REGION}:123456789012:deliverystream/x`, 'kinesis-firehose'],
    [`arn:aws:states:${REGION}:123456789012:stateMachine:x`, 'states'],
    ['arn:aws:s3:::my-bucket', 's3'],
    [`https://a1b2c3.execute-api.${REGION}.amazonaws.com/prod`, 'execute-api'],
    [`arn:aws:sqs:${later('AWS::Region')}:123456789012:orders`, 'sqs'],
  ])('%s suggests %s', (value, service) => {
    expect(suggested(value)).toEqual([service]);
    const { inferred, needs } = read(task({ image: 'nginx', environment: [{ name: 'ADDRESS', value }] }));
    expect(inferred[0]?.because).toContain('Inferred from the environment variable ADDRESS.');
    expect(JSON.stringify(inferred)).not.toContain('123456789012');
    expect(needs.map((need) => need.service)).not.toContain(service);
  });

  it.each<[what: string, value: unknown]>([
    ['an address in another Region', 'https://sqs.us-east-9.amazonaws.com/123456789012/orders'],
    ['a role', 'arn:aws:iam::123456789012:role/web'],
    ['a file system, which is mounted', `arn:aws:elasticfilesystem:${REGION}:123456789012:file-system/fs-1`],
    ['a host that only looks like one of AWS', `https://sqs.${REGION}.amazonaws.com.example.org/x`],
    ['plain text', 'sqs'],
    ['a number', 5],
    ['an object', { Ref: 'Queue' }],
  ])('%s suggests nothing', (_, value) => expect(suggested(value)).toEqual([]));
});

describe('the needs of a task definition', () => {
  it.each([...IMAGES, ...FIELDS])('$says', ({ json, needs: wanted, findings = [] }) => {
    expect(summary(read(json))).toEqual({ needs: wanted, findings });
  });

  it('says why, by the catalogue or by the field that asks', () => {
    const because = (json: unknown) =>
      Object.fromEntries(read(json).needs.map((need) => [need.service, need.because]));
    expect(because(task(awslogs(REGION))).logs).toBe(CATALOGUE.logs.because);
    expect(because(task(firelens({ Name: 's3', region: REGION }))).s3).toBe(
      `${CATALOGUE.s3.because} FireLens writes container output to S3.`,
    );
    expect(neededBy(read(task(awslogs(REGION))).needs[3] ?? { origin: [] })).toBe(
      'needed by web:app (logConfiguration)',
    );
  });

  it('tells the name that an endpoint serves', () => {
    const [finding] = read(task({ image: '123456789012.dkr-ecr.eu-west-1.on.aws/app:1' })).findings;
    expect(finding && findingSentence(finding)).toContain(`Write ${ECR}/app:1 instead.`);
  });

  it('knows the hosts of other partitions', () => {
    const cn = task({ image: '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/app' });
    expect(summary(read(cn, 'cn-north-1'))).toEqual({ needs: PULL, findings: [] });
    expect(summary(read(cn)).findings).toEqual(['image-ecr-other-region: web:app (image)']);
  });

  it('words every finding, and always says what no definition tells', () => {
    const all = [...IMAGES, ...FIELDS].map(({ json }) => read(json).findings);
    for (const findings of all) {
      expect(findings.at(-1)?.kind).toBe('not-in-definition');
      for (const finding of findings) {
        expect(findingSentence(finding)).toMatch(/^\S.*[.]$/);
        expect(['warning', 'note']).toContain(findingSeverity(finding));
      }
    }
  });
});

describe('sidecars known by their image', () => {
  it.each([
    ['public.ecr.aws/xray/aws-xray-daemon:latest', ['xray']],
    ['amazon/aws-xray-daemon', ['xray']],
    ['public.ecr.aws/cloudwatch-agent/cloudwatch-agent:latest', ['logs', 'monitoring']],
    ['public.ecr.aws/aws-observability/aws-otel-collector:v0.40.0', ['logs', 'monitoring', 'xray']],
    [`${ECR}/ecr-public/aws-observability/aws-otel-collector`, ['logs', 'monitoring', 'xray']],
    [`${ECR}/my-xray-daemon-tests`, []],
  ])('%s', (name, services) => {
    const { inferred } = read(task({ image: name }));
    expect(inferred.map(({ service }) => service)).toEqual(services);
    for (const { because } of inferred) expect(because).toContain(`Inferred from the image name ${name}.`);
  });

  it('offers nothing that is needed anyway', () => {
    const { inferred } = read(task({ image: 'amazon/cloudwatch-agent', ...awslogs(REGION) }));
    expect(inferred.map(({ service }) => service)).toEqual(['monitoring']);
  });
});

describe('the launch type', () => {
  it.each([
    [{ requiresCompatibilities: ['FARGATE'] }, 'fargate'],
    [{ requiresCompatibilities: ['EC2'] }, 'ec2'],
    [{ requiresCompatibilities: ['EC2', 'FARGATE'] }, undefined],
    [{ requiresCompatibilities: [] }, undefined],
    [{ requiresCompatibilities: ['EXTERNAL'] }, undefined],
    [{ requiresCompatibilities: ['MANAGED_INSTANCES'] }, undefined],
    [{ networkMode: 'bridge' }, 'ec2'],
    [{ networkMode: 'awsvpc' }, undefined],
    [{ compatibilities: ['EC2', 'FARGATE'] }, undefined],
  ])('%j is %s', (rest, expected) => {
    expect(read(task({}, rest)).launchType).toBe(expected);
  });

  it('is EC2 for a mixture, which needs more, and open where one is open', () => {
    const of = (...types: (string[] | undefined)[]) =>
      ecsWorkload(
        types.flatMap((requiresCompatibilities) =>
          taskDefinitionsIn(task({}, { requiresCompatibilities }), 'task.json', REGION),
        ),
        { region: REGION, services: [] },
      ).launchType;
    expect(of(['FARGATE'], ['EC2'])).toBe('ec2');
    expect(of(['FARGATE'], ['FARGATE'])).toBe('fargate');
    expect(of(['FARGATE'], undefined)).toBeUndefined();
  });
});

const service = (reply: Partial<ServiceReply>, cluster: Parameters<typeof toEcsService>[2] = {}) =>
  toEcsService({ serviceName: 'web', ...reply }, 'shop', cluster, [], REGION);

const withService = (reply: Partial<ServiceReply>, cluster?: Parameters<typeof toEcsService>[2]) =>
  ecsWorkload(taskDefinitionsIn(task({ image: 'nginx' }), 'task.json', REGION), {
    region: REGION,
    services: [service(reply, cluster)],
  });

describe('a service', () => {
  it('tells launch type, subnets, groups and public addresses', () => {
    const workload = withService({
      launchType: 'FARGATE',
      platformVersion: 'LATEST',
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: ['subnet-1', 'subnet-2'],
          securityGroups: ['sg-1'],
          assignPublicIp: 'DISABLED',
        },
      },
    });
    // The definition is not the service's own here, so that it leaves the launch type open.
    expect(workload).toMatchObject({
      subnetIds: ['subnet-1', 'subnet-2'],
      securityGroupIds: ['sg-1'],
      withoutPublicAddress: [
        { subnetId: 'subnet-1', names: ['shop/web'] },
        { subnetId: 'subnet-2', names: ['shop/web'] },
      ],
      windows: false,
    });
  });

  it.each([
    [{ launchType: 'FARGATE' }, ['fargate']],
    [{ launchType: 'EC2' }, ['ec2']],
    [
      { capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }, { capacityProvider: 'FARGATE' }] },
      ['fargate'],
    ],
    [{ capacityProviderStrategy: [{ capacityProvider: 'my-asg' }] }, ['ec2']],
    [{ capacityProviderStrategy: [{ capacityProvider: 'managed' }] }, ['managed-instances']],
    [{ capacityProviderStrategy: [{ capacityProvider: 'unread' }] }, ['unknown']],
    [{ launchType: 'EXTERNAL' }, ['external']],
    [{}, []],
  ])('%j runs on %j', (reply, capacities) => {
    const providers = [
      { name: 'my-asg', autoScalingGroupProvider: {} },
      { name: 'managed', managedInstancesProvider: {} },
    ];
    expect(toEcsService({ serviceName: 'web', ...reply }, 'shop', {}, providers, REGION).capacities).toEqual(
      capacities,
    );
  });

  it('decides the launch type of the definition that it runs', () => {
    const arn = 'arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1';
    const definitions = taskDefinitionsIn(
      task({}, { taskDefinitionArn: arn, requiresCompatibilities: ['EC2', 'FARGATE'] }),
      'task.json',
      REGION,
    );
    const services = [service({ launchType: 'FARGATE', taskDefinition: arn })];
    expect(ecsWorkload(definitions, { region: REGION, services }).launchType).toBe('fargate');
  });

  it.each<
    [from: string, launchType: string | undefined, origin: string[], workload: ReturnType<typeof withService>]
  >([
    ['a launch type', 'ec2', ['shop/web (launchType)'], withService({ launchType: 'EC2' })],
    ['nothing', undefined, [], withService({})],
    [
      'compatibilities',
      'fargate',
      ['web (requiresCompatibilities)'],
      read(task({}, { family: 'web', requiresCompatibilities: ['FARGATE'] })),
    ],
    ['a network mode', 'ec2', ['web (networkMode)'], read(task({}, { family: 'web', networkMode: 'host' }))],
    [
      'a strategy',
      'fargate',
      ['shop/web (capacityProviderStrategy)'],
      ecsWorkload([], {
        region: REGION,
        services: [service({ capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] })],
      }),
    ],
  ])('has its launch type from %s', (_, launchType, launchTypeOrigin, workload) => {
    expect({ ...workload }).toMatchObject({ launchType, launchTypeOrigin });
  });

  it('says that public addresses are not needed', () => {
    const network = (assignPublicIp: 'ENABLED' | 'DISABLED') => ({
      awsvpcConfiguration: { subnets: ['subnet-1'], assignPublicIp },
    });
    const found = (assignPublicIp: 'ENABLED' | 'DISABLED') =>
      summary(withService({ launchType: 'FARGATE', networkConfiguration: network(assignPublicIp) })).findings;
    expect(found('ENABLED')).toContain('public-address: shop/web (networkConfiguration)');
    expect(found('DISABLED').filter((line) => line.startsWith('public-address'))).toEqual([]);
  });

  it('says on EC2 that the instances pull, not the tasks', () => {
    const network = { awsvpcConfiguration: { subnets: ['subnet-1'] } };
    expect(summary(withService({ launchType: 'EC2', networkConfiguration: network })).findings).toContain(
      'instances-pull: shop/web',
    );
  });

  it('with ECS Exec needs what its cluster sets up', () => {
    const exec = { enableExecuteCommand: true };
    const set = (executeCommandConfiguration: object) => ({ configuration: { executeCommandConfiguration } });
    const origin = 'cluster shop (executeCommandConfiguration)';
    const logs = { cloudWatchLogGroupName: '/exec', s3BucketName: 'exec' };
    expect(summary(withService({})).needs).toEqual([]);
    expect(summary(withService(exec)).needs).toEqual(['ssmmessages: shop/web (enableExecuteCommand)']);
    expect(
      summary(withService(exec, set({ kmsKeyId: 'key', logging: 'OVERRIDE', logConfiguration: logs }))).needs,
    ).toEqual([
      `s3: ${origin}`,
      `logs: ${origin}`,
      'ssmmessages: shop/web (enableExecuteCommand)',
      `kms: ${origin}`,
    ]);
    expect(summary(withService(exec, set({ logging: 'DEFAULT', logConfiguration: logs }))).needs).toEqual([
      'ssmmessages: shop/web (enableExecuteCommand)',
    ]);
    expect(
      summary(
        ecsWorkload([], {
          region: REGION,
          services: [toEcsService({ serviceName: 'web', ...exec }, 'shop', undefined, [], REGION)],
        }),
      ).findings,
    ).toEqual(['exec-configuration-unread: cluster shop']);
  });

  it('with Service Connect needs ecs-agent, and what its proxy logs to', () => {
    const deployments = [
      { status: 'ACTIVE', serviceConnectConfiguration: { enabled: false } },
      {
        status: 'PRIMARY',
        serviceConnectConfiguration: {
          enabled: true,
          logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/connect' } },
        },
      },
    ];
    expect(summary(withService({ deployments })).needs).toEqual([
      'ecs-agent: shop/web (serviceConnectConfiguration)',
      'logs: shop/web (serviceConnectConfiguration.logConfiguration)',
    ]);
    expect(summary(withService({ deployments: deployments.slice(0, 1) })).needs).toEqual([]);
  });

  it('takes options of any name, in task definitions and services alike', () => {
    const options = Object.fromEntries(ODD_NAMES.map((name) => [name, 'x']));
    const { logConfiguration } = log('awslogs', options);
    const [definition] = taskDefinitionsIn(task({ logConfiguration }), 'task.json', REGION);
    const [container] = definition?.containerDefinitions ?? [];
    expect(container).toMatchObject({ logConfiguration: { options: expect.any(Object) } });
    const { deployments } = v.parse(SERVICE_REPLY, {
      serviceName: 'web',
      deployments: [{ serviceConnectConfiguration: { enabled: true, logConfiguration } }],
    });
    const service = toEcsService({ serviceName: 'web', deployments }, 'shop', undefined, [], REGION);
    for (const found of [container, { logConfiguration: service.serviceConnectLog }])
      expect(Object.entries(Object(Object(found).logConfiguration).options)).toEqual(Object.entries(options));
  });

  it.each([
    ['1.3.0', 'Linux', true],
    ['1.4.0', 'Linux', false],
    ['LATEST', 'Linux', false],
    ['1.0.0', 'WINDOWS_SERVER_2019_CORE', false],
  ])('on Fargate %s %s is old: %s', (platformVersion, platformFamily, old) => {
    const { findings } = withService({ launchType: 'FARGATE', platformVersion, platformFamily });
    expect(findings.some(({ kind }) => kind === 'platform-version-old')).toBe(old);
  });

  it.each([
    ['LINUX', 'WINDOWS_SERVER_2022_CORE', false],
    ['WINDOWS_SERVER_2022_FULL', 'Linux', true],
    [undefined, 'WINDOWS_SERVER_2022_CORE', true],
    [undefined, 'Linux', false],
    ['{{ os }}', 'WINDOWS_SERVER_2022_CORE', false],
  ])('whose definition says %s, and itself %s: Windows is %s', (own, platformFamily, windows) => {
    const taskDefinition = `arn:aws:ecs:${REGION}:123456789012:task-definition/web:1`;
    const runtimePlatform = own === undefined ? undefined : { operatingSystemFamily: own };
    const definitions = taskDefinitionsIn(
      task({}, { taskDefinitionArn: taskDefinition, runtimePlatform }),
      'task.json',
      REGION,
    );
    const services = [service({ taskDefinition, platformFamily, launchType: 'FARGATE' })];
    expect(ecsWorkload(definitions, { region: REGION, services }).windows).toBe(windows);
  });

  it('says of external instances that they are beyond the tool', () => {
    const { findings } = withService({ launchType: 'EXTERNAL' });
    const anywhere = findings.find(({ kind }) => kind === 'ecs-anywhere');
    expect(anywhere && findingSentence(anywhere)).toMatch(/are beyond this tool/);
    expect(anywhere && findingSentence(anywhere)).not.toMatch(/endpoints/);
  });

  it('deployed by task sets is read from them', () => {
    const read = service({
      taskSets: [
        { status: 'DRAINING', taskDefinition: 'old', launchType: 'EC2' },
        {
          status: 'PRIMARY',
          taskDefinition: 'new',
          launchType: 'FARGATE',
          networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-9'], assignPublicIp: 'ENABLED' } },
        },
      ],
    });
    expect(read).toMatchObject({
      taskDefinitions: ['new'],
      capacities: ['fargate'],
      subnetIds: ['subnet-9'],
      assignPublicIp: true,
    });
  });
});

describe('an S3 policy for image layers only', () => {
  it('is refused with the reason where S3 is used otherwise', () => {
    const workload = read(task({ environmentFiles: [{ value: 'arn:aws:s3:::b/x.env', type: 's3' }] }));
    expect(() => assertS3Policy('ecr-only', workload)).toThrow(
      new Problem(
        '--s3-policy ecr-only lets only image layers through, but the tasks use S3 otherwise: Environment files are read from S3. (web:app (environmentFiles)) Use --s3-policy full.',
      ),
    );
    expect(() => assertS3Policy('full', workload)).not.toThrow();
  });

  it('is let through where only layers come from S3', () => {
    expect(() => assertS3Policy('ecr-only', read(task(awslogs(REGION))))).not.toThrow();
  });
});

describe('needs, of a launch type and task definitions', () => {
  const asked = { services: [], serviceConnect: false } as const;
  const services = (from: Parameters<typeof needs>[0]) => needs(from).map(({ service: name }) => name);

  it('has the pull path only for images in ECR', () => {
    const hub = read(task({ image: 'nginx', ...awslogs(REGION) })).needs;
    expect(services({ ...asked, launchType: 'fargate', tasks: hub })).toEqual(['logs']);
    expect(services({ ...asked, launchType: 'ec2', tasks: hub })).toEqual([
      'ecs',
      'ecs-agent',
      'ecs-telemetry',
      'logs',
    ]);
    expect(services({ ...asked, launchType: 'fargate' })).toEqual(['ecr.api', 'ecr.dkr', 's3']);
  });

  it('names everybody who asks for a service', () => {
    const tasks = read(task(awslogs(REGION))).needs;
    const all = needs({ launchType: 'fargate', services: ['logs', 'sqs'], serviceConnect: true, tasks });
    expect(all.map(({ service: name, origin }) => `${name}: ${origin.join(', ')}`)).toEqual([
      ...PULL,
      'ecs-agent: Service Connect',
      'logs: web:app (logConfiguration), --services',
      'sqs: --services',
    ]);
  });
});

describe('a file that cannot be read', () => {
  it.each([
    { text: '', message: /^task\.json is not JSON: / },
    { text: 'Resources:\n  Web: {}', message: /^task\.json is not JSON: / },
    { text: '\uFEFF{"family":', message: /^task\.json is not JSON: / },
    { text: '{\u0000"\u0000', message: /^task\.json is not UTF-8 text\. Save it as UTF-8\.$/ },
    { text: 'null', message: /^task\.json: this is no task definition\. It can be / },
    {
      text: '- name: app\n\u001b[2J',
      message: /^task\.json is not JSON: \P{Cc}*\.$/u,
    },
    {
      text: '[{"name":"a\\u001b[2J","image":"b"}]',
      message: /^task\.json: \[0\]\.name must be one line of text, not "a\\u001b\[2J"\.$/,
    },
    {
      text: '[{"name":"a\\u202eb","image":"b"}]',
      message: /^task\.json: \[0\]\.name must be one line of text/,
    },
    { text: '{}', message: /^task\.json: this is no task definition\. / },
    {
      text: '{"Resources":{"A":{"Type":"AWS::S3::Bucket"}}}',
      message: /^task\.json: Resources has no AWS::ECS::TaskDefinition\.$/,
    },
    { text: '[]', message: /^task\.json is empty: a task has at least one container\.$/ },
    {
      text: '{"containerDefinitions":{}}',
      message: /^task\.json: containerDefinitions must be a list of containers, not an object\.$/,
    },
    {
      text: '{"taskDefinition":{"containerDefinitions":[]}}',
      message: /^task\.json: taskDefinition\.containerDefinitions is empty: /,
    },
    {
      text: '{"taskDefinition":{}}',
      message: /^task\.json: taskDefinition\.containerDefinitions is missing\.$/,
    },
    { text: '[{"name":"a"}]', message: /^task\.json: \[0\]\.image is missing\.$/ },
    {
      text: '[{"name":"a","image":["b"]}]',
      message: /^task\.json: \[0\]\.image must be text, not a list\.$/,
    },
    { text: '["nginx"]', message: /^task\.json: \[0\] is text where a list or an object belongs\.$/ },
    {
      text: '{"containerDefinitions":[{"name":"a","image":"b"},{"name":"c","image":"d","secrets":[{"name":"S"}]}]}',
      message: /^task\.json: containerDefinitions\[1\]\.secrets\[0\]\.valueFrom is missing\.$/,
    },
    {
      text: '[{"name":"a","image":"b","logConfiguration":{"logDriver":"awslogs","options":{"my key":{}}}}]',
      message: /^task\.json: \[0\]\.logConfiguration\.options\["my key"\] must be text, not an object\.$/,
    },
    ...ODD_NAMES.map((name) => ({
      text: `[{"name":"a","image":"b","logConfiguration":{"logDriver":"awslogs","options":{"${name}":{}}}}]`,
      message: new RegExp(
        `^task\\.json: \\[0\\]\\.logConfiguration\\.options\\.${name} must be text, not an object\\.$`,
      ),
    })),
    {
      text: '{"Resources":{"Web":{"Type":"AWS::ECS::TaskDefinition","Properties":{"ContainerDefinitions":[{"Name":"a","Image":"b","LogConfiguration":{"LogDriver":7,"Options":[]}}]}}}}',
      message:
        /^task\.json: Resources\.Web\.Properties\.ContainerDefinitions\[0\]\.LogConfiguration\.Options must be an object, not a list\.$/,
    },
    {
      text: '{"Resources":{"Web":{"Type":"AWS::ECS::TaskDefinition","Properties":{"ContainerDefinitions":[{"Image":"a"}]}}}}',
      message: /^task\.json: Resources\.Web\.Properties\.ContainerDefinitions\[0\]\.Name is missing\.$/,
    },
    {
      text: '{"Resources":{"Web":{"Type":"AWS::ECS::TaskDefinition"}}}',
      message: /^task\.json: Resources\.Web\.Properties is missing\.$/,
    },
    {
      text: `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
      message: /^task\.json is nested too deeply to be a task definition\.$/,
    },
  ])('$message', ({ text, message }) => {
    expect(() => parseTaskDefinitions(text, 'task.json', REGION)).toThrow(Problem);
    expect(() => parseTaskDefinitions(text, 'task.json', REGION)).toThrow(message);
  });

  it('never fails but with a Problem', () => {
    const name = fc.constantFrom(
      'name',
      'Image',
      'image',
      'secrets',
      'valueFrom',
      'options',
      'logConfiguration',
      'logDriver',
      'Ref',
      'Fn::Join',
      'Fn::Sub',
      'Fn::Select',
      'Fn::Split',
      'Fn::GetAtt',
      '__proto__',
      'constructor',
      'volumes',
      'containerDefinitions',
    );
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom(null, '', 'nginx', later('x'), 'awslogs', 'awsfirelens', 'arn:aws:ssm:::', 0, true),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(name, tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    fc.assert(
      fc.property(json, (value) => {
        try {
          for (const finding of read({ containerDefinitions: [{ name: 'a', image: 'b', ...Object(value) }] })
            .findings) {
            expect(findingSentence(finding)).not.toBe('');
          }
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('names on the command line', () => {
  it.each([
    ['web', 'ecs'],
    ['web:7', 'ecs'],
    ['arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7', 'ecs'],
    ['web.json', 'file'],
    ['./web', 'file'],
    ['C:\\web.json', 'file'],
  ])('%s names one in %s', (text, source) => {
    expect(taskDefinitionSource(text)).toBe(source);
  });

  it('takes services and clusters by name or by ARN of this Region', () => {
    expect(parseServiceName('shop/web', REGION)).toEqual({ cluster: 'shop', service: 'web' });
    expect(parseServiceName('arn:aws:ecs:eu-west-1:123456789012:service/shop/web', REGION)).toEqual({
      cluster: 'shop',
      service: 'web',
    });
    expect(parseClusterName('arn:aws:ecs:eu-west-1:123456789012:cluster/shop', REGION)).toBe('shop');
    expect(() => parseServiceName('web', REGION)).toThrow(
      '--service web: give it as cluster/service, e.g. shop/web.',
    );
    expect(() => parseClusterName('shop/web', REGION)).toThrow('that is not the name of an ECS cluster.');
    expect(() => parseClusterName('arn:aws:ecs:us-east-1:123456789012:cluster/shop', REGION)).toThrow(
      'is in us-east-1',
    );
  });
});

describe('another container', () => {
  const container = fc
    .record({
      name: fc.constantFrom('a', 'b', 'c'),
      image: fc.constantFrom(
        ...IMAGES.flatMap(({ json }) => json as { containerDefinitions: { image: unknown }[] }).map(
          ({ containerDefinitions }) => containerDefinitions[0]?.image,
        ),
      ),
      field: fc.constantFrom(
        ...FIELDS.flatMap(({ json }) => {
          const [first] = (json as { containerDefinitions?: object[] }).containerDefinitions ?? [];
          return first ? [first] : [];
        }),
      ),
    })
    .map(({ name, image: from, field }) => ({ ...field, name, image: from }));

  it('never removes a need, nor anybody who needs it, nor a finding', () => {
    fc.assert(
      fc.property(
        fc.array(container, { minLength: 1, maxLength: 4 }),
        container,
        fc.nat(),
        (some, more, at) => {
          const of = (containerDefinitions: object[]) => read({ family: 'web', containerDefinitions });
          const index = at % (some.length + 1);
          const before = of(some);
          const after = of([...some.slice(0, index), more, ...some.slice(index)]);
          for (const need of before.needs) {
            const still = after.needs.find(({ service: name }) => name === need.service);
            expect(still?.origin).toEqual(expect.arrayContaining([...need.origin]));
          }
          const kinds = after.findings.map(({ kind }) => kind);
          expect(kinds).toEqual(expect.arrayContaining(before.findings.map(({ kind }) => kind)));
          expect(after.needs.map(({ service: name }) => name)).toEqual(
            SERVICES.filter((name) => after.needs.some((need) => need.service === name)),
          );
        },
      ),
    );
  });

  it('nor does another definition or service', () => {
    const definition = fc.constantFrom(...[...IMAGES, ...FIELDS].map(({ json }) => json));
    const running = fc.constantFrom(
      service({ launchType: 'FARGATE' }),
      service({ launchType: 'EC2', enableExecuteCommand: true }),
      service({ deployments: [{ serviceConnectConfiguration: { enabled: true } }] }),
    );
    const some = fc.record({
      definitions: fc.array(definition, { maxLength: 3 }),
      services: fc.array(running, { maxLength: 2 }),
    });
    const of = ({
      definitions,
      services,
    }: {
      definitions: unknown[];
      services: ReturnType<typeof service>[];
    }) =>
      ecsWorkload(
        definitions.flatMap((json) => taskDefinitionsIn(json, 'task.json', REGION)),
        { region: REGION, services },
      );
    fc.assert(
      fc.property(some, some, (a, b) => {
        const both = of({
          definitions: [...a.definitions, ...b.definitions],
          services: [...a.services, ...b.services],
        });
        const names = (workload: ReturnType<typeof of>) => workload.needs.map(({ service: name }) => name);
        expect(new Set(names(both))).toEqual(new Set([...names(of(a)), ...names(of(b))]));
      }),
    );
  });
});
