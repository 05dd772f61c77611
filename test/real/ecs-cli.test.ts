import {
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emptyFolder, filesOf, run } from '../cli/program.ts';
import { KEYS, Terminal } from '../cli/terminal.ts';
import { unbarred } from '../core/text/unbarred.ts';
import { buildReportedCase, Lab, type ReportedCase } from './lab.ts';
import { type Moto, startMoto } from './moto.ts';
import { describeWithTools } from './tools.ts';

const region = 'eu-west-1';
const ECR = `123456789012.dkr.ecr.${region}.amazonaws.com`;

interface Remark {
  readonly kind: string;
  readonly severity: string;
  readonly origin: readonly string[];
  readonly message: string;
}
interface Endpoint {
  readonly service: string;
  readonly action: string;
  readonly origin: readonly string[];
}

/** Both commands on services that run in an emulated AWS, in the reported case's network. */
describeWithTools(['python3', 'moto_server'], 'needs taken from ECS', () => {
  let moto: Moto;
  let reported: ReportedCase;
  let otherSubnet: string;
  let taskGroup: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    moto = await startMoto();
    env = { ...moto.env, AWS_REGION: region };
    const lab = new Lab(moto, region);
    reported = await buildReportedCase(lab);
    taskGroup = await lab.httpsGroup(reported.vpcId, 'shop-tasks', []);
    const otherVpc = await lab.vpc('10.9.0.0/16', 'else');
    otherSubnet = await lab.subnet(otherVpc, '10.9.0.0/24', 'a', 'else-a');

    const ecs = new ECSClient({
      region,
      endpoint: moto.url,
      credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
    });
    for (const clusterName of ['empty', 'shop', 'spread']) {
      await ecs.send(new CreateClusterCommand({ clusterName }));
    }
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: 'web',
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        cpu: '256',
        memory: '512',
        containerDefinitions: [
          {
            name: 'nginx',
            image: `${ECR}/web:1`,
            logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-region': region } },
          },
          { name: 'traces', image: `${ECR}/aws-xray-daemon:3` },
        ],
      }),
    );
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: 'batch',
        networkMode: 'awsvpc',
        containerDefinitions: [{ name: 'job', image: `${ECR}/job:1`, memory: 128 }],
      }),
    );
    const serve = (service: Partial<CreateServiceCommandInput>, subnet = reported.taskSubnetId) =>
      ecs.send(
        new CreateServiceCommand({
          cluster: 'shop',
          serviceName: 'web',
          taskDefinition: 'web',
          desiredCount: 1,
          launchType: 'FARGATE',
          networkConfiguration: {
            awsvpcConfiguration: {
              subnets: [subnet],
              securityGroups: [taskGroup],
              assignPublicIp: 'DISABLED',
            },
          },
          ...service,
        }),
      );
    await serve({ enableExecuteCommand: true });
    await serve({ serviceName: 'batch', taskDefinition: 'batch', launchType: 'EC2' });
    await serve({ cluster: 'spread', serviceName: 'here' });
    await serve({ cluster: 'spread', serviceName: 'there' }, otherSubnet);
    ecs.destroy();
  }, 90_000);

  afterAll(() => moto?.stop());

  const create = (...args: string[]) => run([...args, '--iac', 'terraform', '--json', '--dry-run'], { env });
  const kinds = (workload: readonly Remark[]) =>
    workload.map(({ kind, origin }) => `${kind}: ${origin.join(', ')}`);

  it('needs to be told nothing but the service', () => {
    const cwd = emptyFolder();
    const { code, stdout, stderr } = run(['out', '--service', 'shop/web', '--iac', 'terraform', '--yes'], {
      cwd,
      env,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const text = unbarred(stdout);
    expect(text).toContain(`Fargate tasks in 1 subnet of ${reported.vpcId}, ${region}:`);
    expect(text).toContain('Needed by shop/web (enableExecuteCommand).');
    expect(text).toContain('shop/web (launchType): Launch type: fargate.');
    expect(text).toContain(`shop/web (networkConfiguration): Subnets: ${reported.taskSubnetId}.`);
    expect(text).toContain(`inbound 443/tcp from ${taskGroup},`);
    const files = filesOf(`${cwd}/out`);
    expect(files['README.md']).toContain('Required by shop/web (enableExecuteCommand).');
    expect(files['README.md']).toContain('--service shop/web');
    expect(stdout).toContain('npx create-private-ecs-network out --yes');
    const { answers, fromWorkload } = JSON.parse(files['private-ecs-network.json'] ?? '');
    expect(answers).toEqual({ region, service: ['shop/web'], iac: 'terraform' });
    expect(fromWorkload).toEqual({
      launchType: 'fargate',
      vpc: reported.vpcId,
      subnets: [reported.taskSubnetId],
      taskSecurityGroups: [taskGroup],
    });
    // The service says the rest again.
    expect(run(['out', '--yes'], { cwd, env }).stdout).toContain('Nothing changed');
  });

  it('gives in JSON who needs what, and whence the answers come', () => {
    const { code, stdout } = create('--service', 'shop/web');
    expect(code).toBe(0);
    const { vpcId, launchType, endpoints, workload } = JSON.parse(stdout);
    expect({ vpcId, launchType }).toEqual({ vpcId: reported.vpcId, launchType: 'fargate' });
    expect(
      endpoints.map(({ service, action, origin }: Endpoint) => `${action} ${service}: ${origin.join(', ')}`),
    ).toEqual([
      'keep ecr.api: web:nginx (image), web:traces (image)',
      'keep ecr.dkr: web:nginx (image), web:traces (image)',
      'extend s3: web:nginx (image), web:traces (image)',
      'create logs: web:nginx (logConfiguration)',
      'create ssmmessages: shop/web (enableExecuteCommand)',
    ]);
    expect(kinds(workload)).toEqual([
      'answer-taken: shop/web (launchType)',
      'answer-taken: shop/web (networkConfiguration)',
      'answer-taken: shop/web (networkConfiguration)',
      'service-inferred: web:traces (image)',
      'not-in-definition: web',
    ]);
  });

  it('does not take the subnets of tasks for those of their instances', () => {
    const { code, stderr } = create('--service', 'shop/batch');
    expect(code).toBe(2);
    expect(stderr).toContain('--subnets');
    expect(stderr).not.toMatch(/--vpc |--launch-type/);
    expect(stderr).toContain('shop/batch: On EC2 the container instance pulls the images');
    const told = create('--service', 'shop/batch', '--subnets', reported.taskSubnetId);
    const { launchType, endpoints, workload } = JSON.parse(told.stdout);
    expect(launchType).toBe('ec2');
    expect(endpoints.map(({ service }: Endpoint) => service)).toEqual([
      ...['ecr.api', 'ecr.dkr', 's3'],
      ...['ecs', 'ecs-agent', 'ecs-telemetry'],
    ]);
    expect(kinds(workload)).toContain('instances-pull: shop/batch');
  });

  it('unites the services of a cluster', () => {
    const { stdout } = create('--cluster', 'shop', '--subnets', reported.taskSubnetId);
    const { launchType, endpoints, workload } = JSON.parse(stdout);
    expect(launchType).toBe('ec2');
    expect(endpoints[0].origin).toEqual(['batch:job (image)', 'web:nginx (image)', 'web:traces (image)']);
    expect(workload[0]).toEqual({
      kind: 'answer-taken',
      severity: 'info',
      origin: ['shop/batch (launchType)'],
      message: 'Launch type: ec2.',
    });
  });

  it('lets flags win, and says what the service says', () => {
    const { stdout } = create(
      ...['--service', 'shop/web', '--launch-type', 'ec2', '--vpc', reported.vpcId],
      ...['--subnets', reported.publicSubnetId],
    );
    const other = JSON.parse(stdout);
    expect(other.launchType).toBe('ec2');
    expect(other.workload[0].message).toBe(
      '--launch-type ec2 is used, but the launch type there is fargate.',
    );
    const elsewhere = JSON.parse(
      create('--service', 'shop/web', '--subnets', reported.publicSubnetId).stdout,
    );
    expect(elsewhere.workload[0]).toMatchObject({
      kind: 'answer-overruled',
      severity: 'warning',
      message: `--subnets ${reported.publicSubnetId} is used, but the subnets there: ${reported.taskSubnetId}.`,
    });
  });

  it('plans a new VPC for a service that runs in an old one', () => {
    const { code, stdout } = create('--service', 'shop/web', '--vpc', 'new');
    expect(code).toBe(0);
    const { vpcId, endpoints } = JSON.parse(stdout);
    expect(vpcId).toBe('new-vpc');
    expect(endpoints.every(({ action }: Endpoint) => action === 'create')).toBe(true);
  });

  it('reads a task definition by its family', () => {
    const { code, stdout } = create('--task-definition', 'web:1', '--vpc', 'new');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).launchType).toBe('fargate');
  });

  it.each([
    [['--service', 'shop/nobody'], 'The ECS cluster "shop" in eu-west-1 has no service "nobody".'],
    [['--cluster', 'empty'], 'The ECS cluster "empty" in eu-west-1 runs no services.'],
    [['--cluster', 'spread'], 'The services run in 2 VPCs:'],
    [['--task-definition', 'nobody', '--vpc', 'new'], 'ECS in eu-west-1 has no task definition "nobody".'],
  ])('%j is refused with what is wrong', (args, message) => {
    const { code, stdout, stderr } = create(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('lets doctor say who needs what', () => {
    const text = run(['doctor', '--service', 'shop/web'], { env });
    expect({ code: text.code, stderr: text.stderr }).toEqual({ code: 1, stderr: '' });
    expect(text.stdout).toContain('ssmmessages  needed by shop/web (enableExecuteCommand)\n');
    expect(text.stdout).toContain('s3-route-missing');
    expect(text.stdout).toContain(
      `--vpc ${reported.vpcId} --service shop/web --iac terraform --name private-ecs --yes`,
    );
    const { needs, paths } = JSON.parse(run(['doctor', '--service', 'shop/web', '--json'], { env }).stdout);
    expect(needs.map(({ service }: Endpoint) => service)).toEqual([
      ...['ecr.api', 'ecr.dkr', 's3'],
      ...['logs', 'ssmmessages'],
    ]);
    expect(new Set(paths.map(({ subnetId }: { subnetId: string }) => subnetId))).toEqual(
      new Set([reported.taskSubnetId]),
    );
  });

  it('offers services to take it from in the wizard', async () => {
    const cwd = emptyFolder();
    const terminal = new Terminal([], { cwd, env });
    await terminal.answer(
      'How should we find out which AWS services your tasks use?',
      KEYS.down + KEYS.enter,
    );
    await terminal.answer('Which cluster?', `shop${KEYS.enter}`);
    await terminal.answer('Which services?', `web${KEYS.tab}${KEYS.enter}`);
    // What the name of an image suggests comes first.
    await terminal.see('Which other AWS services does the application call?');
    await terminal.answer('xray', KEYS.tab + KEYS.enter);
    await terminal.answer('Which format?', KEYS.enter);
    await terminal.answer('more lines', 'n');
    await terminal.answer('No, exit', KEYS.enter);
    expect(await terminal.exit).toBe(0);
    const again = /npx create-private-ecs-network (.* --yes)\n/.exec(terminal.text)?.[1] ?? '';
    expect(again).toBe('private-ecs-network --yes');
    expect(run(again.split(' '), { cwd, env }).stdout).toContain('Nothing changed');
    const flags = `--region ${region} --service shop/web --services xray --iac terraform --yes`;
    const cwdAgain = emptyFolder();
    expect(run(['private-ecs-network', ...flags.split(' ')], { cwd: cwdAgain, env }).code).toBe(0);
    expect(filesOf(cwdAgain)).toEqual(filesOf(cwd));
  }, 60_000);

  it('says in the wizard why it asks for the subnets of instances', async () => {
    const terminal = new Terminal(['--service', 'shop/batch'], { cwd: emptyFolder(), env });
    await terminal.see('shop/batch: On EC2 the container instance pulls');
    await terminal.answer('Which other AWS services does the application call?', KEYS.enter);
    await terminal.answer('Which subnets do the tasks', KEYS.ctrlC);
    expect(await terminal.exit).toBe(130);
    expect(terminal.text).not.toMatch(/Which VPC|What do the tasks run on/);
  }, 60_000);

  it('says what is wrong with a service in the wizard, and asks again', async () => {
    const terminal = new Terminal(['--region', region], { cwd: emptyFolder(), env });
    await terminal.answer(
      'How should we find out which AWS services your tasks use?',
      KEYS.down + KEYS.enter,
    );
    await terminal.answer('Which cluster?', `empty${KEYS.enter}`);
    await terminal.see('runs no services');
    await terminal.answer(
      'How should we find out which AWS services your tasks use?',
      KEYS.down + KEYS.down + KEYS.enter,
    );
    await terminal.answer('Which file', `no.json${KEYS.enter}`);
    await terminal.see('there is no such file');
    await terminal.answer('How should we find out which AWS services your tasks use?', KEYS.ctrlC);
    expect(await terminal.exit).toBe(130);
  }, 60_000);
});
