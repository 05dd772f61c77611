import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AllocateAddressCommand, CreateInternetGatewayCommand } from '@aws-sdk/client-ec2';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AMAZON_DNS, type Network } from '../../src/core/network/network.ts';
import { discover } from '../../src/sources/aws/discover.ts';
import { isUnknown, type Parts } from '../../src/sources/planned/parts.ts';
import { networksOf } from '../../src/sources/planned/to-network.ts';
import { readTerraform } from '../../src/sources/terraform/read-terraform.ts';
import { pathsOf } from '../sources/foretold.ts';
import { templateOf } from '../sources/template-of.ts';
import { partsOf } from '../sources/templates/read.ts';
import { terraformOf, together } from '../sources/terraform-of.ts';
import { codeAmong, filesIn } from '../sources/terraform-plans/cases.ts';
import { writtenNetwork } from '../sources/written-parts.ts';
import { useAwsEnv } from './aws-env.ts';
import { Lab } from './lab.ts';
import { type Moto, startMoto } from './moto.ts';
import { type Terraform, terraformWith } from './terraform-cli.ts';
import { describeWithTools } from './tools.ts';

const run = promisify(execFile);
const minutes = 60_000;
const region = 'eu-west-1';

/** What the emulator has: no routes to what isn't there, and no addresses of AWS to route apart. */
const TARGETS = new Set(['nat-gateway', 'internet-gateway']);
const isEmulated = ({ routes, endpoints, hostedZones, vpcs }: Parts): boolean =>
  vpcs.every(({ cidrs }) => !isUnknown(cidrs) && cidrs.length === 1) &&
  hostedZones.length === 0 &&
  routes.every(({ target }) => !isUnknown(target) && TARGETS.has(target.kind)) &&
  endpoints.every(({ securityGroups }) => !isUnknown(securityGroups));

/** Always the same, so that a failure can be seen again. */
const CASES = fc.sample(
  writtenNetwork(3).filter(({ parts }) => isEmulated(parts)),
  { numRuns: 4, seed: 8 },
);

/** Those of which the emulator's stacks make everything: it has AWS's defaults instead of DHCP options and network ACLs in them. */
const STACKS = fc.sample(
  writtenNetwork(3).filter(
    ({ parts }) =>
      isEmulated(parts) &&
      parts.vpcs.every(({ nameServers }) => JSON.stringify(nameServers) === JSON.stringify([AMAZON_DNS])) &&
      parts.networkAcls.length === 1 &&
      parts.networkAclEntries.length === 2,
  ),
  { numRuns: 3, seed: 8 },
);

/** A template without what says the same as AWS's defaults. */
function withoutDefaults(template: object): object {
  const { Resources, ...others } = template as {
    readonly Resources: Record<string, { readonly Type: string }>;
  };
  const kept = Object.entries(Resources).filter(([, { Type }]) => !/DHCP|NetworkAcl/.test(Type));
  return { ...others, Resources: Object.fromEntries(kept) };
}

