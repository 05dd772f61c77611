import { describe, expect, it } from 'vitest';
import { changesText } from '../../src/core/findings/rules/path-gets-worse.ts';
import { Problem } from '../../src/core/problem.ts';
import { taskDefinitionsIn } from '../../src/core/workload/task-definition.ts';
import { hclFix } from '../../src/reports/code-fix/hcl-fix.ts';
import { isUnknown, type Parts } from '../../src/sources/planned/parts.ts';
import { networksOf } from '../../src/sources/planned/to-network.ts';
import { readTerraform } from '../../src/sources/terraform/read-terraform.ts';
import { codeOf, planOf, recorded } from './terraform-plans/cases.ts';
import { scaled } from './terraform-plans/scaled.ts';

const unknownText = (value: unknown): string | undefined => (isUnknown(value) ? value.unknown : undefined);

/** Which table each subnet has, and where each table leads, without the module's address. */
const routed = ({ routeTableAssociations, routes }: Parts) => {
  const short = (value: unknown) =>
    typeof value === 'string' ? value.replace(/^module\.vpc\.aws_/, '') : unknownText(value);
  return {
    tables: Object.fromEntries(
      routeTableAssociations.map(({ subnet, routeTable }) => [short(subnet), short(routeTable)]),
    ),
    routes: routes.map(({ routeTable, destination, target }) =>
      [short(routeTable), destination, isUnknown(target) ? target.unknown : short(target.id)].join(' '),
    ),
  };
};

