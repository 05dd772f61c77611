import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AcceptVpcPeeringConnectionCommand,
  CreateTagsCommand,
  CreateVpcPeeringConnectionCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
  ModifyVpcAttributeCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OURS_TAG } from '../../src/core/plan/ours-tag.ts';
import { filesOf, PROGRAM } from '../cli/program.ts';
import { Lab } from './lab.ts';
import { type Moto, startMoto } from './moto.ts';
import { applyPlanned, plannedChanges } from './planned-changes.ts';
import { type Terraform, terraformWith } from './terraform-cli.ts';
import { describeWithTools } from './tools.ts';

const minutes = 60_000;
const region = 'eu-west-1';

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describeWithTools(['terraform', 'moto_server', 'python3'], 'a second run, deployed by Terraform', () => {
  const root = mkdtempSync(join(tmpdir(), 'again-'));
  let moto: Moto;
  let lab: Lab;
  let terraform: Terraform;
  let vpcId: string;
  let subnets: string[];
  /** The gateway endpoint for S3 that is there before. */
  let gateway: string;
  /** Where the code and its state are. */
  let folder: string;

  const program = (...args: string[]): Promise<Ran> =>
    new Promise((resolve) => {
      execFile(process.execPath, [PROGRAM, ...args], { env: moto.env, cwd: root }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
      );
    });
  /** Runs `create` in the folder of the code, and must succeed. */
  const again = async (...args: string[]) => {
    const ran = await program(folder, ...args, '--yes');
    expect(ran).toMatchObject({ code: 0 });
    return ran.stdout;
  };
  /** The generated files; what Terraform keeps beside them is left out. */
  const code = () =>
    Object.fromEntries(Object.entries(filesOf(folder)).filter(([path]) => !/tfstate|\.terraform/.test(path)));

  async function tf(...args: string[]): Promise<string> {
    const ran = await terraform.run(folder, [...args, '-no-color'], {
      env: { ...moto.env, AWS_REGION: region },
    });
    expect({ args, code: ran.code, said: ran.code === 0 ? '' : ran.stdout + ran.stderr }).toEqual({
      args,
      code: 0,
      said: '',
    });
    return ran.stdout;
  }
  const planned = () => plannedChanges(tf);
  const setDnsHostnames = (Value: boolean) =>
    lab.client.send(new ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsHostnames: { Value } }));

  beforeAll(async () => {
    moto = await startMoto();
    lab = new Lab(moto, region);
    vpcId = await lab.vpc('10.0.0.0/16', 'shop');
    subnets = [];
    const tables: string[] = [];
    for (const [index, zone] of ['a', 'b', 'c'].entries()) {
      const id = await lab.subnet(vpcId, `10.0.${index}.0/24`, zone, `private-${zone}`);
      subnets.push(id);
      tables.push(await lab.routeTable(vpcId, `private-${zone}`, [id]));
    }
    // Something is there before: a gateway that only one of the tables has. And something is to be done by command.
    gateway = await lab.gatewayEndpoint(vpcId, 's3', tables.slice(0, 1));
    await setDnsHostnames(false);
    const first = join(root, 'first');
    const place = ['--region', region, '--vpc', vpcId, '--subnets', subnets.slice(0, 2).join()];
    const how = ['--launch-type', 'fargate', '--services', 'logs', '--iac', 'terraform', '--yes'];
    expect(await program(first, ...place, ...how)).toMatchObject({ code: 0 });
    const files = Object.entries(filesOf(first)).map(([path, contents]) => ({ path, contents }));
    terraform = await terraformWith(
      files.find(({ path }) => path === 'versions.tf') ?? { path: '', contents: '' },
    );
    folder = terraform.write(files);
  }, 5 * minutes);
  afterAll(async () => {
    terraform?.remove();
    await moto?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  it(
    'changes nothing before, while and after it is deployed',
    async () => {
      const written = code();
      expect(await again()).toContain(`Nothing changed: ${folder} is up to date.`);
      await setDnsHostnames(true);
      expect(await again()).toContain('- Done: Private DNS of interface endpoints needs');
      // As if the deployment had been killed when it had made one endpoint and its group.
      await tf('apply', '-auto-approve', '-target', 'aws_vpc_endpoint.interface["logs"]');
      expect(await again()).toContain('Nothing changed');
      await tf('apply', '-auto-approve');
      expect(await again()).toContain('Nothing changed');
      expect(code()).toEqual(written);
      expect(await planned()).toEqual([]);
      const { VpcEndpoints = [] } = await lab.client.send(
        new DescribeVpcEndpointsCommand({ VpcEndpointIds: [gateway] }),
      );
      expect(VpcEndpoints[0]?.RouteTableIds).toHaveLength(2);
    },
    4 * minutes,
  );

  it(
    'keeps its name, under another one of which Terraform would first take away what lets the tasks in',
    async () => {
      const refused = await program(folder, '--name', 'other', '--allow-removal', '--yes');
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain('Terraform would first delete the rules that let the tasks in');
      const named = (...args: string[]) => tf(...args, ...(args[0] === 'plan' ? ['-var', 'name=other'] : []));
      expect(await plannedChanges(named)).toEqual(
        expect.arrayContaining([
          'delete+create aws_security_group.endpoints',
          expect.stringMatching(/^delete\+create aws_vpc_security_group_ingress_rule\./),
        ]),
      );
    },
    4 * minutes,
  );

  it(
    'adds exactly the service that is asked for, and destroys nothing',
    async () => {
      // What once made code of that service alone.
      expect(await again('--services', 'logs,ssm', '--force')).toContain('+ endpoint for ssm');
      expect(await planned()).toEqual(['create aws_vpc_endpoint.interface["ssm"]']);
      await applyPlanned(tf);
      expect(await again()).toContain('Nothing changed');
    },
    4 * minutes,
  );

  it(
    'removes exactly the service that is no longer asked for, once that is allowed',
    async () => {
      const written = code();
      const refused = await program(folder, '--services', 'ssm', '--yes');
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain(
        '- endpoint for logs: requests from the tasks to logs are blocked then',
      );
      expect(refused.stderr).toContain('pass --allow-removal');
      expect(code()).toEqual(written);
      await again('--services', 'ssm', '--allow-removal');
      expect(await planned()).toEqual(['delete aws_vpc_endpoint.interface["logs"]']);
      await applyPlanned(tf);
      expect(await again()).toContain('Nothing changed');
    },
    4 * minutes,
  );

  it(
    'gives the endpoints an interface in another zone, and destroys nothing',
    async () => {
      await again('--subnets', subnets.join());
      const changes = await planned();
      expect(changes.filter((change) => /delete/.test(change))).toEqual([]);
      expect(changes).toContainEqual(expect.stringMatching(/^update aws_vpc_endpoint\.interface\["ssm"\]$/));
      await applyPlanned(tf);
      expect(await again()).toContain('Nothing changed');
      expect(await planned()).toEqual([]);
    },
    4 * minutes,
  );

  it(
    'makes central endpoints that other VPCs reach, and takes one of these back',
    async () => {
      const place = async (block: number, name: string) => {
        const vpc = await lab.vpc(`10.${block}.0.0/16`, name);
        const subnet = await lab.subnet(vpc, `10.${block}.0.0/20`, 'a', name);
        return { vpc, subnet, table: await lab.routeTable(vpc, name, [subnet]) };
      };
      const hub = await place(21, 'hub');
      const spokes = [await place(22, 'shop'), await place(23, 'pay')];
      for (const [index, { vpc, table }] of spokes.entries()) {
        await lab.gatewayEndpoint(vpc, 's3', [table]);
        const { VpcPeeringConnection } = await lab.client.send(
          new CreateVpcPeeringConnectionCommand({ VpcId: vpc, PeerVpcId: hub.vpc }),
        );
        const VpcPeeringConnectionId = VpcPeeringConnection?.VpcPeeringConnectionId ?? '';
        await lab.client.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
        await lab.route(table, '10.21.0.0/16', { VpcPeeringConnectionId });
        if (index === 0) await lab.route(hub.table, '10.22.0.0/16', { VpcPeeringConnectionId });
        else spokes[index] = { vpc, subnet: VpcPeeringConnectionId, table };
      }
      const [shop, pay] = spokes.map(({ vpc }) => vpc);
      const central = [
        ...['central', '--central', '--region', region, '--vpc', hub.vpc, '--subnets', hub.subnet],
        ...['--launch-type', 'fargate', '--iac', 'terraform', '--yes', '--spokes'],
      ];
      const refused = await program(...central, `${shop},${pay}`);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain(`In ${pay}: Requests to ecr.api and ecr.dkr don't get through`);
      expect(refused.stderr).toContain(`${hub.table} has no route back to 10.23.0.0/20`);
      expect(filesOf(root)).not.toHaveProperty('central/main.tf');
      await lab.route(hub.table, '10.23.0.0/16', { VpcPeeringConnectionId: spokes[1]?.subnet ?? '' });
      expect(await program(...central, `${shop},${pay}`)).toMatchObject({ code: 0 });

      const files = Object.entries(filesOf(join(root, 'central')));
      const before = folder;
      folder = terraform.write(files.map(([path, contents]) => ({ path, contents })));
      try {
        const written = code();
        // As if the deployment had been killed when it had made the zones.
        await tf('apply', '-auto-approve', '-target', 'aws_route53_zone.endpoint');
        expect(await again()).toContain('Nothing changed');
        await tf('apply', '-auto-approve');
        expect(await again()).toContain('Nothing changed');
        expect(code()).toEqual(written);
        expect(await planned()).toEqual([]);
        const ways = async (vpc: string | undefined) => {
          const { stdout } = await program(
            ...['doctor', '--region', region, '--vpc', vpc ?? '', '--launch-type', 'fargate', '--json'],
            ...['--fail-on', 'never'],
          );
          const { paths }: { paths: { service: string; via: string }[] } = JSON.parse(stdout);
          return Object.fromEntries(paths.map(({ service, via }) => [service, via]));
        };
        const all = { 'ecr.api': 'endpoint', 'ecr.dkr': 'endpoint', s3: 'endpoint' };
        for (const vpc of [hub.vpc, shop, pay]) expect(await ways(vpc)).toEqual(all);
        const here = await program('doctor', folder, '--json', '--fail-on', 'never');
        expect(JSON.parse(here.stdout)).toMatchObject({ findings: [] });

        const other = await program(folder, '--central=false', '--allow-removal', '--yes');
        expect(other).toMatchObject({ code: 2, stdout: '' });
        expect(other.stderr).toContain('would change how the names of deployed endpoints are answered');
        const kept = await program(folder, '--spokes', shop ?? '', '--yes');
        expect(kept).toMatchObject({ code: 2 });
        expect(kept.stderr).toContain(`hosted zone of the ecr.api endpoint in ${pay}`);
        await again('--spokes', shop ?? '', '--allow-removal');
        await tf('apply', '-auto-approve');
        expect(await ways(shop)).toEqual(all);
        expect(await ways(pay)).toMatchObject({ 'ecr.api': 'blocked' });
      } finally {
        folder = before;
      }
    },
    4 * minutes,
  );

  it('is refused where it would replace code whose record is gone', async () => {
    const other = join(root, 'lost');
    const flags = [
      ...['--region', region, '--vpc', vpcId, '--subnets', subnets.join(), '--launch-type', 'fargate'],
      ...['--services', 'sqs', '--iac', 'terraform', '--yes'],
    ];
    rmSync(join(folder, 'private-ecs-network.json'));
    const written = code();
    for (const more of [[], ['--name', 'private-ecs'], ['--name', 'another']]) {
      const refused = await program(folder, ...flags, '--force', ...more);
      expect({ more, ...refused }).toMatchObject({ more, code: 2, stdout: '' });
    }
    expect(code()).toEqual(written);
    // A new directory gets a name of its own, so that both can be deployed.
    const fresh = await program(other, ...flags);
    expect(fresh.stderr).toContain('The name is private-ecs-2, because an earlier run');
    expect(filesOf(other)['terraform.tfvars']).toContain('name = "private-ecs-2"');
  }, 60_000);
});