/** The law "Foretold" for networks that are deployed for real, as far as an emulator is real. */
describeWithTools(
  ['terraform', 'aws', 'moto_server', 'python3'],
  'A network that is foretold from code',
  () => {
    const root = mkdtempSync(join(tmpdir(), 'foretold-'));
    let moto: Moto;
    let terraform: Terraform;
    let restore: (() => void) | undefined;
    let lab: Lab;

    beforeAll(async () => {
      moto = await startMoto();
      restore = useAwsEnv(moto.env);
      const versions = filesIn('inline').find(({ path }) => path === 'versions.tf');
      if (!versions) throw new Error('no versions.tf');
      terraform = await terraformWith(versions);
      lab = new Lab(moto, region);
    }, 5 * minutes);
    afterAll(async () => {
      terraform?.remove();
      restore?.();
      await moto?.stop();
      rmSync(root, { recursive: true, force: true });
    });

    /** Code as text, with gateways and addresses that are there: one of each for each use. */
    async function real(code: object): Promise<string> {
      let text = JSON.stringify(code, undefined, 1);
      const { InternetGateway } = await lab.client.send(new CreateInternetGatewayCommand({}));
      text = text.replaceAll(/"igw-?1"/g, JSON.stringify(InternetGateway?.InternetGatewayId));
      while (text.includes('"eipalloc-1"')) {
        const { AllocationId } = await lab.client.send(new AllocateAddressCommand({ Domain: 'vpc' }));
        text = text.replace('"eipalloc-1"', JSON.stringify(AllocationId));
      }
      return text;
    }

    /** The paths that were foretold are those of the network that is read from AWS. */
    async function expectForetold(
      [made, index]: readonly [(typeof CASES)[number], number],
      planned: Network,
      ids: ReadonlyMap<string, string>,
    ) {
      const nameOf = (id: string) => [...ids].find(([, each]) => each === id)?.[0] ?? id;
      const live = await discover({
        region,
        vpcId: ids.get(planned.vpc.id) ?? '',
        services: made.needs.map(({ service }) => service),
      });
      const named: Network = JSON.parse(
        JSON.stringify(live, (_, each) => (typeof each === 'string' ? nameOf(each) : each)),
      );
      const tasks = {
        ...made.tasks,
        subnetIds: made.tasks.subnetIds.map((id) => ownName(id, planned)),
        securityGroupIds: made.tasks.securityGroupIds.map((id) => ownName(id, planned)),
      };
      const paths = (network: Network) =>
        pathsOf({ ...made, tasks, network: { ...network, offers: undefined } });
      expect(paths(planned)).not.toEqual([]);
      expect([index, paths(planned)]).toEqual([index, paths(named)]);
    }

    /** The name in a language of what the case calls otherwise. */
    const ownName = (id: string, { subnets, securityGroups = [] }: Network): string =>
      [...subnets, ...securityGroups].map((each) => each.id).find((name) => name.endsWith(id)) ?? id;

    it('as Terraform has the same paths and faults once that is applied', {
      timeout: 5 * minutes,
    }, async () => {
      const resource = together(CASES.map(({ parts }, index) => terraformOf(parts, `n${index}x`)));
      const written = [
        ...filesIn('inline').filter(({ path }) => /^(versions|provider)\.tf$/.test(path)),
        { path: 'main.tf.json', contents: await real({ resource }) },
      ];
      const folder = terraform.write(written);
      const terraformed = async (...args: readonly string[]) => {
        const done = await terraform.run(folder, args, { env: { ...moto.env, AWS_REGION: region } });
        expect(done.code === 0 ? '' : done.stderr).toBe('');
        return done.stdout;
      };
      await terraformed('init', '-backend=false', '-no-color');
      await terraformed('plan', '-no-color', '-out=tfplan');
      const plan = readTerraform(
        await terraformed('show', '-json', 'tfplan'),
        'plan.json',
        codeAmong(written),
      );
      await terraformed('apply', '-no-color', 'tfplan');
      const { after } = readTerraform(await terraformed('show', '-json'), 'state.json');
      for (const [index, made] of CASES.entries()) {
        const planned = networksOf(plan.after, region).find(({ vpc }) => vpc.id.includes(`.n${index}x`));
        if (!planned) throw new Error('no network');
        await expectForetold([made, index], planned, after.ids);
      }
    });

    it.each(STACKS.map((made, index) => [index, made] as const))(
      'as template %i has the same paths and faults once that is a stack',
      { timeout: 5 * minutes },
      async (index, made) => {
        const template = await real(withoutDefaults(templateOf(made.parts)));
        const [planned] = networksOf(await partsOf(template, { region }), region);
        if (!planned) throw new Error('no network');
        const file = join(root, `${index}.json`);
        writeFileSync(file, template);
        const aws = async (...args: readonly string[]) =>
          (await run('aws', ['cloudformation', ...args, '--region', region], { env: { ...moto.env } }))
            .stdout;
        const stack = ['--stack-name', `n${index}`];
        await aws('create-stack', ...stack, '--template-body', `file://${file}`);
        const { StackResourceSummaries: resources } = JSON.parse(
          await aws('list-stack-resources', ...stack, '--output', 'json'),
        ) as { readonly StackResourceSummaries: readonly Resource[] };
        const ids = new Map(
          resources.map(({ LogicalResourceId, PhysicalResourceId }) => [
            LogicalResourceId,
            PhysicalResourceId,
          ]),
        );
        await expectForetold([made, index], planned, ids);
      },
    );
  },
);

interface Resource {
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId: string;
}
