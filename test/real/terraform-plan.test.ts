import { afterAll, beforeAll, expect, it } from 'vitest';
import { isUnknown, type Parts, type Planned, type ToldList } from '../../src/sources/planned/parts.ts';
import { readTerraform } from '../../src/sources/terraform/read-terraform.ts';
import { render } from '../engine.ts';
import { newVpc } from '../formats/plans.ts';
import { CASES, type Case, codeAmong, filesIn, recordedPath } from '../sources/terraform-plans/cases.ts';
import { withoutAws } from './aws-env.ts';
import { type Moto, startMoto } from './moto.ts';
import { type Terraform, terraformWith } from './terraform-cli.ts';
import { describeTogether } from './tools.ts';

const minutes = 60_000;

async function prepare(files: readonly { path: string; contents: string }[]): Promise<Terraform> {
  const versions = files.find(({ path }) => path === 'versions.tf');
  if (!versions) throw new Error('no versions.tf');
  return terraformWith(versions);
}

/** Terraform in one folder, which has to succeed. */
const inFolder =
  (terraform: Terraform, folder: string, env: Readonly<Record<string, string>>) =>
  async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await terraform.run(folder, args, { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };

/** Without what differs each time, in lines that a difference can be read in. */
function comparable(json: string): string {
  const { timestamp: _, relevant_attributes: __, ...plan } = JSON.parse(json);
  const inOrder = (key: string, value: unknown) => (key === 'references' ? ordered(value) : value);
  return `${JSON.stringify(plan, inOrder, 1)}\n`;
}

/** References of blocks come in any order, each with what it is a part of behind it. */
function ordered(references: unknown): unknown {
  if (!Array.isArray(references)) return references;
  const runs: string[][] = [];
  for (const reference of references) {
    const run = runs.at(-1);
    if (run?.[0]?.startsWith(reference) && run[0] !== reference) run.push(reference);
    else runs.push([reference]);
  }
  return runs.sort(([one = ''], [other = '']) => (one < other ? -1 : 1)).flat();
}

describeTogether(['terraform'], 'Plans that real Terraform makes', () => {
  let terraform: Terraform;
  beforeAll(async () => {
    terraform = await prepare(filesIn('inline'));
  }, 5 * minutes);
  afterAll(() => terraform?.remove());

  it.sequential.for(Object.keys(CASES) as Case[])(
    'are those that the tests of their reader have: %s',
    { timeout: 2 * minutes },
    async (name, { expect }) => {
      const { folder, args } = CASES[name];
      const run = inFolder(terraform, terraform.write(filesIn(folder)), withoutAws(process.env));
      await run('init', '-backend=false', '-no-color');
      await run('plan', '-no-color', '-out=tfplan', ...args);
      await expect(comparable(await run('show', '-json', 'tfplan'))).toMatchFileSnapshot(recordedPath(name));
    },
  );
});

describeTogether(['terraform', 'moto_server', 'python3'], 'Plans for what is deployed', () => {
  let terraform: Terraform;
  let moto: Moto;
  let env: Record<string, string>;
  let first: Planned;
  let state: Planned;
  let change: Planned;
  let part: Planned;
  beforeAll(async () => {
    const files = filesIn('deployed');
    [terraform, moto] = await Promise.all([prepare(files), startMoto()]);
    env = { ...moto.env, AWS_REGION: 'eu-west-1' };
    const run = inFolder(terraform, terraform.write(files), env);
    const planned = async (...args: string[]) => {
      await run('plan', '-no-color', '-out=tfplan', ...args);
      return readTerraform(await run('show', '-json', 'tfplan'), 'plan.json', codeAmong(files));
    };
    first = await planned();
    await run('apply', '-no-color', '-auto-approve', 'tfplan');
    state = readTerraform(await run('show', '-json'), 'state.json');
    change = await planned('-var=stage=2');
    part = await planned('-var=stage=2', '-target=aws_route.nat');
  }, 10 * minutes);
  afterAll(async () => {
    terraform?.remove();
    await moto?.stop();
  });

  /** What says where traffic goes, in any order. */
  const network = ({ routes, endpoints, securityGroupRules, networkAclEntries, ...parts }: Parts) => ({
    associations: inOrder(parts.routeTableAssociations.filter(({ subnet }) => isOwn(subnet))),
    acls: inOrder(parts.networkAclAssociations.filter(({ subnet }) => isOwn(subnet))),
    routes: inOrder(routes),
    tables: endpoints.map(({ routeTables }) => inOrder(known(routeTables))),
    rules: inOrder(securityGroupRules.map(({ prefixLists: _, ...rule }) => rule)),
    entries: inOrder(networkAclEntries),
    subnets: parts.services.map(({ service }) => inOrder(service.subnetIds)),
  });
  const isOwn = (name: unknown) => typeof name === 'string' && name.startsWith('aws_');
  const known = <T>(list: ToldList<T>) => (isUnknown(list) ? [] : list);
  const inOrder = (parts: readonly unknown[]) => parts.map((each) => JSON.stringify(each)).sort();

  const privateRoute = { routeTable: 'aws_route_table.private', destination: '0.0.0.0/0' };

  it('foretell what the state then has', () => {
    expect(first.before).toBeUndefined();
    expect(state.before).toBeUndefined();
    expect(network(state.after)).toEqual(network(first.after));
    expect(state.after.ids.get('aws_vpc.main')).toMatch(/^vpc-/);
    expect(state.after.ids.get('aws_vpc.main.main')).toMatch(/^rtb-/);
    expect(first.after.routes).toContainEqual({
      routeTable: 'aws_vpc.main.main',
      destination: '0.0.0.0/0',
      target: { kind: 'internet-gateway', id: 'aws_internet_gateway.main' },
    });
  });

  it('have what there was before them', () => {
    expect(change.before).toBeDefined();
    if (change.before) expect(network(change.before)).toEqual(network(state.after));
  });

  it('are without what they destroy, though AWS still reports it in tables, groups and endpoints', () => {
    const { after, code } = change;
    expect(after.routes).not.toContainEqual(expect.objectContaining(privateRoute));
    expect(after.endpoints.map(({ routeTables }) => routeTables)).toEqual([[]]);
    expect(after.securityGroupRules.map(({ protocol, egress }) => [protocol, egress])).toEqual([
      ['tcp', true],
    ]);
    expect(after.networkAclEntries.map(({ egress, ruleNumber }) => [egress, ruleNumber])).toEqual([
      [true, 100],
    ]);
    expect(after.routeTableAssociations.filter(({ subnet }) => isOwn(subnet))).toHaveLength(2);
    expect(code.action('aws_route.nat[0]')).toBe('delete');
    expect(code.action('aws_ecs_task_definition.web')).toBe('replace');
    expect(code.action('aws_vpc.main')).toBeUndefined();
    expect(after.services).toMatchObject([
      { service: { taskDefinitions: ['aws_ecs_task_definition.web'] }, unknown: [] },
    ]);
  });

  it('have everything else where only a part is planned', () => {
    const { routes, ...rest } = network(part.after);
    const { routes: routesBefore, ...restBefore } = network(state.after);
    expect(rest).toEqual(restBefore);
    expect(routes.length).toBe(routesBefore.length - 1);
    expect(part.after.routes).not.toContainEqual(expect.objectContaining(privateRoute));
    expect(part.after.assumptions).toContain(
      'The plan is of a part of the code only (-target): the rest is taken to stay as it is.',
    );
  });

  it('have what data sources read, and nothing that they do not', () => {
    const { after, code } = change;
    const vpc = after.vpcs.find(({ outside }) => outside);
    expect(vpc).toMatchObject({
      name: expect.stringMatching(/^vpc-/),
      cidrs: ['172.31.0.0/16'],
      dnsSupport: true,
      mainRouteTable: expect.stringMatching(/^rtb-/),
    });
    expect(code.reference(vpc?.name ?? '')).toBe('data.aws_vpc.other.id');
    const outside = after.subnets.filter((subnet) => subnet.vpc === vpc?.name);
    expect(outside).toHaveLength(3);
    expect(outside.filter(({ cidr }) => cidr === '172.31.0.0/20')).toHaveLength(1);
    for (const { name } of outside) {
      const [association] = after.routeTableAssociations.filter(({ subnet }) => subnet === name);
      expect(isUnknown(association?.routeTable)).toBe(true);
    }
    expect(after.securityGroups.filter(({ rulesUnknown }) => rulesUnknown)).toMatchObject([
      { vpc: vpc?.name, groupName: 'default' },
    ]);
    expect(after.prefixLists).toMatchObject([
      { name: expect.stringMatching(/^pl-/), listName: 'com.amazonaws.eu-west-1.s3' },
    ]);
  });
});

describeTogether(['terraform'], "This program's own Terraform", () => {
  it('is read whole before it is applied', { timeout: 5 * minutes }, async () => {
    const plan = newVpc('terraform', 'ec2', ['eu-west-1a', 'eu-west-1b']);
    const files = render(plan);
    const terraform = await prepare(files);
    try {
      const offline = {
        path: 'offline_override.tf',
        contents: `provider "aws" {
  region                      = var.region
  access_key                  = "testing"
  secret_key                  = "testing"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
`,
      };
      const run = inFolder(terraform, terraform.write([...files, offline]), withoutAws(process.env));
      await run('plan', '-no-color', '-out=tfplan');
      const { after } = readTerraform(
        await run('show', '-json', 'tfplan'),
        'plan.json',
        codeAmong([...files, offline]),
      );
      expect(after.endpoints.map(({ serviceName }) => serviceName).sort()).toEqual(
        plan.endpoints.map(({ serviceName }) => serviceName).sort(),
      );
      expect(after.unread).toEqual([]);
      const open = [
        after.vpcs,
        after.routeTables,
        after.routeTableAssociations,
        after.endpoints,
        after.securityGroupRules,
      ];
      expect(JSON.stringify(open)).not.toContain('"unknown"');
    } finally {
      terraform.remove();
    }
  });
});
