import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { hasResource } from '../../src/core/plan/abilities.ts';
import type { Change } from '../../src/core/plan/change.ts';
import type { Plan } from '../../src/core/plan/planned.ts';
import { Problem } from '../../src/core/problem.ts';
import { FORMATS } from '../../src/formats/formats.ts';
import { smallNetwork } from '../core/arbitrary-network.ts';
import { plan, render } from '../engine.ts';
import { cloudFormationMatrix } from './cloudformation-matrix.ts';
import { fromCloudFormation } from './graph/from-cloudformation.ts';
import { graphOfPlan } from './graph/graph.ts';
import { adoptingOnly, creating, large, newVpc } from './plans.ts';

describe.each(cloudFormationMatrix())('CloudFormation for %s', (name, plan) => {
  for (const { path, contents } of render(plan)) {
    it(path, async () => {
      await expect(contents).toMatchFileSnapshot(`__snapshots__/cloudformation/${name}/${path}`);
    });
  }
});

interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Type: string }>>;
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly DependsOn?: readonly string[];
        readonly Properties: Readonly<Record<string, unknown>>;
      }
    >
  >;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

const fileOf = (plan: Plan, path: string): string => {
  const file = render(plan).find((each) => each.path === path);
  if (!file) throw new Error(`${path} was not rendered.`);
  return file.contents;
};

/** The template as data: `!Ref X` becomes `{ '!Ref': 'X' }`. */
const templateOf = (plan: Plan, path = 'template.yaml'): Template =>
  parse(fileOf(plan, path), {
    logLevel: 'error',
    customTags: ['!Ref', '!GetAtt', '!Sub', '!GetAZs'].map((tag) => ({
      tag,
      resolve: (text: string) => ({ [tag]: text }),
    })),
  });

const TEXTS = [
  `it's "quoted"`,
  'back\\slash and "quote\\"',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text that must survive
  'a ${AWS::Region} and %{ if } {{handlebars}} {{ resolve:ssm:x }}',
  'two\nlines: and # no comment\r\n\ttab',
  '- list: [a, b] {c} & *anchor !Ref Vpc |',
  'Zahlungen für 支払い 🚀 é\u0301',
  ' leading and trailing ',
  'no-break\u00a0next\u0085line\u2028sep\u2029\ufeff\u007f',
  'yes',
  'null',
  '1.0',
  '0x1F',
  '2012-10-17',
  '~',
  '',
  '<script>alert(1)</script>',
  "'",
  '"',
];

