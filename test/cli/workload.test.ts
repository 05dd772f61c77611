import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { unbarred } from '../core/text/unbarred.ts';
import { NEW_VPC_FORMATS } from '../formats-that.ts';
import { emptyFolder, filesOf, NEW_VPC_FLAGS, OFFLINE_FLAGS, run, withFlags } from './program.ts';

const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const SNAPSHOT = fileURLToPath(new URL('../../docs/examples/nat-leak.snapshot.json', import.meta.url));

/** A task as people have them: an own image, a public one, a sidecar, logs, a secret and a file of variables. */
const WEB = {
  family: 'web',
  networkMode: 'awsvpc',
  requiresCompatibilities: ['FARGATE'],
  containerDefinitions: [
    {
      name: 'nginx',
      image: `${ECR}/web:1`,
      logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-region': 'eu-west-1' } },
      secrets: [{ name: 'DB', valueFrom: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf' }],
      environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::config/web.env' }],
    },
    { name: 'cache', image: 'redis:7' },
    { name: 'traces', image: `${ECR}/aws-xray-daemon:3` },
  ],
};
const JOB = { containerDefinitions: [{ name: 'job', image: `${ECR}/job@sha256:${'0'.repeat(64)}` }] };
const ELSEWHERE = { ...WEB, containerDefinitions: [{ name: 'cache', image: 'redis:7' }] };

/** A directory with a file for each task definition. */
function folderWith(files: Readonly<Record<string, unknown>>): string {
  const cwd = emptyFolder();
  for (const [name, json] of Object.entries(files)) {
    writeFileSync(join(cwd, name), typeof json === 'string' ? json : JSON.stringify(json));
  }
  return cwd;
}

const newVpc = (changes: Record<string, string | undefined> = {}) =>
  withFlags(NEW_VPC_FLAGS, { '--launch-type': undefined, '--task-definition': 'web.json', ...changes });

describe('create from a task definition file, without an AWS account', () => {
  it('makes an endpoint for exactly what it needs, each with who needs it', () => {
    const cwd = folderWith({ 'web.json': WEB });
    const { code, stdout, stderr } = run(['out', ...newVpc(), '--json'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const document = JSON.parse(stdout);
    expect(document.launchType).toBe('fargate');
    expect(
      document.endpoints.map(({ service, origin }: { service: string; origin: string[] }) => [
        service,
        origin,
      ]),
    ).toEqual([
      ['ecr.api', ['web:nginx (image)', 'web:traces (image)']],
      ['ecr.dkr', ['web:nginx (image)', 'web:traces (image)']],
      ['s3', ['web:nginx (image)', 'web:nginx (environmentFiles)', 'web:traces (image)']],
      ['logs', ['web:nginx (logConfiguration)']],
      ['secretsmanager', ['web:nginx (secrets)']],
    ]);
    expect(
      document.workload.map(({ kind, severity, origin }: Record<string, unknown>) => [
        severity,
        kind,
        origin,
      ]),
    ).toEqual([
      // A new VPC has no way out, so this image cannot be pulled there.
      ['error', 'image-docker-hub', ['web:cache (image)']],
      ['info', 'answer-taken', ['web (requiresCompatibilities)']],
      ['info', 'service-inferred', ['web:traces (image)']],
      ['info', 'not-in-definition', ['web']],
    ]);

    const readme = filesOf(join(cwd, 'out'))['README.md'];
    expect(readme).toContain('**logs** (interface, created)');
    expect(readme).toContain('Required by web:nginx (logConfiguration).');
    expect(readme).toContain('web:cache (image): redis:7 is pulled from Docker Hub');
    expect(readme).toContain('--task-definition ../web.json');
    expect(readme).not.toContain('so they can start without a NAT gateway');
  });

  it.each(NEW_VPC_FORMATS)('says in the plan of %s who needs what', (iac) => {
    const cwd = folderWith({ 'web.json': WEB });
    const { code, stdout } = run(['out', ...newVpc({ '--iac': iac }), '--yes'], { cwd });
    expect(code).toBe(0);
    const text = unbarred(stdout);
    expect(text).toContain('Needed by web:nginx (logConfiguration).');
    expect(text).toContain('web (requiresCompatibilities): Launch type: fargate.');
    expect(text).toContain('Inferred from the image name');
    expect(text).toContain('If that is so, add --services xray.');
    expect(text).toContain('which AWS APIs the application calls');
    expect(text).toContain('Add those with --services.');
    // What nobody said is marked as such: the task definition says it again.
    expect(stdout.trim().split('\n').at(-1)?.trim()).toBe('npx create-private-ecs-network out --yes');
    const { answers, fromWorkload } = JSON.parse(filesOf(cwd)['out/private-ecs-network.json'] ?? '');
    expect({ answers, fromWorkload }).toEqual({
      answers: { region: 'eu-west-1', vpc: 'new', taskDefinition: ['../web.json'], iac },
      fromWorkload: { launchType: 'fargate' },
    });
  });

  it('makes the same files again from the command it prints', () => {
    const cwd = folderWith({ 'my task.json': WEB, 'job.json': JOB });
    const first = run(
      [
        'one',
        ...newVpc({ '--task-definition': 'my task.json' }),
        '--task-definition',
        'job.json',
        '--launch-type',
        'fargate',
        '--yes',
      ],
      { cwd },
    );
    const line = first.stdout.trim().split('\n').at(-1)?.trim() ?? '';
    expect(line).toBe('npx create-private-ecs-network one --yes');
    const written = filesOf(join(cwd, 'one'));
    const again = run(['one', '--yes'], { cwd });
    expect(again.stdout).toContain('Nothing changed: one is up to date.');
    expect(filesOf(join(cwd, 'one'))).toEqual(written);
  });

  it('takes it from the environment and from an answers file', () => {
    const cwd = folderWith({ 'web.json': WEB, 'a.json': { taskDefinition: ['web.json'] } });
    const bare = newVpc({ '--task-definition': undefined });
    const byFlag = run([...newVpc(), '--json', '--dry-run'], { cwd });
    expect(byFlag.code).toBe(0);
    const env = { PRIVATE_ECS_TASK_DEFINITION: 'web.json' };
    expect(run([...bare, '--json', '--dry-run'], { cwd, env })).toEqual(byFlag);
    expect(run([...bare, '--config', 'a.json', '--json', '--dry-run'], { cwd })).toEqual(byFlag);
  });

  it('unites several, and adds --services', () => {
    const cwd = folderWith({ 'web.json': WEB, 'job.json': JOB });
    const { stdout } = run(
      [
        ...withFlags(OFFLINE_FLAGS, { '--task-definition': 'web.json' }),
        ...['--task-definition', 'job.json', '--services', 'xray,sqs', '--json', '--dry-run'],
      ],
      { cwd },
    );
    const { endpoints, workload } = JSON.parse(stdout);
    const origins = new Map<string, string[]>(
      endpoints.map(({ service, origin }: { service: string; origin: string[] }) => [service, origin]),
    );
    expect(origins.get('ecr.api')).toEqual([
      'web:nginx (image)',
      'web:traces (image)',
      'job.json:job (image)',
    ]);
    expect(origins.get('sqs')).toEqual(['--services']);
    // Said by --services, so no longer only suggested.
    expect(origins.get('xray')).toEqual(['--services']);
    expect(workload.map(({ kind }: { kind: string }) => kind)).not.toContain('service-inferred');
  });

  it('lets a flag win, and says that the definition says otherwise', () => {
    const cwd = folderWith({ 'web.json': { ...WEB, requiresCompatibilities: ['EC2'] } });
    const launchType = (flags: string[]) =>
      JSON.parse(run([...newVpc(), ...flags, '--json', '--dry-run'], { cwd }).stdout);
    expect(launchType([]).launchType).toBe('ec2');
    const told = launchType(['--launch-type', 'fargate']);
    expect(told.launchType).toBe('fargate');
    expect(told.workload).toContainEqual({
      kind: 'answer-overruled',
      severity: 'warning',
      origin: ['web (requiresCompatibilities)'],
      message: '--launch-type fargate is used, but the launch type there is ec2.',
    });
  });

  it('asks for the launch type where the definition leaves it open', () => {
    const cwd = folderWith({ 'web.json': { ...JOB, networkMode: 'awsvpc', cpu: '256', memory: '512' } });
    const { code, stderr } = run([...newVpc(), '--yes'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('--launch-type');
    expect(stderr).not.toContain('--subnets');
  });

  it('does not ask for it where the definition fits one alone', () => {
    const cwd = folderWith({ 'web.json': { ...JOB, networkMode: 'bridge' } });
    expect(run(['out', ...newVpc(), '--yes'], { cwd }).stdout).toMatch(/\(networkMode\): Launch type: ec2\./);
  });

  it('reads YAML, and what is still to be filled in', () => {
    const yaml = [
      'family: web',
      'networkMode: bridge',
      'containerDefinitions:',
      '- name: app',
      '  image: {{ account }}.dkr.ecr.{{ region }}.amazonaws.com/app:{{ tag }}',
      '  logConfiguration: { logDriver: awslogs, options: { awslogs-region: "{{ region }}" } }',
    ].join('\n');
    const cwd = folderWith({ 'web.yaml': yaml });
    const flags = newVpc({ '--task-definition': 'web.yaml' });
    const { code, stdout } = run(['out', ...flags, '--yes'], { cwd });
    expect(code).toBe(0);
    expect(unbarred(stdout)).toContain('is filled in later. It is counted as this Region');
    expect(stdout).not.toMatch(/not counted/);
  });

  it('names what is missing besides what a workload may tell, where the Region is not known', () => {
    const missing = (...args: string[]) =>
      run(args)
        .stderr.split('\n')
        .flatMap((line) => /^\| {3}(--\S+)/.exec(line)?.[1] ?? []);
    expect(missing('--service', 'shop/web')).toEqual(['--region', '--iac']);
    expect(missing('--task-definition', 'web.json')).toEqual(['--region', '--vpc', '--iac', '--subnets']);
    expect(missing('doctor', '--cluster', 'shop')).toEqual(['--region']);
  });

  it('makes no endpoint where nothing is pulled from ECR and nothing else is used', () => {
    const cwd = folderWith({ 'web.json': ELSEWHERE });
    const flags = withFlags(OFFLINE_FLAGS, { '--launch-type': undefined, '--task-definition': 'web.json' });
    const { code, stdout } = run(['out', ...flags, '--yes'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('redis:7 is pulled from Docker Hub');
    expect(stdout).toContain('Nothing to generate: the tasks use no AWS service that has a VPC endpoint.');
    expect(existsSync(join(cwd, 'out'))).toBe(false);
    for (const iac of NEW_VPC_FORMATS)
      expect(run([iac, ...newVpc({ '--iac': iac }), '--yes'], { cwd }).code).toBe(0);
  });

  it('refuses an S3 policy that the tasks would break on, with the reason', () => {
    const cwd = folderWith({ 'web.json': WEB, 'job.json': JOB });
    const { code, stdout, stderr } = run(['out', ...newVpc(), '--s3-policy', 'ecr-only', '--yes'], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Environment files are read from S3. (web:nginx (environmentFiles))');
    expect(existsSync(join(cwd, 'out'))).toBe(false);
    const layersOnly = newVpc({ '--task-definition': 'job.json', '--launch-type': 'fargate' });
    expect(run(['out', ...layersOnly, '--s3-policy', 'ecr-only', '--yes'], { cwd }).code).toBe(0);
  });
});

describe('what cannot be read is refused, and nothing is written', () => {
  it.each<[name: string, contents: string, message: string]>([
    ['no JSON', '{', 'web.json is not JSON'],
    ['YAML of something else', 'services: { web: { image: nginx } }', 'web.json'],
    ['no task definition', '{"a": 1}', 'web.json'],
    [
      'a container without name',
      '{"containerDefinitions":[{"image":"a"}]}',
      'web.json: containerDefinitions[0].name is missing.',
    ],
    [
      'a secret of the wrong shape',
      '[{"name":"a","image":"b"},{"name":"c","image":"d","secrets":{}}]',
      'web.json: [1].secrets must be a list, not an object.',
    ],
    [
      'a driver that is a number of the wrong kind',
      '{"taskDefinition":{"containerDefinitions":[{"name":"a","image":"b","logConfiguration":{"logDriver":[]}}]}}',
      'web.json: taskDefinition.containerDefinitions[0].logConfiguration.logDriver must be text, not a list.',
    ],
  ])('%s', (_, contents, message) => {
    const cwd = folderWith({ 'web.json': contents });
    for (const command of [
      ['out', ...newVpc(), '--yes'],
      ['doctor', '--snapshot', SNAPSHOT, '--task-definition', 'web.json'],
    ]) {
      const { code, stdout, stderr } = run(command, { cwd });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(message);
    }
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });

  it.each<[args: string[], message: string]>([
    [newVpc({ '--task-definition': './no.json' }), '--task-definition ./no.json: there is no such file.'],
    [newVpc({ '--task-definition': '.' }), '--task-definition .: that is a directory.'],
    [newVpc({ '--service': 'web' }), '"web" is not a service in ECS: name it as cluster/service'],
    [newVpc({ '--service': 'logs' }), 'did you mean --services logs?\n'],
    [newVpc({ '--cluster': 'shop/web' }), '"shop/web" is not the name of a cluster in ECS'],
    [[...newVpc({ '--service': 'shop/web' }), '--offline'], '--offline makes no AWS call'],
    [[...newVpc({ '--cluster': 'shop' }), '--offline'], '--offline makes no AWS call'],
    [[...newVpc({ '--task-definition': 'web:7' }), '--offline'], '--offline makes no AWS call'],
    [
      ['doctor', '--snapshot', SNAPSHOT, '--service', 'shop/web'],
      '--snapshot makes no AWS call; give a task definition as a file',
    ],
  ])('%j', (args, message) => {
    const { code, stdout, stderr } = run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('doctor from a task definition file', () => {
  const look = (files: Readonly<Record<string, unknown>>, ...args: string[]) => {
    const cwd = folderWith(files);
    return run(['doctor', '--snapshot', SNAPSHOT, '--task-definition', 'web.json', ...args], { cwd });
  };

  it('says who needs each service, in every form of the report', () => {
    const text = look({ 'web.json': WEB });
    expect({ code: text.code, stderr: text.stderr }).toEqual({ code: 1, stderr: '' });
    expect(text.stdout).toContain('logs            needed by web:nginx (logConfiguration)\n');
    expect(text.stdout).toContain('▲ warning  image-docker-hub\n');
    expect(text.stdout).toContain('--task-definition web.json');

    const markdown = look({ 'web.json': WEB }, '--report', 'markdown').stdout;
    expect(markdown).toContain('- logs: needed by web:nginx (logConfiguration)\n');
    expect(markdown).toContain('### ⚠️ warning: image-docker-hub\n');

    const document = JSON.parse(look({ 'web.json': WEB }, '--json').stdout);
    expect(document.launchType).toBe('fargate');
    expect(document.needs).toContainEqual({
      service: 'logs',
      kind: 'interface',
      because: 'The awslogs log driver writes container output to CloudWatch Logs.',
      origin: ['web:nginx (logConfiguration)'],
    });
    expect(document.workload.map(({ kind }: { kind: string }) => kind)).toEqual([
      'image-docker-hub',
      'answer-taken',
      'service-inferred',
      'not-in-definition',
    ]);
  });

  it.each([
    ['a warning of the workload alone', ELSEWHERE, [0, 1, 0]],
    ['an unserved need', WEB, [1, 1, 0]],
  ] as const)('ends by the severity of %s', (_, definition, codes) => {
    const failOn = ['error', 'warning', 'never'];
    expect(failOn.map((level) => look({ 'web.json': definition }, '--fail-on', level).code)).toEqual(codes);
    expect(
      failOn.map(
        (level) => JSON.parse(look({ 'web.json': definition }, '--fail-on', level, '--json').stdout).ok,
      ),
    ).toEqual(codes.map((code) => code === 0));
  });

  it('does not say that all is well where an image comes from elsewhere', () => {
    const { stdout } = look({ 'web.json': ELSEWHERE });
    expect(stdout).toContain('The tasks need no AWS service to start, as far as their definitions show.');
    expect(stdout).toContain('redis:7 is pulled from Docker Hub');
    expect(stdout).not.toContain('✓');
  });
});