describe('a VPC module with count and element', () => {
  const { before, after, code } = planOf('vpc-module');

  it('has a NAT gateway for each zone', () => {
    expect(before).toBeUndefined();
    expect(routed(after)).toEqual({
      tables: {
        'subnet.intra[0]': 'route_table.intra[0]',
        'subnet.intra[1]': 'route_table.intra[0]',
        'subnet.intra[2]': 'route_table.intra[0]',
        'subnet.private[0]': 'route_table.private[0]',
        'subnet.private[1]': 'route_table.private[1]',
        'subnet.private[2]': 'route_table.private[2]',
        'subnet.public[0]': 'route_table.public[0]',
        'subnet.public[1]': 'route_table.public[0]',
        'subnet.public[2]': 'route_table.public[0]',
      },
      routes: [
        'route_table.private[0] 0.0.0.0/0 nat_gateway.this[0]',
        'route_table.private[1] 0.0.0.0/0 nat_gateway.this[1]',
        'route_table.private[2] 0.0.0.0/0 nat_gateway.this[2]',
        'route_table.public[0] 0.0.0.0/0 internet_gateway.this[0]',
      ],
    });
    expect(after.natGateways.map(({ subnet }) => subnet)).toEqual(
      [0, 1, 2].map((index) => `module.vpc.aws_subnet.public[${index}]`),
    );
  });

  it('has one NAT gateway where it is told so', () => {
    const { tables, routes } = routed(planOf('vpc-module-single-nat').after);
    expect(tables).toMatchObject({
      'subnet.private[0]': 'route_table.private[0]',
      'subnet.private[2]': 'route_table.private[0]',
      'subnet.intra[2]': 'route_table.intra[0]',
    });
    expect(routes).toEqual([
      'route_table.private[0] 0.0.0.0/0 nat_gateway.this[0]',
      'route_table.public[0] 0.0.0.0/0 internet_gateway.this[0]',
    ]);
  });

  it('is one VPC with all its blocks, though its ID goes through a local value', () => {
    expect(after.region).toBe('eu-west-1');
    expect(after.vpcs).toEqual([
      {
        name: 'module.vpc.aws_vpc.this[0]',
        cidrs: ['10.0.0.0/16', '100.64.0.0/16'],
        ipv6Cidrs: [],
        dnsSupport: true,
        dnsHostnames: true,
        nameServers: ['AmazonProvidedDNS'],
      },
    ]);
    const homes = [...after.subnets, ...after.routeTables, ...after.endpoints, ...after.securityGroups];
    expect(new Set(homes.map(({ vpc }) => vpc))).toEqual(new Set(['module.vpc.aws_vpc.this[0]']));
    // Without the code, nothing shows what a local value is.
    const { assumptions, vpcs } = readTerraform(recorded('vpc-module'), 'plan.json').after;
    expect(vpcs).toEqual(after.vpcs);
    expect(assumptions).toContain(
      'local.vpc_id in module.vpc is taken to be that of module.vpc.aws_vpc.this[0]: nothing else is created that it could mean.',
    );
  });

  it('hands subnets and route tables to endpoints and services through its outputs', () => {
    const subnets = [0, 1, 2].map((index) => `module.vpc.aws_subnet.private[${index}]`);
    expect(after.endpoints.map(({ name, subnets, privateDns }) => [name, subnets, privateDns])).toEqual([
      ['aws_vpc_endpoint.interface["ecr.api"]', subnets, true],
      ['aws_vpc_endpoint.interface["ecr.dkr"]', subnets, true],
      ['aws_vpc_endpoint.interface["logs"]', subnets, true],
      ['aws_vpc_endpoint.s3', [], false],
    ]);
    expect(after.endpoints.at(-1)).toMatchObject({
      kind: 'gateway',
      policy: undefined,
      routeTables: [
        'module.vpc.aws_route_table.private[0]',
        'module.vpc.aws_route_table.private[1]',
        'module.vpc.aws_route_table.private[2]',
        'module.vpc.aws_route_table.intra[0]',
      ],
    });
    expect(after.services[0]).toMatchObject({
      service: {
        name: 'shop/web',
        capacities: ['fargate'],
        taskDefinitions: ['aws_ecs_task_definition.web'],
        subnetIds: subnets,
        securityGroupIds: ['aws_security_group.tasks'],
        assignPublicIp: false,
      },
      unknown: [],
    });
  });

  it('names what the service of an endpoint has as prefix list', () => {
    expect(after.securityGroupRules.flatMap(({ prefixLists }) => prefixLists)).toEqual([
      'aws_vpc_endpoint.s3.prefix_list_id',
    ]);
    expect(after.prefixLists).toMatchObject([
      { name: 'aws_vpc_endpoint.s3.prefix_list_id', listName: 'com.amazonaws.eu-west-1.s3' },
    ]);
  });

  it.each([
    ['module.vpc.aws_vpc.this[0]', 'module.vpc.vpc_id'],
    ['module.vpc.aws_vpc.this[0].main', undefined],
    ['module.vpc.aws_subnet.private[1]', 'module.vpc.private_subnets[1]'],
    ['module.vpc.aws_route_table.intra[0]', 'module.vpc.intra_route_table_ids[0]'],
    ['module.vpc.aws_subnet.public[0]', undefined],
    ['aws_security_group.tasks', 'aws_security_group.tasks.id'],
    ['aws_vpc_endpoint.interface["logs"]', 'aws_vpc_endpoint.interface["logs"].id'],
    ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef0'],
  ])('refers to %s as %s', (name, reference) => expect(code.reference(name)).toBe(reference));

  it('tells what is declared, and what is created', () => {
    expect(code.sets?.('aws_vpc_endpoint.s3', 'route_table_ids')).toBe(true);
    expect(code.sets?.('aws_vpc_endpoint.s3', 'policy')).toBe(false);
    expect(code.sets?.('aws_security_group.endpoints', 'ingress')).toBe(true);
    expect(code.sets?.('aws_security_group.tasks', 'ingress')).toBe(false);
    expect(code.sets?.('subnet-0123456789abcdef0', 'ingress')).toBeUndefined();
    expect(code.action('module.vpc.aws_vpc.this[0]')).toBe('create');
    expect(code.action('vpc-0123456789abcdef0')).toBeUndefined();
  });
});

