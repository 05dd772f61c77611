// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of other tools
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../src/core/problem.ts';
import { ecsWorkload } from '../../src/core/workload/ecs-workload.ts';
import { imageSource } from '../../src/core/workload/image.ts';
import { parseJsonTemplate } from '../../src/core/workload/json-template.ts';
import { parseTaskDefinitions } from '../../src/core/workload/parse-task-definitions.ts';
import { isOpen, marked, regionIn } from '../../src/core/workload/placeholders.ts';
import { taskDefinitionsIn } from '../../src/core/workload/task-definition.ts';
import { findingSentence } from '../../src/core/workload/workload-finding.ts';

const REGION = 'eu-central-1';
const ACCOUNT = '210987654321';
const ECR = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;

const read = (json: unknown, region = REGION) =>
  ecsWorkload(taskDefinitionsIn(json, 'task.json', region), { region, services: [] });

const task = (container: object, rest: object = {}) => ({
  family: 'web',
  networkMode: 'awsvpc',
  cpu: '256',
  memory: '512',
  containerDefinitions: [{ name: 'app', image: `${ECR}/app:1`, ...container }],
  ...rest,
});

const needsOf = (json: unknown) => read(json).needs.map(({ service }) => service);
const findingsOf = (json: unknown) =>
  read(json)
    .findings.map(({ kind }) => kind)
    .filter((kind) => kind !== 'not-in-definition');

const PULL = ['ecr.api', 'ecr.dkr', 's3'];

/** How the tools that fill in task definitions mark what is to be filled in, for a name. */
const FORMS: readonly ((name: string) => string)[] = [
  (name) => `\${${name}}`,
  (name) => `\${var.${name}}`,
  (name) => `$\{${name}:-none}`,
  (name) => `\${{ env.${name} }}`,
  (name) => `$${name}`,
  (name) => `$env:${name}`,
  (name) => `$(${name})`,
  (name) => `{{${name}}}`,
  (name) => `{{ ${name} }}`,
  (name) => `{{ env "${name}" }}`,
  (name) => `{{ must_env \`${name}\` }}`,
  (name) => `{{ or (env \`${name}\` \`\`) (tfstate \`module.x.${name}\`) }}`,
  (name) => `{${name}}`,
  (name) => `{% print(${name}) %}`,
  (name) => `<${name}>`,
  (name) => `<your ${name} here>`,
  (name) => `<<${name}>>`,
  (name) => `<+pipeline.${name}>`,
  (name) => `<%= ${name} %>`,
  (name) => `<%= @${name} || 'x' %>`,
  (name) => `[${name}]`,
  (name) => `[[${name}]]`,
  (name) => `%${name}%`,
  (name) => `%(${name})s`,
  () => '%s',
  (name) => `@${name}@`,
  (name) => `@@${name}@@`,
  (name) => `__${name}__`,
  (name) => `____${name}____`,
  (name) => `#{${name}}#`,
  (name) => `#{${name}}`,
  (name) => `((${name}))`,
  (name) => `((vars.${name}))`,
];

const NAMES = ['TAG', 'aws_region', 'REGION', 'image_tag', 'account_id'] as const;
const EVERY = FORMS.flatMap((form) => NAMES.map((name) => form(name)));

/** Words without marks, as they stand in a Region's place. */
const BARE_REGIONS = [
  'REGION',
  'region',
  'AWS_REGION',
  'aws-region',
  'your-region',
  'YOUR_REGION',
  'TBD',
  'PLACEHOLDER',
  'xxxxx',
  'xx-xxxx-x',
  '...',
  'eu-central-1a',
];

describe('what is to be filled in', () => {
  it.each(EVERY)('%s is open, and once in the one form stays as it is', (text) => {
    expect(isOpen(text)).toBe(true);
    expect(marked(text)).toMatch(/^\$\{[^{}]+\}$/);
    expect(marked(marked(text))).toBe(marked(text));
  });

  it.each([
    'nginx:1.27',
    'region-tools',
    `${ECR}/region-tools:v1_2`,
    `${ECR}/team/my__app:1@sha256:${'0'.repeat(64)}`,
    'arn:aws:s3:::my-bucket/account_id/region.env',
    '/app/REGION/key',
    'registry.corp:5000/a_b/c',
    'eu-central-1',
  ])('%s is a text as it stands', (text) => {
    expect(isOpen(text)).toBe(false);
  });

  it('does not look at texts that hold patterns', () => {
    const log = {
      logDriver: 'awslogs',
      options: {
        'awslogs-region': REGION,
        'awslogs-datetime-format': '%Y-%m-%d %H:%M:%S',
        'awslogs-multiline-pattern': '^[INFO] <x> $LINE {a}',
      },
    };
    expect(findingsOf(task({ logConfiguration: log, command: ['sh', '-c', 'echo $HOME ${X}'] }))).toEqual([]);
  });
});

