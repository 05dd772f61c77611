import { afterAll, beforeAll, expect, it } from 'vitest';
import { inCode } from '../../src/reports/code-fix/in-code.ts';
import { networksOf } from '../../src/sources/planned/to-network.ts';
import { readTerraform } from '../../src/sources/terraform/read-terraform.ts';
import { sceneOf } from '../core/rules/network.ts';
import { findings } from '../engine.ts';
import { MAIN, VERSIONS, withoutBlock } from '../reports/code-fix/terraform-cases.ts';
import { codeAmong } from '../sources/terraform-plans/cases.ts';
import { type Sources, withFixIn } from './apply-fix.ts';
import { type Moto, startMoto } from './moto.ts';
import { type Terraform, terraformWith } from './terraform-cli.ts';
import { describeWithTools } from './tools.ts';

/** What is left to say of code, and what its fixes are. */
interface Look {
  readonly rules: readonly string[];
  readonly fixes: readonly string[];
}

describeWithTools(['terraform', 'moto_server', 'python3'], 'fixes make the report clean', () => {
  let terraform: Terraform;
  let moto: Moto;

  beforeAll(async () => {
    moto = await startMoto();
    terraform = await terraformWith(VERSIONS);
  }, 120_000);

  afterAll(async () => {
    terraform?.remove();
    await moto?.stop();
  });

  const succeeds = async (folder: string, ...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await terraform.run(folder, [...args, '-no-color'], { env: moto.env });
    expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
    return stdout;
  };

  const look = async ({ root, modules }: Sources): Promise<Look> => {
    const files = [
      VERSIONS,
      { path: 'main.tf', contents: root },
      ...Object.entries(modules).map(([name, contents]) => ({ path: `${name}/main.tf`, contents })),
    ];
    const folder = terraform.write(files);
    if (Object.keys(modules).length > 0) await succeeds(folder, 'get');
    await succeeds(folder, 'plan', '-out=tfplan');
    const { after, code } = readTerraform(
      await succeeds(folder, 'show', '-json', 'tfplan'),
      'plan.json',
      codeAmong(files),
    );
    const [network, ...others] = networksOf(after, 'eu-west-1');
    if (!network || others.length > 0) throw new Error('There must be one VPC.');
    const group = network.securityGroups?.find(({ id }) => id.endsWith('.tasks'));
    const scene = sceneOf(network, {
      subnetIds: network.subnets.map(({ id }) => id),
      taskGroups: group ? [group.id] : [],
    });
    const wrong = findings(scene).filter(({ severity }) => severity !== 'info');
    const { fixOf } = inCode(code, scene);
    return {
      rules: wrong.map(({ rule, message }) => `${rule}: ${message}`),
      fixes: wrong.flatMap((finding) => fixOf(finding) ?? []),
    };
  };

  /** Fixes all that is found, and looks again, as one fault can hide another. */
  const left = async (sources: Sources, rounds: number): Promise<readonly string[]> => {
    const { rules, fixes } = await look(sources);
    if (rules.length === 0 || rounds === 0) return rules;
    return left(fixes.reduce(withFixIn, sources), rounds - 1);
  };

  it('of code that has nearly every fault', async () => {
    expect((await look({ root: BROKEN, modules: {} })).rules.length).toBeGreaterThan(3);
    expect(await left({ root: BROKEN, modules: {} }, 3)).toEqual([]);
  }, 300_000);

  it('of a module without outputs', async () => {
    const sources = { root: 'module "net" {\n  source = "./net"\n}\n', modules: { net: BROKEN } };
    expect(await left(sources, 3)).toEqual([]);
  }, 300_000);
});

/** The network ACL denies what stays in the VPC. */
const ENTRIES = [true, false]
  .map((egress) => {
    const entry = (number: number, action: string, block: string) => `
resource "aws_network_acl_rule" "${egress ? 'out' : 'in'}_${number}" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = ${number}
  egress         = ${egress}
  rule_action    = "${action}"
  protocol       = "-1"
  cidr_block     = "${block}"
}
`;
    return entry(100, 'deny', '10.0.0.0/16') + entry(200, 'allow', '0.0.0.0/0');
  })
  .join('');

/** No gateway, an endpoint too few, private DNS and host names off, groups that let nothing through. */
const BROKEN = withoutBlock(MAIN, 'resource "aws_vpc_endpoint" "s3"')
  .replace('private_dns_enabled = true', 'private_dns_enabled = false')
  .replace('enable_dns_hostnames = true', 'enable_dns_hostnames = false')
  .replace('"ecr.api", ', '')
  .concat(ENTRIES);