describe('modules and resources with for_each', () => {
  const { after } = planOf('for-each');

  it('go together by their keys, through modules', () => {
    for (const vpc of ['blue', 'green']) {
      const module = `module.tier["${vpc}"]`;
      expect(after.endpoints).toContainEqual(
        expect.objectContaining({
          name: `aws_vpc_endpoint.s3["${vpc}"]`,
          vpc: `aws_vpc.main["${vpc}"]`,
          routeTables: ['a', 'b'].map((key) => `${module}.aws_route_table.private["${key}"]`),
        }),
      );
      for (const key of ['a', 'b']) {
        const subnet = `${module}.aws_subnet.private["${key}"]`;
        const routeTable = `${module}.aws_route_table.private["${key}"]`;
        expect(after.routeTableAssociations).toContainEqual({ subnet, routeTable });
        const home = expect.objectContaining({ name: subnet, vpc: `aws_vpc.main["${vpc}"]` });
        expect(after.subnets).toContainEqual(home);
        expect(after.routeTables).toContainEqual({ name: routeTable, vpc: `aws_vpc.main["${vpc}"]` });
      }
    }
    expect(after.assumptions).toEqual([]);
  });

  it('have associations of their own for endpoints', () => {
    expect(after.endpoints.find(({ name }) => name === 'aws_vpc_endpoint.ecr')).toMatchObject({
      subnets: ['a', 'b'].map((key) => `module.tier["blue"].aws_subnet.private["${key}"]`),
      securityGroups: ['aws_security_group.endpoints'],
    });
  });
});

it('reads the same network from inline blocks and from resources of their own', () => {
  const sorted = ({ assumptions: _, types: __, ids: ___, ...parts }: Parts) =>
    Object.fromEntries(
      Object.entries(parts).map(([key, list]) => [
        key,
        Array.isArray(list) ? list.map((part) => JSON.stringify(part)).sort() : list,
      ]),
    );
  const inline = planOf('inline').after;
  expect(sorted(planOf('separate').after)).toEqual(sorted(inline));
  expect(inline.routes).toContainEqual({
    routeTable: 'aws_route_table.private',
    destination: 'aws_ec2_managed_prefix_list.offices',
    target: { kind: 'transit-gateway', id: 'aws_ec2_transit_gateway.main' },
  });
  expect(inline.securityGroupRules).toHaveLength(3);
  expect(inline.networkAclEntries).toHaveLength(2);
  expect(inline.prefixLists).toMatchObject([
    { cidrs: ['192.0.2.0/24', '198.51.100.0/24'] },
    { listName: 'com.amazonaws.eu-west-1.s3' },
  ]);
  // Terraform takes away the rule that EC2 makes, so the group lets nothing out.
  expect(inline.securityGroupRules.filter(({ group }) => group === 'aws_security_group.tasks')).toEqual([]);
});

