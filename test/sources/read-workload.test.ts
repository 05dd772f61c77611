// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of other tools
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { Problem } from '../../src/core/problem.ts';
import { readWorkload } from '../../src/sources/workload/read-workload.ts';

const REGION = 'eu-west-2';
const folder = mkdtempSync(join(tmpdir(), 'workload-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a file of this name and text comes to. */
async function read(text: string, name = 'task.yaml') {
  const file = join(folder, name);
  writeFileSync(file, text);
  const workload = await readWorkload(
    { region: REGION, profile: undefined },
    { taskDefinitions: [file], services: [], clusters: [] },
  );
  return {
    launchType: workload.launchType,
    needs: workload.needs.map(
      ({ service, origin }) => `${service}: ${origin.join(', ').replaceAll(`${folder}/`, '')}`,
    ),
    findings: workload.findings.map(({ kind }) => kind).filter((kind) => kind !== 'not-in-definition'),
  };
}

/** What is said of a file that is none. */
async function problem(text: string, name?: string): Promise<string> {
  const error = await read(text, name).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Problem);
  return error instanceof Problem ? error.message.replaceAll(`${folder}/`, '') : '';
}

describe('a task definition in YAML', () => {
  it('is read as one in JSON is', async () => {
    const yaml = `
family: web
networkMode: awsvpc
requiresCompatibilities: [FARGATE]
cpu: 256
memory: "512"
containerDefinitions:
  - name: app
    image: 123456789012.dkr.ecr.${REGION}.amazonaws.com/app:1
    logConfiguration: &log
      logDriver: awslogs
      options: { awslogs-region: ${REGION}, awslogs-datetime-format: '%Y-%m-%d' }
  - name: proxy
    image: nginx:1.27
    logConfiguration: *log
`;
    const json = {
      family: 'web',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: 256,
      memory: '512',
      containerDefinitions: [
        {
          name: 'app',
          image: `123456789012.dkr.ecr.${REGION}.amazonaws.com/app:1`,
          logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-region': REGION } },
        },
        {
          name: 'proxy',
          image: 'nginx:1.27',
          logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-region': REGION } },
        },
      ],
    };
    expect(await read(yaml)).toEqual(await read(JSON.stringify(json), 'task.json'));
    expect(await read(yaml, 'task.template')).toEqual(await read(yaml));
    expect(await read(JSON.stringify(json), 'json-in.yaml')).toEqual(await read(yaml));
  });

  it('can be a whole CloudFormation template with short tags', async () => {
    const yaml = `
AWSTemplateFormatVersion: 2010-09-09
Transform: AWS::Serverless-2016-10-31
Parameters: { Stage: { Type: String } }
Conditions: { Prod: !Equals [!Ref Stage, prod] }
Resources:
  Repository: { Type: AWS::ECR::Repository }
  Password: { Type: AWS::SecretsManager::Secret }
  Key: { Type: AWS::SSM::Parameter }
  Shop:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: !Sub "\${Stage}-shop"
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      ContainerDefinitions:
        - Name: app
          Image: !Sub "\${Repository.RepositoryUri}:1"
          Secrets:
            - { Name: A, ValueFrom: !Ref Password }
            - { Name: B, ValueFrom: !GetAtt Key.Id }
            - { Name: C, ValueFrom: !Join ["", ["arn:aws:ssm:", !Ref AWS::Region, ":", !Ref "AWS::AccountId", ":parameter/x"]] }
          LogConfiguration:
            LogDriver: awslogs
            Options:
              awslogs-group: !ImportValue Logs
              awslogs-region: !Ref AWS::Region
          Environment: !If [Prod, [], !Ref "AWS::NoValue"]
        - Name: other
          Image: !Select [0, !Split [",", "nginx,redis"]]
`;
    expect(await read(yaml)).toEqual({
      launchType: 'fargate',
      needs: [
        'ecr.api: Shop:app (image)',
        'ecr.dkr: Shop:app (image)',
        's3: Shop:app (image)',
        'logs: Shop:app (logConfiguration)',
        'secretsmanager: Shop:app (secrets)',
        'ssm: Shop:app (secrets)',
      ],
      findings: ['secret-unknown', 'image-docker-hub'],
    });
  });

  it('can be a bare resource, its properties, or a reply', async () => {
    const properties = 'Family: web\n    ContainerDefinitions: [{ Name: a, Image: !Ref ImageUri }]';
    const inner = 'family: web\n  containerDefinitions: [{ name: a, image: ghcr.io/a/b }]';
    const found = (result: Awaited<ReturnType<typeof read>>) => [result.needs.length, result.findings];
    expect(
      found(await read(`Web:\n  Type: AWS::ECS::TaskDefinition\n  Properties:\n    ${properties}`)),
    ).toEqual([3, ['image-unknown']]);
    expect(found(await read(`Type: AWS::ECS::TaskDefinition\nProperties:\n    ${properties}`))).toEqual([
      3,
      ['image-unknown'],
    ]);
    expect(found(await read(`taskDefinition:\n  ${inner}`))).toEqual([0, ['image-other-registry']]);
    expect(found(await read('- name: a\n  image: nginx'))).toEqual([0, ['image-docker-hub']]);
  });

  it('is read with what is still to be filled in', async () => {
    const yaml = `
{{- $name := .Values.name }}
family: {{ $name }}
networkMode: bridge
containerDefinitions:
- name: <%= @name %>
  image: {{ .Values.image }}:{{ .Values.tag }}
  cpu: {{ cpu }}
  memory: %MEMORY%
  environment: @ENVIRONMENT@
{% if logs %}
  logConfiguration:
    logDriver: awslogs
    options:
      awslogs-region: [aws region]
{% endif %}
- name: proxy
  image: nginx:{{ TAG }}  # the newest
`;
    expect(await read(yaml)).toMatchObject({
      launchType: 'ec2',
      needs: expect.arrayContaining([expect.stringMatching(/^logs: /), expect.stringMatching(/^ecr\.api: /)]),
      findings: ['image-unknown', 'image-docker-hub', 'template', 'region-open'],
    });
  });

  it('is found among several documents', async () => {
    const service = 'serviceName: web\ndesiredCount: 1';
    const definition = (name: string) =>
      `family: ${name}\ncontainerDefinitions: [{ name: a, image: ${name}.example.com/a }]`;
    expect((await read([service, definition('x'), definition('y')].join('\n---\n'))).findings).toEqual([
      'image-other-registry',
      'image-other-registry',
    ]);
  });

  it('merges what << names, the own keys first', async () => {
    const yaml = `
x-base: &base { name: base, image: nginx }
containerDefinitions:
  - <<: *base
    name: own
  - { <<: [*base, { image: ghcr.io/a/b }], name: second }
`;
    expect((await read(yaml)).findings).toEqual(['image-docker-hub']);
  });
});

describe('a file that is no task definition', () => {
  it.each([
    [
      'name: api\ntype: Load Balanced Web Service\nimage: { build: Dockerfile }',
      /: this is an AWS Copilot manifest\. Pass .*`copilot svc package`/,
    ],
    ['name: api\ntype: Backend Service', /Copilot manifest/],
    ['name: api\ntype: Scheduled Job', /`copilot job package`/],
    ['services:\n  web: { image: nginx }', /: this is a Compose file\. /],
    ['version: "3"\nservices:\n  web: { build: . }', /: this is a Compose file\. /],
    [
      'version: 1\ntask_definition: { ecs_network_mode: awsvpc }\nrun_params: {}',
      /: this is a parameter file of the ECS CLI\. /,
    ],
    [
      'region: x\ncluster: y\nservice: z\ntask_definition: task.json',
      /: this is a configuration of ecspresso\. Pass the file that its task_definition names\.$/,
    ],
    ['apiVersion: apps/v1\nkind: Deployment', /: this is a Kubernetes manifest/],
    ['apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization', /: this is a Kubernetes manifest/],
    ['version: 1.0\nruntime: python3\nbuild: { commands: {} }', /: this is a configuration of App Runner/],
    [
      'version: 0.0\nResources:\n  - TargetService: { Type: "AWS::ECS::Service" }',
      /: this is an AppSpec file of CodeDeploy\. /,
    ],
    ['on: push\njobs: { deploy: {} }', /: this is a workflow of GitHub Actions\. /],
    ['Resources:\n  Web: { Type: "AWS::S3::Bucket" }', /: Resources has no AWS::ECS::TaskDefinition\.$/],
    ['Just some text.', /: this is no task definition\. It can be .* in JSON or YAML\.$/],
    ['', /: this is no task definition\. /],
    ['a: 1\na: 2', / is not YAML: Map keys must be unique at line 2, column 1\.$/],
    ['a: [1', / is not YAML: /],
    ['a: *nothing', / is not YAML: .*nothing/],
    ['containerDefinitions:\n  - image: nginx', /task\.yaml: containerDefinitions\[0\]\.name is missing\.$/],
    [
      'Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties: { ContainerDefinitions: [] }',
      /Resources\.T\.Properties\.ContainerDefinitions is empty/,
    ],
  ])('%j', async (text, message) => {
    expect(await problem(text)).toMatch(message);
  });

  it.each([
    [
      'main.tf',
      'resource "aws_ecs_task_definition" "x" {\n  family = "x"\n}',
      /: this is Terraform code\. Pass the JSON array/,
    ],
    ['stack.ts', "import { Stack } from 'aws-cdk-lib';\nexport class X {}", /: this is program code\. /],
    ['main.tf.json', '{"resource":{"aws_ecs_task_definition":{}}}', /: this is Terraform's own JSON\. /],
    [
      'show.json',
      '{"format_version":"1.0","values":{}}',
      / is a plan or state of Terraform without an aws_ecs_task_definition\.$/,
    ],
    [
      'imagedefinitions.json',
      '[{"name":"a","imageUri":"b"}]',
      /: these are image definitions of CodePipeline\. /,
    ],
    ['service.json', '{"serviceName":"a","desiredCount":1}', /: this is an ECS service\. /],
    [
      'job.json',
      '{"jobDefinitionName":"a","containerProperties":{}}',
      /: this is a job definition of AWS Batch/,
    ],
    ['task.jsonnet', '{ family: "x" }', / It looks like Jsonnet\. /],
    ['task.bin', '\u0000\u0001', / is not UTF-8 text\. /],
  ])('%s', async (name, text, message) => {
    expect(await problem(text, name)).toMatch(message);
  });

  it('takes neither the time nor the memory of one that would', async () => {
    const bomb = [
      'a0: &a0 [x, x]',
      ...Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`),
    ];
    expect(await problem([...bomb, 'containerDefinitions: *a40'].join('\n'))).toMatch(
      /comes to too many values/,
    );
    expect(await problem('a: &a [*a]\ncontainerDefinitions: *a')).toMatch(/\.$/);
    expect(await problem('['.repeat(50_000))).toMatch(/ is nested too deeply /);
    expect(await problem(`a: ${'{a: '.repeat(300)}1${'}'.repeat(300)}`)).toMatch(/ is nested too deeply /);
    expect(await problem(`a: "${'x'.repeat(4_000_000)}"`)).toMatch(/ is too long /);
  });

  it('is told by a Problem, whatever is cut out of it or put in', async () => {
    const yaml =
      'family: {{ x }}\ncontainerDefinitions:\n- &a\n  name: a\n  image: !Sub "${b}"\n  secrets: [{name: x, valueFrom: !Ref Y}]\n- <<: *a\n{% if c %}\ncpu: %C%\n{% end %}\n';
    const mark = fc.constantFrom(
      '!',
      '!Ref',
      '&a',
      '*a',
      '<<',
      '{{',
      '}}',
      '[',
      '- ',
      ': ',
      '\n',
      '%',
      '---\n',
      '|',
      '>',
      '"',
      "'",
      '\t',
      '@x@',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.nat(yaml.length),
        fc.nat(30),
        fc.oneof(fc.string(), mark),
        async (from, length, instead) => {
          const file = join(folder, 'mutated.yaml');
          writeFileSync(file, yaml.slice(0, from) + instead + yaml.slice(from + length));
          try {
            await readWorkload(
              { region: REGION, profile: undefined },
              { taskDefinitions: [file], services: [], clusters: [] },
            );
          } catch (error) {
            expect(error).toBeInstanceOf(Problem);
            expect((error as Problem).message).toMatch(/^[^\p{Cc}]*\.$/u);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