describe("what stands in a Region's place", () => {
  it.each([...EVERY, ...BARE_REGIONS, `us-${FORMS[0]?.('x')}-1`])('%s is this Region', (text) => {
    expect(regionIn(text, REGION)).toBe('open');
  });

  it.each(['us-east-1', 'ap-southeast-7', 'cn-north-1', 'us-gov-west-1', 'eusc-de-east-1', 'us-iso-east-1'])(
    '%s is another',
    (text) => {
      expect(regionIn(text, REGION)).toBe('other');
    },
  );

  const places: readonly [string, (region: string) => object][] = [
    [
      'awslogs',
      (region) => ({ logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-region': region } } }),
    ],
    [
      'a secret',
      (region) => ({
        secrets: [{ name: 'A', valueFrom: `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:x-a` }],
      }),
    ],
    [
      'a parameter',
      (region) => ({ secrets: [{ name: 'A', valueFrom: `arn:aws:ssm:${region}:${ACCOUNT}:parameter/x` }] }),
    ],
    ['an image', (region) => ({ image: `${ACCOUNT}.dkr.ecr.${region}.amazonaws.com/app:1` })],
    [
      'FireLens',
      (region) => ({ logConfiguration: { logDriver: 'awsfirelens', options: { Name: 'firehose', region } } }),
    ],
    [
      'registry credentials',
      (region) => ({
        image: 'ghcr.io/a/b:1',
        repositoryCredentials: {
          credentialsParameter: `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:x-a`,
        },
      }),
    ],
    [
      'a credential specification',
      (region) => ({ credentialSpecs: [`credentialspec:arn:aws:ssm:${region}:${ACCOUNT}:parameter/x`] }),
    ],
  ];

  it.each(places)('%s: a placeholder needs what the Region itself does, with a note', (_, container) => {
    fc.assert(
      fc.property(fc.constantFrom(...EVERY, ...BARE_REGIONS), (region) => {
        expect(needsOf(task(container(region)))).toEqual(needsOf(task(container(REGION))));
        const kinds = findingsOf(task(container(region)));
        expect(kinds).toContain('region-open');
        expect(kinds).not.toContain('other-region');
        // A note never contradicts what is counted.
        for (const finding of read(task(container(region))).findings) {
          expect(findingSentence(finding)).not.toMatch(/not counted/);
        }
      }),
    );
  });

  it.each(places)('%s: another Region stays another', (_, container) => {
    expect(findingsOf(task(container('us-east-1'))).join()).toMatch(/other-region/);
  });
});

describe('a placeholder in an image', () => {
  const images = [
    'nginx',
    'grafana/grafana',
    'docker.io/library/redis',
    'public.ecr.aws/nginx/nginx',
    'ghcr.io/org/app',
    'registry.corp:5000/app',
    'mcr.microsoft.com/dotnet/aspnet',
    `${ECR}/app`,
    `${ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com/app`,
  ];

  it('in the tag or the digest never changes the needs, nor what is found', () => {
    const end = fc.constantFrom(...EVERY, 'TAG', 'IMAGE_TAG', 'your-tag', 'x', 'latest');
    const glue = fc.constantFrom(':', ':v1-', '@', '@sha256:');
    fc.assert(
      fc.property(fc.constantFrom(...images), glue, end, (image, between, tag) => {
        expect(imageSource(`${image}${between}${tag}`).kind).toBe(imageSource(`${image}:1`).kind);
        expect(needsOf(task({ image: `${image}${between}${tag}` }))).toEqual(
          needsOf(task({ image: `${image}:1` })),
        );
        expect(findingsOf(task({ image: `${image}${between}${tag}` }))).toEqual(
          findingsOf(task({ image: `${image}:1` })),
        );
      }),
    );
  });

  it.each([...EVERY, 'ACCOUNT_ID', 'your-account-id', 'aws_account_id', 'xxxxxxxxxxxx', '<aws account>'])(
    '%s for the account is ECR',
    (account) => {
      expect(findingsOf(task({ image: `${account}.dkr.ecr.${REGION}.amazonaws.com/app:1` }))).toEqual([]);
      expect(needsOf(task({ image: `${account}.dkr.ecr.${REGION}.amazonaws.com/app:1` }))).toEqual(PULL);
    },
  );

  const whole = [
    ...EVERY,
    ...EVERY.map((mark) => `${mark}:${mark}`),
    ...EVERY.map((mark) => `${mark}/app:1`),
    '',
    undefined,
    null,
    'IMAGE',
    'REPOSITORY_URI:IMAGE_TAG',
    'REGISTRY/REPO:TAG',
    'image-uri',
    'TBD',
    'placeholder:latest',
    'your-image:latest',
    'xxxxx',
    ':latest',
    '/app:1',
  ];
  it.each(whole)('%s for all of it is ECR of this Region, with a warning', (image) => {
    expect(needsOf(task({ image }))).toEqual(PULL);
    expect(findingsOf(task({ image }))).toEqual(['image-unknown']);
  });

  it.each(whole)('%s with registry credentials is a private registry elsewhere', (image) => {
    const container = { image, repositoryCredentials: { credentialsParameter: 'hub' } };
    expect(needsOf(task(container))).toEqual(['secretsmanager']);
    expect(findingsOf(task(container))).toEqual(['image-private-registry']);
  });

  it.each([
    ['$ECR_REGISTRY/app:$TAG', 'image-ecr-by-name'],
    ['{{ tfstate `aws_ecr_repository.app.repository_url` }}:1', 'image-ecr-by-name'],
    ['<%= @ecrRepo %>', 'image-ecr-by-name'],
    ['${SECRET_IMAGE}', 'image-unknown'],
    ['${public_ecr_alias}/x', 'image-unknown'],
    ['${account}.dkr.ecr.${rest}/app', 'region-open'],
    ['${registry}.amazonaws.com/app', 'region-open'],
    ['${project}.azurecr.io/app:1', 'image-other-registry'],
    ['${region}-docker.pkg.dev/p/app', 'image-other-registry'],
    ['registry.corp:${port}/app', 'image-other-registry'],
    ['your-dockerhub-name/app', 'image-docker-hub'],
    ['ghcr.io/${{ github.repository }}:${{ github.sha }}', 'image-other-registry'],
    [`${ECR}/REPOSITORY_NAME:IMAGE_TAG`, undefined],
  ])('%s: %s', (image, kind) => {
    expect(findingsOf(task({ image }))).toEqual(kind === undefined ? [] : [kind]);
  });
});

describe('a secret that is to be filled in', () => {
  it.each([
    ['<DB_SECRET_ARN>', [], ['secret-unknown']],
    ['DB_SECRET_ARN', [], ['secret-unknown']],
    ['your-secret', [], ['secret-unknown']],
    ['TBD', [], ['secret-unknown']],
    ['__SECRET_ARN__:password::', ['secretsmanager'], []],
    ['{{ tfstate `aws_secretsmanager_secret.db.arn` }}', ['secretsmanager'], []],
    ['${aws_ssm_parameter.key.arn}', ['ssm'], []],
    ['arn:aws:secretsmanager:[region]:[account]:secret:[name]', ['secretsmanager'], ['region-open']],
    ['arn:${AWS::Partition}:ssm:region:account:parameter/x', ['ssm'], ['region-open']],
    ['/app/{{ env }}/key', ['ssm'], []],
    ['DB_HOST', ['ssm'], []],
  ])('%s', (valueFrom, services, findings) => {
    const json = task({ image: 'nginx', secrets: [{ name: 'A', valueFrom }] });
    expect(needsOf(json)).toEqual(services);
    expect(findingsOf(json).filter((kind) => kind !== 'image-docker-hub')).toEqual(findings);
  });

  it('is told a log driver by its options', () => {
    const log = {
      logDriver: '{{ driver }}',
      options: { 'awslogs-group': 'g', 'awslogs-region': '{{ region }}' },
    };
    expect(needsOf(task({ logConfiguration: log }))).toEqual([...PULL, 'logs']);
  });
});

describe('JSON with placeholders that have no quotes', () => {
  const json = (text: string) => parseJsonTemplate(text, 'task.json').json;
  it.each<[string, unknown]>([
    ['{"cpu": ${cpu}, "memory": {{ memory }}}', { cpu: '${cpu}', memory: '{{ memory }}' }],
    [
      '{"a": ${jsonencode({ x = "y" })}, "b": <%= port %>}',
      { a: '${jsonencode({ x = "y" })}', b: '<%= port %>' },
    ],
    [
      '{"a": $PORT, "b": %PORT%, "c": PORT, "d": @@PORT@@, "e": __PORT__, "f": ((port))}',
      { a: '$PORT', b: '%PORT%', c: 'PORT', d: '@@PORT@@', e: '__PORT__', f: '((port))' },
    ],
    ['[${a}, ${b}]', ['${a}', '${b}']],
    ['{"a": [${join(",", xs)}]}', { a: ['${join(",", xs)}'] }],
    ['{"a": "{{ env "TAG" }}", "b": 1}', { a: '{{ env "TAG" }}', b: 1 }],
    ['{"a": "\\" ${x}", "b": ${y}}', { a: '" ${x}', b: '${y}' }],
    ['{"a": 1,\n%{ if x ~}\n"b": 2,\n%{ endif ~}\n}', { a: 1, b: 2 }],
    ['{"a": 1, ${local.more} "b": 2}', { a: 1, b: 2 }],
    ['[{% for x in y %}{"a": {{ x }}},{% endfor %}]', [{ a: '{{ x }}' }]],
    ['{"a": [port], "b": [true]}', { a: '[port]', b: [true] }],
  ])('%s', (text, value) => {
    expect(json(text)).toEqual(value);
  });

  it('says which, and that parts may not be there', () => {
    const text = `{"family":"web","cpu":\${cpu},"containerDefinitions":[{"name":"a","image":"nginx",
      %{ if private }"repositoryCredentials":{"credentialsParameter":"x"},%{ endif } "essential":true}]}`;
    const [definition] = parseTaskDefinitions(text, 'task.json', REGION);
    expect(definition?.template).toEqual({
      placeholders: ['${cpu}'],
      conditions: true,
      conditionalKeys: expect.arrayContaining(['repositoryCredentials']),
    });
  });

  it('takes credentials that stand under a condition for none', () => {
    const text = `[{"name":"a","image":"\${image}",%{ if private }"repositoryCredentials":{"credentialsParameter":"x"},%{ endif } "cpu":1}]`;
    const workload = ecsWorkload(parseTaskDefinitions(text, 'task.json', REGION), {
      region: REGION,
      services: [],
    });
    expect(workload.needs.map(({ service }) => service)).toEqual([...PULL, 'secretsmanager']);
  });

  it.each([
    [
      '{ // x\n"a": 1}',
      /^task\.json is not JSON: .* It has comments, which JSON does not take\. Delete them\.$/,
    ],
    ['{/* x */ "a": "//", }', / It has comments/],
    ['{"a": [1, 2, ]}', / It has a comma with nothing after it, which JSON does not take\. Delete it\.$/],
    ['{"cpu": ${cpu},}', / It has a comma/],
    [
      "local x = 1;\n{ family: 'a' }",
      / It looks like Jsonnet\. Pass what `jsonnet` or `ecspresso render taskdef` prints\.$/,
    ],
    ['{"a": if std.extVar("x") then 1 else 2}', / It looks like Jsonnet/],
    ['{"a" 1}', /^task\.json is not JSON: [^\n]*\.$/],
  ])('%s', (text, message) => {
    expect(() => json(text)).toThrow(Problem);
    expect(() => json(text)).toThrow(message);
  });
});

describe('a launch type that the fields decide', () => {
  const both = { requiresCompatibilities: ['EC2', 'FARGATE'] };
  it.each<[string, object, object]>([
    ['networkMode', {}, { networkMode: 'bridge' }],
    ['networkMode', {}, { networkMode: 'host' }],
    ['networkMode', {}, { networkMode: 'none' }],
    ['networkMode', {}, { networkMode: undefined }],
    ['cpu and memory', {}, { cpu: undefined }],
    ['cpu and memory', {}, { memory: null }],
    ['cpu and memory', {}, { cpu: '', memory: '' }],
    ['placementConstraints', {}, { placementConstraints: [{ type: 'memberOf', expression: 'x' }] }],
    ['inferenceAccelerators', {}, { inferenceAccelerators: [{ deviceName: 'a', deviceType: 'b' }] }],
    ['pidMode', {}, { pidMode: 'host' }],
    ['ipcMode', {}, { ipcMode: 'task' }],
    ['volumes', {}, { volumes: [{ name: 'v', host: { sourcePath: '/data' } }] }],
    ['volumes', {}, { volumes: [{ name: 'v', dockerVolumeConfiguration: { scope: 'task' } }] }],
    ['compatibilities', {}, { compatibilities: ['EC2', 'EXTERNAL'] }],
    ['portMappings', { portMappings: [{ containerPort: 80, hostPort: 0 }] }, { networkMode: '${mode}' }],
    [
      'portMappings',
      { portMappings: [{ containerPort: '80', hostPort: '8080' }] },
      { networkMode: '${mode}' },
    ],
    ['privileged', { privileged: true }, {}],
    ['privileged', { privileged: 'true' }, {}],
    ['links', { links: ['db'] }, {}],
    ['extraHosts', { extraHosts: [{ hostname: 'a', ipAddress: '10.0.0.1' }] }, {}],
    ['dnsServers', { dnsServers: ['10.0.0.2'] }, {}],
    ['dnsSearchDomains', { dnsSearchDomains: ['corp'] }, {}],
    ['disableNetworking', { disableNetworking: true }, {}],
    ['dockerSecurityOptions', { dockerSecurityOptions: ['no-new-privileges'] }, {}],
    ['resourceRequirements', { resourceRequirements: [{ type: 'GPU', value: '1' }] }, {}],
    ['linuxParameters', { linuxParameters: { devices: [{ hostPath: '/dev/x' }] } }, {}],
    ['linuxParameters', { linuxParameters: { sharedMemorySize: 64 } }, {}],
    ['linuxParameters', { linuxParameters: { maxSwap: 64 } }, {}],
    ['linuxParameters', { linuxParameters: { swappiness: 0 } }, {}],
    ['linuxParameters', { linuxParameters: { capabilities: { add: ['NET_ADMIN'] } } }, {}],
    ['logConfiguration', { logConfiguration: { logDriver: 'journald' } }, {}],
  ])('%s: %j %j', (field, container, rest) => {
    for (const compatibilities of [{}, both]) {
      const { launchType, launchTypeOrigin } = read(task(container, { ...compatibilities, ...rest }));
      expect({ launchType, launchTypeOrigin }).toEqual({
        launchType: 'ec2',
        launchTypeOrigin: [`web (${field})`],
      });
    }
    // The definition's own word wins.
    expect(read(task(container, { requiresCompatibilities: ['FARGATE'], ...rest })).launchType).toBe(
      'fargate',
    );
  });

  it.each<[object, object]>([
    [{}, {}],
    [{}, both],
    [{}, { cpu: '${cpu}', memory: '<MEMORY>', networkMode: '{{ mode }}' }],
    [
      {
        privileged: false,
        links: [],
        dnsServers: [],
        extraHosts: null,
        linuxParameters: { initProcessEnabled: true },
      },
      {},
    ],
    [{ privileged: '${privileged}', links: ['${link}'] }, {}],
    [
      {
        linuxParameters: {
          capabilities: { add: ['SYS_PTRACE'], drop: ['ALL'] },
          tmpfs: [{ containerPath: '/t', size: 1 }],
        },
      },
      {},
    ],
    [
      { portMappings: [{ containerPort: 80, hostPort: 80 }, { containerPort: 81 }] },
      { networkMode: '${mode}' },
    ],
    [{ portMappings: [{ containerPort: 80, hostPort: '${port}' }] }, { networkMode: '${mode}' }],
    [
      { portMappings: '${ports}' },
      { volumes: [{ name: 'v', host: {} }, { name: 'w' }], placementConstraints: [] },
    ],
    [{}, { requiresCompatibilities: ['EC2', 'EXTERNAL'], networkMode: 'bridge' }],
    [{}, { compatibilities: ['EC2', 'FARGATE'] }],
  ])('stays open: %j %j', (container, rest) => {
    expect(read(task(container, rest)).launchType).toBeUndefined();
  });

  it('is not told by what a bare array of containers leaves out', () => {
    expect(read([{ name: 'a', image: 'nginx' }]).launchType).toBeUndefined();
    expect(
      read([{ name: 'a', image: 'nginx', portMappings: [{ containerPort: 80, hostPort: 0 }] }]).launchType,
    ).toBe('ec2');
  });
});

describe('a definition with more in the file than it has itself', () => {
  it.each([
    { desiredCount: 1 },
    { serviceName: 'web' },
    { services: {} },
    { version: '3', apiVersion: '1', kind: 'x' },
  ])('%j is read all the same', (more) => {
    const text = JSON.stringify({ ...task({}), ...more });
    expect(parseTaskDefinitions(text, 'task.json', REGION)).toHaveLength(1);
  });
});

describe('the platform', () => {
  it.each([
    ['WINDOWS_SERVER_2022_CORE', true, ['windows-base-layers']],
    ['LINUX', false, []],
    ['${os}', false, ['platform-open']],
    ['<OS_FAMILY>', false, ['platform-open']],
  ])('%s', (operatingSystemFamily, windows, findings) => {
    const json = task({}, { runtimePlatform: { operatingSystemFamily } });
    expect(read(json).windows).toBe(windows);
    expect(findingsOf(json)).toEqual(findings);
  });
});

describe('no file', () => {
  const keys = [
    'name',
    'image',
    'secrets',
    'valueFrom',
    'logConfiguration',
    'logDriver',
    'options',
    'awslogs-region',
    'region',
    'environment',
    'environmentFiles',
    'repositoryCredentials',
    'credentialsParameter',
    'portMappings',
    'hostPort',
    'linuxParameters',
    'volumes',
    'networkMode',
    'cpu',
    'memory',
    'requiresCompatibilities',
    'runtimePlatform',
    'operatingSystemFamily',
    'containerDefinitions',
    'family',
    'placementConstraints',
    'taskDefinitionArn',
    'firelensConfiguration',
    'credentialSpecs',
    'Ref',
    'Fn::Sub',
    '__proto__',
  ];
  const text = fc.oneof(
    fc.constantFrom(
      ...EVERY,
      ...BARE_REGIONS,
      '',
      'nginx',
      'awslogs',
      'awsfirelens',
      'FARGATE',
      'arn:aws:ssm:<r>:[a]:parameter/x',
      `${ECR}/x`,
    ),
    fc
      .tuple(fc.constantFrom(...EVERY), fc.constantFrom(':', '/', '.', '@', ''), fc.constantFrom(...EVERY))
      .map((parts) => parts.join('')),
    fc.string(),
  );
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      text,
      fc.constantFrom<unknown>(null, 0, 80, true, false),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 5 }),
    ),
  })).value;

  it('makes it fail but with a Problem, and every finding has a sentence', () => {
    fc.assert(
      fc.property(value, value, (container, definition) => {
        try {
          const json = { containerDefinitions: [{ name: 'a', ...Object(container) }], ...Object(definition) };
          for (const finding of read(json).findings) expect(findingSentence(finding)).toMatch(/^\S.*\.$/u);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('makes it fail but with a Problem, whatever is cut out of a template', () => {
    const template = `{"family":"{{ env "X" }}",%{ if y ~}"cpu":\${cpu},%{ endif ~}"containerDefinitions":[{"name":"<%= n %>","image":"\${x}"}]}`;
    fc.assert(
      fc.property(
        fc.nat(template.length),
        fc.nat(20),
        fc.oneof(fc.string(), fc.constantFrom(...EVERY)),
        (from, length, instead) => {
          try {
            parseTaskDefinitions(
              template.slice(0, from) + instead + template.slice(from + length),
              'task.json',
              REGION,
            );
          } catch (error) {
            expect(error).toBeInstanceOf(Problem);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