describe('what a plan leaves open', () => {
  const { after } = readTerraform(recorded('undecided'), 'plan.json');

  it('is unknown, with what would tell', () => {
    expect(after.routeTableAssociations.map(({ routeTable }) => unknownText(routeTable))).toEqual([
      'aws_route_table_association.private["a"].route_table_id (known after apply, from local.table_of)',
      'aws_route_table_association.private["b"].route_table_id (known after apply, from local.table_of)',
    ]);
    expect(unknownText(after.networkAclAssociations[0]?.subnet)).toBe(
      'aws_network_acl_association.counted.subnet_id (known after apply)',
    );
    const some = after.endpoints.find(({ name }) => name === 'aws_vpc_endpoint.some');
    expect(unknownText(some?.subnets)).toBe('aws_vpc_endpoint.some.subnet_ids (known after apply)');
    expect(unknownText(some?.securityGroups)).toMatch(/from local\.groups\)$/);
  });

  it('is in its code, where that is there', () => {
    const { after } = planOf('undecided');
    expect(after.routeTableAssociations).toEqual([
      { subnet: 'aws_subnet.private["a"]', routeTable: 'aws_route_table.one' },
      { subnet: 'aws_subnet.private["b"]', routeTable: 'aws_route_table.two' },
    ]);
    expect(after.networkAclAssociations).toEqual([
      { networkAcl: 'aws_network_acl.main', subnet: 'aws_subnet.counted[1]' },
    ]);
    const some = after.endpoints.find(({ name }) => name === 'aws_vpc_endpoint.some');
    expect(some).toMatchObject({
      subnets: ['aws_subnet.counted[0]'],
      securityGroups: ['aws_security_group.one', 'aws_security_group.two'],
    });
    expect(after.services[0]?.service.subnetIds).toEqual(['aws_subnet.counted[0]']);
    expect(after.assumptions).toEqual([]);
  });

  it('is what AWS chooses', () => {
    const s3 = after.endpoints.find(({ name }) => name === 'aws_vpc_endpoint.s3');
    expect(s3).toMatchObject({ privateDns: true, subnets: ['aws_subnet.counted[0]'], securityGroups: [] });
    expect(unknownText(s3?.inboundResolverOnly)).toMatch(/chosen by AWS/);
    expect(unknownText(after.subnets[0]?.az)).toBe(
      'aws_subnet.counted[0].availability_zone (known after apply)',
    );
  });

  it('is what is sensitive, of which nothing is passed on', () => {
    const subnet = after.subnets.find(({ name }) => name === 'aws_subnet.secret');
    expect(unknownText(subnet?.cidr)).toBe('aws_subnet.secret.cidr_block (sensitive)');
    expect(after.taskDefinitions).toMatchObject([
      { definition: { containerDefinitions: [{ image: 'nginx', name: 'web' }] } },
    ]);
    expect(JSON.stringify(after)).not.toContain('10.0.9.0');
  });

  it('is what another tool makes, and what exists elsewhere', () => {
    expect(after.unread).toEqual([
      {
        name: 'aws_cloudformation_stack.network',
        why: 'the resources of its template are not read; pass the template with --template',
      },
    ]);
    expect(after.securityGroups.at(-1)).toMatchObject({
      name: 'sg-0123456789abcdef0',
      rulesUnknown: { unknown: 'rules of sg-0123456789abcdef0 (not in the file)' },
    });
    expect(after.services[0]?.unknown.map(unknownText)).toEqual([
      'task definition web:3 (not in the file)',
      'aws_ecs_service.odd.network_configuration[0].subnets (known after apply)',
    ]);
  });
});

describe('what only the code of a plan tells', () => {
  const { after, code } = planOf('expressions');
  const zone = (key: string) => `aws_subnet.zone["${key}"]`;

  it('is which resource an expression means', () => {
    expect(after.routeTableAssociations).toEqual([
      { subnet: zone('a'), routeTable: 'aws_route_table.zone[1]' },
      { subnet: zone('b'), routeTable: 'aws_route_table.zone[0]' },
    ]);
    expect(after.networkAclAssociations).toEqual([
      { subnet: zone('a'), networkAcl: 'module.tier["b"].aws_network_acl.this' },
      { subnet: zone('b'), networkAcl: 'module.tier["a"].aws_network_acl.this' },
    ]);
    const [ecr, s3] = after.endpoints;
    expect(ecr).toMatchObject({
      subnets: [zone('a')],
      securityGroups: ['module.tier["b"].aws_security_group.this'],
    });
    expect(s3?.routeTables).toEqual(['a', 'b'].map((key) => `module.tier["${key}"].aws_route_table.this[0]`));
    expect(after.assumptions).toEqual([]);
  });

  it('is what dynamic blocks make', () => {
    expect(after.routes.map(({ destination, target }) => [destination, target])).toEqual(
      [0, 1].flatMap(() => [
        ['0.0.0.0/0', { kind: 'internet-gateway', id: 'aws_internet_gateway.main' }],
        ['10.9.0.0/16', { kind: 'virtual-private-gateway', id: 'aws_vpn_gateway.main' }],
      ]),
    );
    expect(after.securityGroupRules.map(({ fromPort, groups }) => [fromPort, groups])).toEqual([
      [443, ['aws_security_group.tasks']],
      [53, ['aws_security_group.other']],
    ]);
  });

  it('is left open by what the order of IDs decides', () => {
    expect(unknownText(after.endpoints[2]?.subnets)).toMatch(
      /^aws_vpc_endpoint\.sorted\.subnet_ids \(known after apply, from \[sort\(.*\)\[0\]\] in main\.tf:122\)$/,
    );
  });

  it('is unknown without it', () => {
    const alone = readTerraform(recorded('expressions'), 'plan.json').after;
    for (const { routeTable } of alone.routeTableAssociations) expect(isUnknown(routeTable)).toBe(true);
    for (const { subnets } of alone.endpoints.filter(({ kind }) => kind === 'interface'))
      expect(isUnknown(subnets)).toBe(true);
  });

  it('are not the Regions of VPCs, which go by their providers', () => {
    expect(unknownText(after.region)).toBe('Region (the file has eu-west-1, us-east-1)');
    expect(networksOf(after, 'eu-central-1').map(({ vpc, region }) => [vpc.id, region])).toEqual([
      ['aws_vpc.main["eu"]', 'eu-west-1'],
      ['aws_vpc.us', 'us-east-1'],
    ]);
    expect(code.provider?.('aws_vpc.us')).toBe('aws.us');
    expect(code.provider?.('aws_vpc.main["eu"]')).toBeUndefined();
  });
});