describe('a text of the user', () => {
  it.each(TEXTS)('comes out as it went in: %j', (text) => {
    for (const base of [creating('cloudformation', 'fargate'), newVpc('cloudformation', 'ec2')]) {
      const { Resources } = templateOf({ ...base, name: text, tags: { [`key ${text}`]: text, team: text } });
      const tagged = Object.values(Resources).filter(({ Properties }) => Properties.Tags);
      for (const { Properties } of tagged) {
        expect(Properties.Tags).toEqual([
          { Key: 'Name', Value: expect.stringContaining(text) },
          { Key: `key ${text}`, Value: text },
          { Key: 'team', Value: text },
        ]);
      }
      const untaggable = new Set(['AWS::EC2::SubnetRouteTableAssociation']);
      expect(tagged).toHaveLength(
        Object.values(Resources).filter(({ Type }) => !untaggable.has(Type)).length,
      );
    }
  });

  it.each([
    { name: '{{resolve:ssm:/x}}' },
    { tags: { team: 'a {{resolve:secretsmanager:b}}' } },
    { tags: { '{{resolve:ssm:/x}}': 'a' } },
  ])('is refused where CloudFormation would replace it: %j', (texts) => {
    const plan = { ...creating('cloudformation', 'fargate'), ...texts };
    expect(() => render(plan)).toThrow(Problem);
    expect(() => render(plan)).toThrow(/\{\{resolve:/);
  });

  it('keeps a reason with line breaks inside its comment', () => {
    const plan = creating('cloudformation', 'fargate');
    const broken = {
      ...plan,
      endpoints: plan.endpoints.map((endpoint) => ({ ...endpoint, because: 'web\nResources:\u2028  X: 1' })),
    };
    expect(templateOf(broken)).toEqual(templateOf(plan));
  });

  it('gives a Name tag of the user no second place beside ours', () => {
    const plan = { ...creating('cloudformation', 'fargate'), tags: { Name: 'mine', team: 'shop' } };
    expect(templateOf(plan).Resources.EcrApiEndpoint?.Properties.Tags).toEqual([
      { Key: 'Name', Value: 'private-ecs-ecr.api' },
      { Key: 'team', Value: 'shop' },
    ]);
  });
});

describe('parameters', () => {
  it.each(cloudFormationMatrix())('of %s are all used and all set', (_, plan) => {
    const files = render(plan);
    const template = templateOf(plan);
    const names = Object.keys(template.Parameters ?? {});
    const used = JSON.stringify([template.Resources, template.Outputs]);
    for (const name of names) expect(used).toContain(`{"!Ref":"${name}"}`);
    const values = files.find(({ path }) => path === 'parameters.json');
    const set: string[] = values ? JSON.parse(values.contents) : [];
    expect(set.map((each) => each.split('=')[0])).toEqual(names);
  });
});

describe("CloudFormation's limits", () => {
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
  it.each([
    ['few of each', 3, 2, ['VpcId', 'SubnetIds', 'RouteTableIds', 'NetworkAclId1', 'NetworkAclId2']],
    ['a list as long as a value can be', 186, 0, ['VpcId', 'SubnetIds', 'RouteTableIds']],
    ['a longer list', 187, 0, ['VpcId', 'SubnetIds']],
    ['more IDs than parameters', 3, 250, ['VpcId', 'SubnetIds', 'RouteTableIds']],
    ['too much of both', 400, 400, ['VpcId', 'SubnetIds']],
  ])('leave the IDs in the template right: %s', (_, tables, acls, names) => {
    const plan = large('cloudformation', tables, acls);
    expect(fromCloudFormation(render(plan), plan)).toEqual(graphOfPlan(plan));
    expect(Object.keys(templateOf(plan).Parameters ?? {})).toEqual(names);
    const values: string[] = JSON.parse(fileOf(plan, 'parameters.json'));
    for (const value of values) expect(value.slice(value.indexOf('=') + 1).length).toBeLessThanOrEqual(4096);
  });

  it('are used up before an ID is literal', () => {
    const names = Object.keys(templateOf(large('cloudformation', 2, 197)).Parameters ?? {});
    expect(names).toHaveLength(200);
    expect(Object.keys(templateOf(large('cloudformation', 2, 198)).Parameters ?? {})).toHaveLength(3);
  });
});

describe('changes', () => {
  const existing: Readonly<Record<string, Change>> = {
    'add-route-tables': {
      kind: 'add-route-tables',
      service: 's3',
      endpointId: 'vpce-1',
      routeTableIds: ['rtb-1'],
    },
    'add-subnets': { kind: 'add-subnets', service: 'ecr.api', endpointId: 'vpce-1', subnetIds: ['subnet-1'] },
    'enable-private-dns': { kind: 'enable-private-dns', service: 'ecr.api', endpointId: 'vpce-1' },
    'set-vpc-attribute': { kind: 'set-vpc-attribute', attribute: 'enableDnsSupport' },
    'delete-route': {
      kind: 'delete-route',
      routeTableId: 'rtb-1',
      destination: '52.218.0.0/17',
      target: { kind: 'nat-gateway', id: 'nat-1' },
    },
    'limit-s3-private-dns': { kind: 'limit-s3-private-dns', endpointId: 'vpce-1' },
  };

  it.each(Object.entries(existing))('that CloudFormation has no resource for throw: %s', (kind, change) => {
    expect(hasResource(FORMATS.cloudformation, change.kind)).toBe(false);
    const plan = { ...creating('cloudformation', 'fargate'), changes: [change] };
    expect(() => render(plan)).toThrow(kind);
  });

  it('that are none leave only a README that says so', () => {
    const plan = { ...creating('cloudformation', 'fargate'), changes: [], securityGroup: undefined };
    const files = render(plan);
    expect(files.map(({ path }) => path)).toEqual(['README.md']);
    expect(files[0]?.contents).toContain('There is nothing to deploy');
  });

  it('write IPv6 blocks under the IPv6 properties', () => {
    const plan: Plan = {
      ...creating('cloudformation', 'fargate'),
      securityGroup: undefined,
      changes: [
        {
          kind: 'authorize-ingress',
          groupId: 'sg-0aaaaaaaaaaaaaaa1',
          source: { kind: 'cidr', cidr: '2001:db8::/64' },
        },
        {
          kind: 'add-network-acl-entry',
          aclId: 'acl-0aaaaaaaaaaaaaaa1',
          ruleNumber: 90,
          egress: false,
          cidr: '::/0',
          fromPort: 443,
          toPort: 443,
        },
      ],
    };
    const { Resources } = templateOf(plan);
    expect(Resources.IngressFromTasks?.Properties.CidrIpv6).toBe('2001:db8::/64');
    expect(Resources.NetworkAclIn?.Properties.Ipv6CidrBlock).toBe('::/0');
  });
});

describe('adopted endpoints', () => {
  it('are the same resources in both templates, of any network', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(smallNetwork(4), ({ network, needs, tasks, shape: { launchType, s3Policy } }) => {
        const endpoints = network.endpoints?.map((endpoint) => ({ ...endpoint, tags: { a: 'b' } }));
        const input = { network: { ...network, endpoints }, needs, tasks, launchType, s3Policy };
        const decided = plan({ ...input, iac: 'cloudformation', name: 'net', tags: {}, adopt: true });
        fc.pre(decided.adopted.length > 0);
        const found = templateOf(decided, 'import.yaml');
        expect(Object.keys(found).sort()).toEqual(['AWSTemplateFormatVersion', 'Description', 'Resources']);
        const { Resources } = templateOf(decided);
        const imported: { LogicalResourceId: string; ResourceIdentifier: { Id: string } }[] = JSON.parse(
          fileOf(decided, 'resources-to-import.json'),
        );
        expect(imported.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(
          Object.keys(found.Resources),
        );
        expect(imported.map(({ ResourceIdentifier }) => ResourceIdentifier.Id)).toEqual(
          decided.adopted.map(({ id }) => id),
        );
        for (const [logicalId, { Type, Properties, DependsOn, ...policies }] of Object.entries(
          found.Resources,
        )) {
          expect(policies).toEqual({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
          expect(DependsOn).toBeUndefined();
          const { ServiceName, VpcEndpointType, VpcId, Tags } = Properties;
          const kept = { ServiceName, VpcEndpointType, VpcId, Tags };
          expect(Resources[logicalId]).toMatchObject({ Type, ...policies, Properties: kept });
        }
        for (const { DependsOn = [] } of Object.values(Resources))
          for (const logicalId of DependsOn) expect(Resources).toHaveProperty(logicalId);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it('come by a bucket where their policies are long', () => {
    const adopting = adoptingOnly('cloudformation');
    const policy = {
      Statement: Array.from({ length: 200 }, () => ({ Effect: 'Allow', Sid: 'x'.repeat(300) })),
    };
    const large = adopting.adopted.map((endpoint) => ({ ...endpoint, found: { ...endpoint.found, policy } }));
    expect(fileOf(adopting, 'README.md')).not.toContain('BUCKET');
    const readme = fileOf({ ...adopting, adopted: large }, 'README.md');
    expect(readme).toContain('aws s3 cp import.yaml s3://BUCKET/import.yaml');
    expect(readme).not.toContain('--template-body');
  });
});

describe('the stack name in the README', () => {
  it.each([
    ['private-ecs', 'private-ecs'],
    ['Zahlungen für "x"', 'Zahlungen-f-r-x'],
    ['1st', 'private-ecs-1st'],
    ['支払い', 'private-ecs'],
    ['a'.repeat(200), 'a'.repeat(100)],
  ])('for %s is one that CloudFormation takes, and of this VPC alone', (name, stack) => {
    const plan = { ...creating('cloudformation', 'fargate'), name };
    expect(fileOf(plan, 'README.md')).toContain(`--stack-name ${stack}-${plan.vpcId} \\\n`);
  });
});

describe('a template too large to send inline', () => {
  it.each([
    [51_200, ['cfn-lint', 'aws']],
    [51_201, ['cfn-lint']],
  ])('is not sent to be validated: %d bytes', (bytes, tools) => {
    const files = [{ path: 'template.yaml', contents: 'x'.repeat(bytes) }];
    const checks = FORMATS.cloudformation.checks({ region: 'eu-west-1', online: true, files });
    expect(checks.map(([first]) => first?.[0])).toEqual(tools);
  });

  it('is deployed by way of a bucket', () => {
    const tags = Object.fromEntries(
      Array.from({ length: 49 }, (_, index) => [`key-${index}`, 'v'.repeat(256)]),
    );
    const text = fileOf({ ...creating('cloudformation', 'ec2'), tags }, 'README.md');
    expect(text).toContain('--s3-bucket BUCKET');
    expect(fileOf(creating('cloudformation', 'ec2'), 'README.md')).not.toContain('--s3-bucket');
  });
});
