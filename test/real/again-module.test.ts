import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { filesOf, PROGRAM } from '../cli/program.ts';
import { Lab } from './lab.ts';
import { callIn } from './module-call.ts';
import { type Moto, startMoto } from './moto.ts';
import { applyPlanned, plannedChanges } from './planned-changes.ts';
import { type Terraform, terraformWith } from './terraform-cli.ts';
import { describeWithTools } from './tools.ts';

const minutes = 60_000;
const region = 'eu-west-1';

/** A VPC with a subnet in each zone, which has a route table of its own; one of these has a gateway endpoint for S3. */
interface Place {
  readonly vpcId: string;
  readonly subnets: readonly string[];
  readonly tables: readonly string[];
  readonly gateway: string;
}

describeWithTools(
  ['terraform', 'moto_server', 'python3'],
  'a second run of a called Terraform module',
  () => {
    const temporary = mkdtempSync(join(tmpdir(), 'again-module-'));
    let moto: Moto;
    let terraform: Terraform;
    let dev: Place;
    let prod: Place;
    /** The configuration that calls the module, and the module. */
    let root: string;
    let net: string;

    const program = (...args: string[]) =>
      new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
        execFile(
          process.execPath,
          [PROGRAM, ...args, '--yes'],
          { env: moto.env, cwd: temporary },
          (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
        );
      });
    const again = async (...args: string[]) => {
      const ran = await program(net, ...args);
      expect(ran).toMatchObject({ code: 0 });
      return ran.stdout;
    };
    async function tf(...args: string[]): Promise<string> {
      const ran = await terraform.run(root, [...args, '-no-color'], {
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
    const callNow = () =>
      callIn(
        Object.entries(filesOf(net)).map(([path, contents]) => ({ path, contents })),
        './net',
      );
    const write = (...calls: string[]) => writeFileSync(join(root, 'main.tf'), calls.join('\n'));

    async function place(lab: Lab, name: string): Promise<Place> {
      const vpcId = await lab.vpc('10.0.0.0/16', name);
      const subnets: string[] = [];
      const tables: string[] = [];
      for (const [index, zone] of ['a', 'b', 'c'].entries()) {
        const id = await lab.subnet(vpcId, `10.0.${index}.0/24`, zone, `private-${zone}`);
        subnets.push(id);
        tables.push(await lab.routeTable(vpcId, `private-${zone}`, [id]));
      }
      return { vpcId, subnets, tables, gateway: await lab.gatewayEndpoint(vpcId, 's3', tables.slice(0, 1)) };
    }

    beforeAll(async () => {
      moto = await startMoto();
      const lab = new Lab(moto, region);
      dev = await place(lab, 'dev');
      prod = await place(lab, 'prod');
      const first = join(temporary, 'first');
      const where = ['--region', region, '--vpc', dev.vpcId, '--subnets', dev.subnets.slice(0, 2).join()];
      const how = ['--launch-type', 'fargate', '--services', 'logs', '--terraform-layout', 'module'];
      expect(await program(first, ...where, ...how, '--iac', 'terraform')).toMatchObject({ code: 0 });
      const files = Object.entries(filesOf(first)).map(([path, contents]) => ({ path, contents }));
      const versions = files.find(({ path }) => path === 'versions.tf') ?? { path: '', contents: '' };
      terraform = await terraformWith(versions);
      root = terraform.write([
        {
          path: 'versions.tf',
          contents: `${versions.contents}\nprovider "aws" {\n  region = "${region}"\n}\n`,
        },
        ...files.map((file) => ({ ...file, path: `net/${file.path}` })),
      ]);
      net = join(root, 'net');
      write(callNow());
      await tf('init', '-backend=false');
    }, 5 * minutes);
    afterAll(async () => {
      terraform?.remove();
      await moto?.stop();
      rmSync(temporary, { recursive: true, force: true });
    });

    it('changes nothing before, while and after it is deployed', { timeout: 4 * minutes }, async () => {
      const written = filesOf(net);
      expect(await again()).toContain('Nothing changed');
      await tf('apply', '-auto-approve', '-target', 'module.private_ecs.aws_vpc_endpoint.interface["logs"]');
      expect(await again()).toContain('Nothing changed');
      await tf('apply', '-auto-approve');
      expect(await planned()).toEqual([]);
      expect(await again()).toContain('Nothing changed');
      expect(filesOf(net)).toEqual(written);
    });

    it('adds exactly the service that is asked for, without another call', {
      timeout: 4 * minutes,
    }, async () => {
      const call = callNow();
      expect(await again('--services', 'logs,ssm')).toContain('+ endpoint for ssm');
      expect(callNow()).toBe(call);
      expect(await planned()).toEqual(['create module.private_ecs.aws_vpc_endpoint.interface["ssm"]']);
      await applyPlanned(tf);
      expect(await planned()).toEqual([]);
      expect(await again()).toContain('Nothing changed');
    });

    it('removes exactly what is no longer asked for', { timeout: 4 * minutes }, async () => {
      await again('--services', 'ssm', '--allow-removal');
      expect(await planned()).toEqual(['delete module.private_ecs.aws_vpc_endpoint.interface["logs"]']);
      await applyPlanned(tf);
      expect(await again()).toContain('Nothing changed');
    });

    it('adds another zone once the call has it, and destroys nothing', { timeout: 4 * minutes }, async () => {
      await again('--subnets', dev.subnets.join());
      expect(await planned()).toEqual([]);
      write(callNow());
      const changes = await planned();
      expect(changes.filter((change) => change.includes('delete'))).toEqual([]);
      expect(changes).toContain('update module.private_ecs.aws_vpc_endpoint.interface["ssm"]');
      await applyPlanned(tf);
      expect(await planned()).toEqual([]);
      expect(await again()).toContain('Nothing changed');
    });

    it('serves another VPC, by the same module and another call', { timeout: 4 * minutes }, async () => {
      const ids = ({ vpcId, subnets, tables, gateway }: Place) => [vpcId, ...subnets, ...tables, gateway];
      const theirs = ids(prod);
      const forProd = ids(dev).reduce(
        (call, id, index) => call.replaceAll(id, theirs[index] ?? ''),
        callNow().replace('module "private_ecs"', 'module "prod"'),
      );
      write(callNow(), forProd);
      await tf('init', '-backend=false');
      const changes = await planned();
      expect(changes.filter((change) => !/^create module\.prod\./.test(change))).toEqual([]);
      await applyPlanned(tf);
      expect(await planned()).toEqual([]);
      expect(await again()).toContain('Nothing changed');
    });

    it('keeps its layout', async () => {
      const written = filesOf(net);
      const { code, stderr } = await program(net, '--terraform-layout', 'root', '--force', '--allow-removal');
      expect(code).toBe(2);
      expect(stderr).toContain(`--terraform-layout is root, but ${net} has the layout module.`);
      expect(filesOf(net)).toEqual(written);
    });
  },
);