describe('a resource that Terraform will no longer manage', () => {
  const plan = JSON.parse(recorded('inline'));
  const forgotten = plan.resource_changes.find(({ type }: { type: string }) => type === 'aws_vpc');
  const values = { ...forgotten.change.after, id: 'vpc-0123456789abcdef0' };
  const { address, mode, type, name } = forgotten;
  forgotten.change = {
    actions: ['forget'],
    before: values,
    after: null,
    after_unknown: {},
    after_sensitive: false,
  };
  // As Terraform has it: the plan's values lack it, the prior state has it.
  for (const resource of plan.planned_values.root_module.resources)
    if (resource.address === address) delete resource.values;
  plan.prior_state = { values: { root_module: { resources: [{ address, mode, type, name, values }] } } };
  const { after, code } = readTerraform(JSON.stringify(plan), 'plan.json');

  it('stays as it is', () => {
    const vpc = planOf('inline').after.vpcs.find((each) => each.name === address);
    expect(after.vpcs).toContainEqual({ ...vpc, nameServers: expect.anything() });
  });

  it('is called neither destroyed nor changed, and code refers to it by its ID', () => {
    expect(code.action(address)).toBe('forget');
    expect(code.reference(address)).toBe('vpc-0123456789abcdef0');
    expect(code.sets?.(address, 'enable_dns_support')).toBeUndefined();
    const [network] = networksOf(after, 'eu-west-1');
    if (!network) throw new Error('no network');
    const tasks = { subnetIds: [], securityGroupIds: [] };
    const fix = hclFix([{ kind: 'set-vpc-attribute', attribute: 'enableDnsSupport' }], network, tasks, code);
    expect(fix).toBe(`# After this plan, ${address} isn't in this code. Change it where it is managed.\n`);
    expect(changesText([{ name: address, action: 'forget' }])).toBe(
      `: ${address} is no longer managed, but not destroyed`,
    );
  });
});