describeWithTools(
  ['aws', 'bash', 'moto_server', 'python3'],
  'a second run, deployed by CloudFormation',
  () => {
    const root = mkdtempSync(join(tmpdir(), 'again-stack-'));
    let moto: Moto;
    let lab: Lab;
    let flags: string[];
    let subnets: string[];
    const iac = ['--iac', 'cloudformation'];

    const program = (...args: string[]): Promise<Ran> =>
      new Promise((resolve) => {
        execFile(
          process.execPath,
          [PROGRAM, ...args, '--yes'],
          { env: moto.env, cwd: root },
          (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
        );
      });
    /** Runs what a run of `create` says to type next. */
    const deploy = (stdout: string): Promise<Ran> => {
      const commands = /\nNext:\n([\s\S]*?)\n\n/.exec(stdout)?.[1] ?? '';
      return new Promise((resolve) => {
        execFile('bash', ['-euc', commands], { env: moto.env, cwd: root }, (error, out, stderr) =>
          resolve({ code: error ? Number(error.code ?? 1) : 0, stdout: out, stderr }),
        );
      });
    };
    /** Where `doctor` sees that code, record and network differ: what it says by kind. */
    const differences = async (directory: string) => {
      const { stdout } = await program('doctor', directory, '--json');
      const { code } = JSON.parse(stdout) as { code: { kind: string; message: string }[] };
      return Object.fromEntries(code.map(({ kind, message }) => [kind, message]));
    };
    /** The services whose endpoints code of ours created in a VPC, each with the ID of its endpoint. */
    const services = async (vpcId: string) => {
      const Filters = [
        { Name: 'vpc-id', Values: [vpcId] },
        { Name: 'tag-key', Values: [OURS_TAG] },
      ];
      const { VpcEndpoints = [] } = await lab.client.send(new DescribeVpcEndpointsCommand({ Filters }));
      return Object.fromEntries(
        VpcEndpoints.map(({ ServiceName, VpcEndpointId }) => [
          ServiceName?.split('.').at(-1) ?? '',
          VpcEndpointId,
        ]),
      );
    };

    beforeAll(async () => {
      moto = await startMoto();
      lab = new Lab(moto, region);
      const vpcId = await lab.vpc('10.0.0.0/16', 'shop');
      subnets = [];
      for (const [index, zone] of ['a', 'b'].entries()) {
        const subnet = await lab.subnet(vpcId, `10.0.${index}.0/24`, zone, `private-${zone}`);
        subnets.push(subnet);
        await lab.routeTable(vpcId, `private-${zone}`, [subnet]);
      }
      // Something is there before: a gateway that no table of the tasks has, which a stack cannot extend.
      await lab.gatewayEndpoint(vpcId, 's3', [await lab.routeTable(vpcId, 'others', [])]);
      flags = [
        ...['--region', region, '--vpc', vpcId, '--subnets', subnets[0] ?? '', '--launch-type', 'fargate'],
        ...iac,
      ];
    }, 2 * minutes);
    afterAll(async () => {
      await moto?.stop();
      rmSync(root, { recursive: true, force: true });
    });

    it(
      'adds one service to the stack, keeps the others, and gives a new directory a stack of its own',
      async () => {
        const vpcId = flags[3] ?? '';
        const first = await program('net', ...flags, '--services', 'logs');
        expect(await deploy(first.stdout)).toMatchObject({ code: 0 });
        const written = filesOf(join(root, 'net'));
        const before = await services(vpcId);
        expect(Object.keys(before).sort()).toEqual(['api', 'dkr', 'logs', 's3']);
        expect((await program('net')).stdout).toContain('Nothing changed');
        expect(filesOf(join(root, 'net'))).toEqual(written);
        expect(await differences('net')).toEqual({});
        const asked = await program('doctor', 'net', '--services', 'logs,ssm');
        expect(asked.stdout).toContain('  npx create-private-ecs-network net --services logs,ssm --yes\n');

        // What once made a stack of that service alone.
        const more = await program('net', '--services', 'logs,ssm', '--force');
        expect(more.stdout).toContain('+ endpoint for ssm');
        expect(await differences('net')).toEqual({
          'code-not-deployed': expect.stringContaining("the VPC doesn't have: endpoint for ssm."),
        });
        // So it is, too, where the deployment is killed when it has made all but that endpoint.
        expect((await program('net')).stdout).toContain('Nothing changed');
        expect(await deploy(more.stdout)).toMatchObject({ code: 0 });
        const after = await services(vpcId);
        expect(after).toMatchObject(before);
        expect(Object.keys(after).sort()).toEqual(['api', 'dkr', 'logs', 's3', 'ssm']);
        expect((await program('net')).stdout).toContain('Nothing changed');

        await program('net', '--services', 'ssm', '--allow-removal');
        expect(await differences('net')).toEqual({
          'resource-without-code': expect.stringContaining(`endpoint ${before.logs} (logs)`),
        });
        await program('net', '--services', 'logs,ssm');
        expect(await differences('net')).toEqual({});

        // A snapshot holds no tags, so what the code made looks like somebody else's.
        expect(await program('doctor', 'net', '--save-snapshot', 'deployed.json')).toMatchObject({ code: 0 });
        for (const more of [[], ['--services', 'logs', '--allow-removal'], ['--dry-run']]) {
          const refused = await program('net', '--snapshot', 'deployed.json', ...more);
          expect({ more, ...refused }).toMatchObject({ more, code: 2, stdout: '' });
          expect(refused.stderr).toContain('holds no tags');
        }

        const other = await program('other', ...flags, '--services', 'sqs');
        expect(other.stderr).toContain('The name is private-ecs-2, because an earlier run');
        expect(await deploy(other.stdout)).toMatchObject({ code: 0 });
        expect(Object.keys(await services(vpcId)).sort()).toEqual(['api', 'dkr', 'logs', 's3', 'sqs', 'ssm']);
        expect((await program('net')).stdout).toContain('Nothing changed');

        // As if the same code had been deployed under another name.
        const named = (Value: string) =>
          lab.client.send(
            new CreateTagsCommand({
              Resources: Object.values(before).map(String),
              Tags: [{ Key: OURS_TAG, Value }],
            }),
          );
        await named('prod');
        const refused = await program('net');
        expect(refused).toMatchObject({ code: 2, stdout: '' });
        expect(refused.stderr).toContain('has another value than private-ecs');
        expect(refused.stderr).not.toContain('Destroy');
        await named('private-ecs');
      },
      3 * minutes,
    );

    it(
      'gives the endpoints an interface in another zone though the stack has a value of that parameter, and removes one',
      async () => {
        const vpcId = flags[3] ?? '';
        const subnetsOf = async (service: string) => {
          const id = (await services(vpcId))[service] ?? '';
          const { VpcEndpoints = [] } = await lab.client.send(
            new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }),
          );
          return VpcEndpoints[0]?.SubnetIds?.toSorted();
        };
        const before = await services(vpcId);
        const wider = await program('net', '--subnets', subnets.join());
        expect(wider.stdout).toContain(`+ network interface of the logs endpoint in ${subnets[1]}`);
        expect(await deploy(wider.stdout)).toMatchObject({ code: 0 });
        expect(await subnetsOf('logs')).toEqual(subnets.toSorted());
        expect(await services(vpcId)).toMatchObject(before);
        expect((await program('net')).stdout).toContain('Nothing changed');

        const less = await program('net', '--services', 'ssm', '--allow-removal');
        expect(await deploy(less.stdout)).toMatchObject({ code: 0 });
        const { logs: _, ...others } = before;
        expect(await services(vpcId)).toEqual(others);
        expect(await differences('net')).toEqual({});
      },
      3 * minutes,
    );

    it(
      'finds the VPC that the code created, and adds one service and one zone to it',
      async () => {
        const named = ['--launch-type', 'fargate', '--name', 'fresh', ...iac];
        const first = await program('vpc', '--region', region, '--vpc', 'new', ...named);
        expect(first.stdout).toContain('# If the account has a stack fresh already');
        const early = await program('doctor', 'vpc');
        expect(early).toMatchObject({ code: 2, stdout: '' });
        expect(early.stderr).toContain('has the tag create-private-ecs-network = fresh');
        expect(await deploy(first.stdout)).toMatchObject({ code: 0 });
        expect(await program('doctor', 'vpc')).toMatchObject({ code: 0 });
        await program(
          'elsewhere',
          ...['--region', region, '--vpc', 'new', '--vpc-cidr', '10.50.0.0/16'],
          ...named,
        );
        const elsewhere = await program('doctor', 'elsewhere');
        expect(elsewhere).toMatchObject({ code: 2, stdout: '' });
        expect(elsewhere.stderr).toContain('has none of the subnets that the code in elsewhere creates');
        expect(await differences('vpc')).toEqual({});
        const written = filesOf(join(root, 'vpc'));
        expect((await program('vpc')).stdout).toContain('Nothing changed');
        expect(filesOf(join(root, 'vpc'))).toEqual(written);

        const { stdout } = await program('doctor', 'vpc', '--json');
        const { vpcId } = JSON.parse(stdout) as { vpcId: string };
        const before = await services(vpcId);
        const subnetsThere = async () => {
          const { Subnets = [] } = await lab.client.send(
            new DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
          );
          return Subnets.map(({ SubnetId }) => SubnetId);
        };
        const zones = await subnetsThere();
        const more = await program('vpc', '--services', 'logs', '--az-count', '3');
        expect(await differences('vpc')).toEqual({
          'code-not-deployed': expect.stringContaining('endpoint for logs'),
        });
        expect(await deploy(more.stdout)).toMatchObject({ code: 0 });
        const after = await services(vpcId);
        expect(after).toMatchObject(before);
        expect(Object.keys(after).sort()).toEqual(['api', 'dkr', 'logs', 's3']);
        expect(await subnetsThere()).toEqual(expect.arrayContaining(zones));
        expect(await subnetsThere()).toHaveLength(3);
        expect(await differences('vpc')).toEqual({});
      },
      3 * minutes,
    );

    it(
      'knows which manual steps were carried out',
      async () => {
        const vpcId = await lab.vpc('10.1.0.0/16', 'off');
        const subnet = await lab.subnet(vpcId, '10.1.0.0/24', 'a', 'off-a');
        await lab.routeTable(vpcId, 'off-a', [subnet]);
        await lab.client.send(
          new ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsHostnames: { Value: false } }),
        );
        const where = ['--region', region, '--vpc', vpcId, '--subnets', subnet, '--launch-type', 'fargate'];
        const first = await program('off', ...where, ...iac, '--json');
        const steps = ({ stdout }: Ran) =>
          (JSON.parse(stdout) as { prerequisites: { command: string; done: boolean }[] }).prerequisites;
        const [step] = steps(first);
        expect(steps(first)).toMatchObject([
          { command: expect.stringContaining('enable-dns-hostnames'), done: false },
        ]);
        expect(await differences('off')).toHaveProperty('manual-step-open');
        const written = filesOf(join(root, 'off'));
        await new Promise<void>((resolve, reject) => {
          execFile('bash', ['-euc', step?.command ?? ''], { env: moto.env }, (error) =>
            error ? reject(error) : resolve(),
          );
        });
        expect(steps(await program('off', '--json'))).toMatchObject([{ done: true }]);
        expect((await program('off')).stdout).toContain('- Done: Private DNS of interface endpoints needs');
        expect(filesOf(join(root, 'off'))).toEqual(written);
        const found = await differences('off');
        expect(found).not.toHaveProperty('manual-step-open');
        expect(found).toHaveProperty('code-not-deployed');
      },
      2 * minutes,
    );

    it(
      'says of manual steps that are no longer needed what undoes them, and that does',
      async () => {
        const vpcId = await lab.vpc('10.2.0.0/16', 'left');
        const subnet = await lab.subnet(vpcId, '10.2.0.0/24', 'a', 'left-a');
        await lab.routeTable(vpcId, 'left-a', [subnet]);
        const group = await lab.httpsGroup(vpcId, 'theirs', ['10.2.0.0/16']);
        // Theirs, with a policy that a shell would make something else of.
        const Statement = [{ Effect: 'Allow', Principal: '*', Action: 'ecr:ListImages', Resource: '*' }];
        const PolicyDocument = JSON.stringify({ Id: 'it\'s "$(reboot)" `id`', Statement });
        const theirs = await lab.interfaceEndpoint(vpcId, 'ecr.dkr', [], [group], {
          PrivateDnsEnabled: false,
          PolicyDocument,
        });
        const state = async () => {
          const { VpcEndpoints = [] } = await lab.client.send(
            new DescribeVpcEndpointsCommand({ VpcEndpointIds: [theirs] }),
          );
          const attribute = new DescribeVpcAttributeCommand({
            VpcId: vpcId,
            Attribute: 'enableDnsHostnames',
          });
          const { EnableDnsHostnames } = await lab.client.send(attribute);
          return VpcEndpoints.map(({ PrivateDnsEnabled, SubnetIds, PolicyDocument: policy = '' }) => ({
            ...{ PrivateDnsEnabled, SubnetIds, policy: JSON.parse(policy), EnableDnsHostnames },
          }));
        };
        await lab.client.send(
          new ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsHostnames: { Value: false } }),
        );
        const before = await state();
        const where = ['--region', region, '--vpc', vpcId, '--subnets', subnet, '--launch-type', 'fargate'];
        const shell = (commands: readonly string[]) =>
          new Promise<void>((resolve, reject) => {
            execFile('bash', ['-euc', commands.join('\n')], { env: moto.env }, (error) =>
              error ? reject(error) : resolve(),
            );
          });
        const first = await program('left', ...where, ...iac, '--json');
        const { prerequisites } = JSON.parse(first.stdout) as { prerequisites: { command: string }[] };
        expect(prerequisites).toHaveLength(4);
        await shell(prerequisites.map(({ command }) => command));
        expect(await state()).not.toEqual(before);
        expect((await program('left')).stdout).toContain('Nothing changed');

        const task = join(root, 'public.json');
        writeFileSync(
          task,
          JSON.stringify({ family: 'web', containerDefinitions: [{ name: 'web', image: 'nginx' }] }),
        );
        const answers = ['--task-definition', task, '--services', 'dynamodb', '--allow-removal', '--json'];
        const { update } = JSON.parse((await program('left', ...answers)).stdout) as {
          update: { removes: string[]; prerequisites: { leaves: { part: string; undo: string }[] } };
        };
        const { leaves } = update.prerequisites;
        expect(leaves.map(({ part }) => part).sort()).toEqual(
          [
            'VPC attribute enableDnsHostnames',
            `network interface of ${theirs} in ${subnet}`,
            `policy of ${theirs}`,
            `private DNS of ${theirs}`,
          ].sort(),
        );
        for (const { part } of leaves) expect(update.removes).not.toContain(part);
        await shell(leaves.map(({ undo }) => undo));
        expect(await state()).toEqual(before);
        expect((await program('left')).stdout).toContain('Nothing changed');
      },
      2 * minutes,
    );
  },
);
