import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { discover } from '../../src/sources/aws/discover.ts';
import { isUnknown, type Told } from '../../src/sources/planned/parts.ts';
import { parseTemplate } from '../../src/sources/template/parse-template.ts';
import { keyLines, parseYaml } from '../../src/sources/workload/parse-yaml.ts';
import { fixture, partsOf } from '../sources/templates/read.ts';
import { useAwsEnv } from './aws-env.ts';
import { type Moto, startMoto } from './moto.ts';
import { describeWithTools } from './tools.ts';

const run = promisify(execFile);
const YAML = { parse: parseYaml, lines: keyLines };
/** The emulator has the zones of this Region, whatever Fn::GetAZs is asked for. */
const REGION = 'us-east-1';

describeWithTools(['cfn-lint'], 'the template that is read in tests', () => {
  it('is one that CloudFormation takes', async () => {
    const path = fileURLToPath(new URL('../sources/templates/private-ecs.yaml', import.meta.url));
    const found = await run('cfn-lint', ['--regions', REGION, '--template', path]).catch(
      (error: { stdout: string }) => error,
    );
    expect(found.stdout).toBe('');
  }, 60_000);
});

describeWithTools(['moto_server', 'python3', 'aws'], 'a template, deployed to moto', () => {
  const folder = mkdtempSync(join(tmpdir(), 'template-'));
  let moto: Moto;
  let restore: () => void;
  beforeAll(async () => {
    moto = await startMoto();
    restore = useAwsEnv(moto.env);
  }, 90_000);
  afterAll(async () => {
    restore();
    await moto.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['with NAT', { UseNat: 'true', Prefix: '10.20', ImageTag: '1' }],
    ['without', { UseNat: 'false', Prefix: '10.21', ImageTag: '1' }],
  ] as const)(
    'becomes what was read of it, %s',
    async (_, parameters) => {
      // The network alone; the emulator knows no Fn::Cidr, no functions in Fn::GetAZs and no default type of endpoints.
      const { resources: all, ...template } = parseTemplate(
        fixture('private-ecs.yaml'),
        'network.yaml',
        YAML,
      );
      const text = JSON.stringify({
        Parameters: Object.fromEntries(template.parameters),
        Conditions: Object.fromEntries(template.conditions),
        Resources: Object.fromEntries(
          [...all]
            .filter(([, { type }]) => type.startsWith('AWS::EC2::'))
            .map(([id, { type, properties, condition }]) => [
              id,
              { Type: type, Properties: properties, Condition: condition },
            ]),
        ),
      })
        .replace('"RouteTableIds"', '"VpcEndpointType":"Gateway","RouteTableIds"')
        .replace('{"Ref":"AWS::Region"}', '""')
        .replaceAll(/"Fn::GetAtt":"(\w+)\.(\w+)"/g, '"Fn::GetAtt":["$1","$2"]')
        .replace(/\{"Fn::Select":\[(\d),\{"Fn::Cidr":.*?,4,8\]\}\]\}/g, `{"Fn::Sub":"\${Prefix}.$1.0/24"}`);
      const file = join(folder, 'network.json');
      writeFileSync(file, text);
      const stack = `network-${parameters.UseNat}`;
      const aws = async (...args: string[]) =>
        (await run('aws', [...args, '--region', REGION, '--output', 'json'], { env: moto.env })).stdout;
      const given = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
      await aws(
        'cloudformation',
        'deploy',
        '--stack-name',
        stack,
        '--template-file',
        file,
        '--parameter-overrides',
        ...given,
      );
      const resources: { LogicalResourceId: string; PhysicalResourceId: string }[] = JSON.parse(
        await aws(
          'cloudformation',
          'describe-stack-resources',
          '--stack-name',
          stack,
          '--query',
          'StackResources',
        ),
      );
      // The emulator gives an association the ID of its table.
      const own = resources.filter(({ LogicalResourceId: id }) => !/Association/.test(id));
      const names = new Map(own.map((each) => [each.PhysicalResourceId, each.LogicalResourceId]));
      const nameOf = (id: string) => names.get(id) ?? id;
      const vpcId =
        resources.find(({ LogicalResourceId }) => LogicalResourceId === 'VPC')?.PhysicalResourceId ?? '';

      const live = await discover({ region: REGION, profile: undefined, vpcId, services: [] });
      const read = await partsOf(text, { parameters, region: REGION });

      expect(sorted(live.subnets.map(({ id, az, cidr }) => [nameOf(id), cidr, `${az}`.at(-1)]))).toEqual(
        sorted(read.subnets.map(({ name, cidr, zone = 0 }) => [name, cidr, 'abc'[zone]])),
      );
      const routes = (live.routeTables ?? []).flatMap(({ id, routes: each }) =>
        each
          .filter(({ target }) => target.kind !== 'local' && target.kind !== 'vpc-endpoint')
          .map(({ destination, target }) => [nameOf(id), destination, target.kind, nameOf(target.id)]),
      );
      expect(sorted(routes)).toEqual(
        sorted(
          read.routes.map(({ routeTable, destination, target }) => {
            const { kind, id } = settled(target);
            return [routeTable, destination, kind, id];
          }),
        ),
      );
      expect(
        sorted(
          (live.endpoints ?? []).map((each) => [
            nameOf(each.id),
            each.serviceName,
            each.kind,
            each.privateDns,
            each.subnetIds.map(nameOf).sort(),
            each.securityGroupIds.map(nameOf),
            each.routeTableIds.map(nameOf),
          ]),
        ),
      ).toEqual(
        sorted(
          read.endpoints.map((each) => [
            each.name,
            each.serviceName,
            each.kind,
            each.privateDns,
            each.subnets,
            each.securityGroups,
            each.routeTables,
          ]),
        ),
      );
      const groups = (live.securityGroups ?? []).filter(({ name }) => name !== 'default');
      for (const { id, ingress, egress } of groups) {
        const rules = read.securityGroupRules.filter(({ group }) => group === nameOf(id));
        expect(
          rules
            .filter((rule) => !rule.egress)
            .map(({ protocol, fromPort, toPort, groups: from }) => [protocol, fromPort, toPort, from]),
        ).toEqual(
          ingress.map((rule) => [rule.protocol, rule.fromPort, rule.toPort, rule.groupIds.map(nameOf)]),
        );
        // The emulator adds no rule for IPv6.
        const outbound = rules.filter(
          ({ egress: isOut, cidrs }) => isOut && !isUnknown(cidrs) && cidrs.length > 0,
        );
        expect(outbound.map(({ protocol, cidrs }) => [protocol, cidrs])).toEqual(
          egress.map((rule) => [rule.protocol, rule.cidrs]),
        );
      }
      expect(groups).toHaveLength(2);
      expect(read.vpcs).toMatchObject([
        { cidrs: live.vpc.cidrs, dnsSupport: live.vpc.dnsSupport, dnsHostnames: live.vpc.dnsHostnames },
      ]);
    },
    120_000,
  );
});

const sorted = <T>(items: readonly T[]): T[] =>
  items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

function settled<T>(value: Told<T>): T {
  if (isUnknown(value)) throw new Error(`not settled: ${value.unknown}`);
  return value;
}