describe('what AWS makes with a VPC', () => {
  const { after, code } = planOf('defaults');

  it('is named by the resources that adopt it', () => {
    expect(after.vpcs).toMatchObject([
      {
        name: 'aws_vpc.main',
        dnsSupport: false,
        dnsHostnames: false,
        ipv6Cidrs: [{ unknown: 'aws_vpc.main.ipv6_cidr_block (known after apply)' }],
        blockPublicAccess: 'block-ingress',
        mainRouteTable: 'aws_default_route_table.main',
        defaultNetworkAcl: 'aws_default_network_acl.main',
        defaultSecurityGroup: 'aws_default_security_group.main',
      },
      {
        name: 'aws_vpc.other',
        nameServers: ['10.1.0.53', '10.1.1.53'],
        blockPublicAccess: 'off',
        mainRouteTable: 'aws_route_table.other',
      },
    ]);
    expect(after.routeTables).toContainEqual({ name: 'aws_default_route_table.main', vpc: 'aws_vpc.main' });
    expect(after.networkAcls).toEqual([{ name: 'aws_default_network_acl.main', vpc: 'aws_vpc.main' }]);
    expect(code.reference('aws_vpc.other.main')).toBe('aws_vpc.other.main_route_table_id');
  });

  it('is closed where its code says nothing of rules, and dynamic blocks count', () => {
    expect(after.securityGroupRules).toEqual([]);
    expect(after.networkAclEntries.map(({ egress, ruleNumber }) => [egress, ruleNumber])).toEqual([
      [false, 100],
      [false, 200],
    ]);
    expect(code.sets?.('aws_default_network_acl.main', 'ingress')).toBe(true);
  });

  it('has the routes of its code, where that shows what they lead to', () => {
    expect(after.routes).toEqual([
      {
        routeTable: 'aws_route_table.other',
        destination: '0.0.0.0/0',
        target: { kind: 'internet-gateway', id: 'aws_internet_gateway.other' },
      },
      {
        routeTable: 'aws_default_route_table.main',
        destination: '10.1.0.0/16',
        target: { kind: 'vpc-peering-connection', id: 'aws_vpc_peering_connection.main' },
      },
      {
        routeTable: 'aws_default_route_table.main',
        destination: '::/0',
        target: { kind: 'egress-only-internet-gateway', id: 'aws_egress_only_internet_gateway.main' },
      },
      {
        routeTable: 'aws_route_table.other',
        destination: { unknown: 'routes that aws_vpn_gateway.other propagates' },
        target: { kind: 'virtual-private-gateway', id: 'aws_vpn_gateway.other' },
        propagated: true,
      },
    ]);
    // A plan shows no references of a dynamic block, and there are two gateways that it could be.
    expect(readTerraform(recorded('defaults'), 'plan.json').after.routes[0]?.target).toEqual({
      unknown: 'aws_route_table.other.route[0].gateway_id (known after apply)',
    });
    expect(after.natGateways).toMatchObject([{ subnet: 'aws_subnet.main[1]', connectivity: 'private' }]);
    expect(after.hostedZones.map(({ zone, vpcs }) => [zone, vpcs])).toEqual([
      ['ecr.eu-west-1.amazonaws.com', ['aws_vpc.main']],
    ]);
  });

  it('decides about a service with its cluster', () => {
    expect(after.services[0]).toMatchObject({
      service: {
        name: 'main/web',
        capacities: ['ec2'],
        capacityField: 'capacityProviderStrategy',
        exec: true,
        execConfiguration: { kmsKeyId: expect.stringMatching(/^\$\{.*kms_key_id\}$/), bucket: 'sessions' },
        serviceConnect: true,
        serviceConnectLog: { logDriver: 'awslogs' },
        subnetIds: ['aws_subnet.main[0]', 'aws_subnet.main[1]'],
        securityGroupIds: ['aws_default_security_group.main'],
      },
      unknown: [],
    });
    const [definition] = taskDefinitionsIn(after.taskDefinitions[0]?.definition, 'plan.json', 'eu-west-1');
    expect(definition).toMatchObject({ label: 'web', networkMode: 'awsvpc' });
  });
});

describe('a file that is something else', () => {
  const plan = recorded('inline');
  const deep = `${'{"child_modules":['.repeat(200)}{}${']}'.repeat(200)}`;

  it.each([
    ['a binary plan', 'PK\u0003\u0004\u0014', /terraform show -json plan\.json > plan\.json$/],
    ['nothing', ' \n', /^plan\.json is empty\. Make it again: terraform show -json tfplan > plan\.json$/],
    ['UTF-16', '{\u0000"\u0000', /is not UTF-8 text/],
    ['cut off', plan.slice(0, 5000).replace(/\s+/g, ''), /is not JSON: .*\. It ends too early/],
    ['no JSON', 'resource "aws_vpc" "a" {}', /is not JSON: .* Make it with: terraform show -json/],
    ['the plan as text', '# aws_vpc.a will be created', /is the plan as text.*terraform plan -out tfplan/],
    ['a stream of messages', '{"@level":"info"}\n{"@level":"info"}', /several documents/],
    ['a raw state', '{"version":4,"serial":1,"lineage":"x"}', /raw state file.*terraform show -json/],
    ['an old state', '{"version":1,"modules":[]}', /before 0\.12/],
    ['another format', '{"format_version":"2.0"}', /has the format version "2\.0"; this program reads/],
    ['schemas', '{"format_version":"1.0","provider_schemas":{}}', undefined],
    ['a template', '{"Resources":{}}', /CloudFormation template\. Pass it with --template/],
    ['a list', '[]', /is not the JSON of a Terraform plan or state/],
    ['any object', '{"name":"x"}', /It has "name", but no "format_version"/],
    ['a failed plan', '{"format_version":"1.2","errored":true}', /ended with an error.*plan again/],
    ['deep', `{"format_version":"1.0","values":{"root_module":${deep}}}`, /more than 100 deep/],
    [
      'a wrong list',
      '{"format_version":"1.0","values":{"root_module":{"resources":{}}}}',
      /values\.root_module\.resources is not/,
    ],
    [
      'a wrong address',
      '{"format_version":"1.2","resource_changes":[{"address":1}]}',
      /resource_changes\[0\]\.address is not/,
    ],
  ])('is refused in one sentence: %s', (_, text, message) => {
    const read = () => readTerraform(text, 'plan.json');
    if (message === undefined) expect(read().after.types.size).toBe(0);
    else
      expect(read).toThrow(
        expect.objectContaining({ name: 'Problem', message: expect.stringMatching(message) }),
      );
  });

  it('reads a state without anything as nothing', () => {
    const { before, after } = readTerraform('{"format_version":"1.0"}', 'state.json');
    expect(before).toBeUndefined();
    expect(after).toMatchObject({ vpcs: [], subnets: [], unread: [] });
  });
});

it.each(['vpc-module', 'for-each', 'inline', 'separate', 'undecided', 'defaults', 'expressions'] as const)(
  'reads whatever a plan is changed to, or says what is wrong: %s',
  (name) => {
    const plan = JSON.parse(recorded(name));
    const files = codeOf(name);
    const places = [...placesIn(plan)];
    const step = Math.max(1, Math.floor(places.length / 60));
    const refused = new Set<string>();
    for (let index = 0; index < places.length; index += step) {
      const { holder, key } = places[index] ?? { holder: plan, key: 'format_version' };
      const value = Reflect.get(holder, key);
      for (const instead of INSTEAD) {
        if (instead === ABSENT) Reflect.deleteProperty(holder, key);
        else Reflect.set(holder, key, instead);
        try {
          const { after, code } = readTerraform(JSON.stringify(plan), 'plan.json', files);
          for (const { name } of [...after.vpcs, ...after.subnets]) code.reference(name);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          refused.add(error.message);
        }
      }
      // At the end, where it had stood elsewhere: nothing depends on the order of keys.
      Reflect.set(holder, key, value);
    }
    expect([...refused].filter((message) => !/^plan\.json\W.*\.$|Make it/.test(message))).toEqual([]);
  },
  60_000,
);

const ABSENT = Symbol('absent');
const INSTEAD = [ABSENT, null, 'x', 7, true, [], {}, [null], { unknown: 1 }];

/** Each key of each object and list in a document. */
function* placesIn(holder: object): Generator<{ readonly holder: object; readonly key: string }> {
  for (const [key, value] of Object.entries(holder)) {
    yield { holder, key };
    if (typeof value === 'object' && value !== null) yield* placesIn(value);
  }
}

it('reads 1,000 subnets and 20 MB in less than 3 s', () => {
  const text = scaled(recorded('vpc-module'), 1000, 20);
  expect(text.length).toBeGreaterThan(20_000_000);
  const start = performance.now();
  const { after } = readTerraform(text, 'plan.json', codeOf('vpc-module'));
  const took = performance.now() - start;
  expect(after.subnets).toHaveLength(3000);
  const open = after.routeTableAssociations.filter(({ subnet }) => isUnknown(subnet));
  expect(open).toHaveLength(0);
  expect(took).toBeLessThan(3000);
});
