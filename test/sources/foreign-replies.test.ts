import { afterEach, describe, expect, it, vi } from 'vitest';
import { ECS } from '../../scripts/fuzz/parts/account.mjs';
import { Problem } from '../../src/core/problem.ts';
import { discover } from '../../src/sources/aws/discover.ts';
import { findVpc } from '../../src/sources/aws/find-vpc.ts';
import { listClusters, listServices } from '../../src/sources/aws/list-services.ts';
import { readWorkload } from '../../src/sources/workload/read-workload.ts';
import { type BadServer, startBadServer } from './bad-server.ts';
import { type FakeEcs, startFakeEcs } from './fake-ecs.ts';
import { withTestingCredentials } from './testing-credentials.ts';

/** Replies that AWS does not send are said to be none of AWS's: never a crash, never a shorter list, never an empty answer. */

const TARGET = { region: 'eu-west-1' };

let stop: (() => Promise<void>) | undefined;
withTestingCredentials();
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

async function ecs(answers: Readonly<Record<string, unknown>>): Promise<FakeEcs> {
  const fake = await startFakeEcs({ ...ECS, ...answers });
  stop = fake.stop;
  vi.stubEnv('AWS_ENDPOINT_URL', fake.url);
  return fake;
}

async function ec2(text: string, status = 200): Promise<BadServer> {
  const fake = await startBadServer((response) => response.writeHead(status).end(text));
  stop = fake.stop;
  vi.stubEnv('AWS_ENDPOINT_URL', fake.url);
  return fake;
}

const messageOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    return `no error: ${JSON.stringify(await work)}`;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
};

const notAws = (action: string): string => `What answered ${action} was not AWS in eu-west-1: check`;

/** What each ECS operation is called by. */
const READ = {
  workload: () => readWorkload(TARGET, { taskDefinitions: [], services: [], clusters: ['shop'] }),
  clusters: () => listClusters(TARGET),
  services: () => listServices(TARGET, 'shop'),
};

describe('ECS', () => {
  it('that answers as it should is read', async () => {
    const { calls } = await ecs({});
    const workload = await READ.workload();
    expect(workload).toMatchObject({ launchType: 'ec2', subnetIds: ['subnet-0aaaaaaaaaaaaaaa1'] });
    expect(await READ.clusters()).toEqual(['shop']);
    expect(await READ.services()).toEqual(['web']);
    expect(new Set(calls.map(({ action }) => action))).toEqual(new Set(Object.keys(ECS)));
  });

  const OPERATIONS: readonly (readonly [action: string, read: () => Promise<unknown>])[] = [
    ['ListClusters', READ.clusters],
    ['ListServices', READ.services],
    ['ListServices', READ.workload],
    ['DescribeServices', READ.workload],
    ['DescribeClusters', READ.workload],
    ['DescribeCapacityProviders', READ.workload],
    ['DescribeTaskDefinition', READ.workload],
  ];
  const REPLIES: readonly unknown[] = [
    '<html><body>Sign in</body></html>',
    '',
    'null',
    '[]',
    '{}',
    '"text"',
    '7',
    '{"clusterArns":',
    `${'['.repeat(100_000)}`,
    `{"clusters":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
    Buffer.from([0xff, 0xfe, 0x00]).toString('latin1'),
  ];
  it.each(OPERATIONS.flatMap(([action, read]) => REPLIES.map((reply) => [action, reply, read] as const)))(
    '%s answered with %j',
    async (action, reply, read) => {
      await ecs({ [action]: reply });
      expect(await messageOf(read())).toContain(notAws(`ecs:${action}`));
    },
  );

  /** Every place of every answer that is used, and what does not belong there. */
  const USED: Readonly<Record<string, readonly string[]>> = {
    ListClusters: ['clusterArns', 'clusterArns.0'],
    ListServices: ['serviceArns', 'serviceArns.0'],
    DescribeServices: [
      'services',
      'services.0',
      'services.0.serviceName',
      'services.0.taskDefinition',
      'services.0.enableExecuteCommand',
      'services.0.capacityProviderStrategy',
      'services.0.capacityProviderStrategy.0',
      'services.0.capacityProviderStrategy.0.capacityProvider',
      'services.0.networkConfiguration',
      'services.0.networkConfiguration.awsvpcConfiguration',
      'services.0.networkConfiguration.awsvpcConfiguration.subnets',
      'services.0.networkConfiguration.awsvpcConfiguration.subnets.0',
      'services.0.networkConfiguration.awsvpcConfiguration.securityGroups',
      'services.0.networkConfiguration.awsvpcConfiguration.assignPublicIp',
      'services.0.deployments',
      'services.0.deployments.0',
      'services.0.deployments.0.status',
      'services.0.deployments.0.serviceConnectConfiguration',
      'services.0.deployments.0.serviceConnectConfiguration.enabled',
      'services.0.deployments.0.serviceConnectConfiguration.logConfiguration',
      'services.0.deployments.0.serviceConnectConfiguration.logConfiguration.logDriver',
      'services.0.deployments.0.serviceConnectConfiguration.logConfiguration.options',
      'services.0.taskSets',
    ],
    DescribeClusters: [
      'clusters',
      'clusters.0',
      'clusters.0.configuration',
      'clusters.0.configuration.executeCommandConfiguration',
      'clusters.0.configuration.executeCommandConfiguration.logging',
      'clusters.0.configuration.executeCommandConfiguration.kmsKeyId',
    ],
    DescribeCapacityProviders: [
      'capacityProviders',
      'capacityProviders.0',
      'capacityProviders.0.name',
      'capacityProviders.0.autoScalingGroupProvider',
    ],
    DescribeTaskDefinition: [
      'taskDefinition',
      'taskDefinition.taskDefinitionArn',
      'taskDefinition.containerDefinitions',
      'taskDefinition.containerDefinitions.0',
      'taskDefinition.containerDefinitions.0.logConfiguration',
    ],
  };
  const WRONG: readonly unknown[] = ['x', 7, true, [7], [null], { a: 1 }];

  /** Whether a value could stand where `right` does, as far as its type says. */
  const alike = (wrong: unknown, right: unknown): boolean =>
    typeof wrong === typeof right && Array.isArray(wrong) === Array.isArray(right) && !Array.isArray(wrong);

  it.each(Object.keys(USED))('%s with wrong types', async (action) => {
    const read =
      action === 'ListClusters' ? READ.clusters : action === 'ListServices' ? READ.services : READ.workload;
    for (const path of USED[action] ?? []) {
      for (const wrong of WRONG) {
        const answer = structuredClone(ECS[action]);
        const keys = path.split('.');
        const last = keys.pop() ?? '';
        const parent = keys.reduce<Record<string, unknown>>(
          (at, key) => at[key] as Record<string, unknown>,
          answer as Record<string, unknown>,
        );
        // A wrong ARN is text all the same; what is in it is looked at.
        if (alike(wrong, parent[last]) && !path.includes('Arns.')) continue;
        parent[last] = wrong;
        await ecs({ [action]: answer });
        expect(await messageOf(read()), `${path} is ${JSON.stringify(wrong)}`).toContain(
          notAws(`ecs:${action}`),
        );
        await stop?.();
      }
    }
  });

  it('a token of the next page that is no text', async () => {
    for (const nextToken of [7, true, {}, ['t']]) {
      await ecs({ ListClusters: { clusterArns: [], nextToken } });
      expect(await messageOf(READ.clusters())).toContain(notAws('ecs:ListClusters'));
      await stop?.();
    }
  });

  it('gives all capacity providers, ten at a time', async () => {
    const strategy = Array.from({ length: 12 }, (_, index) => ({ capacityProvider: `own-${index}` }));
    const [service] = (ECS.DescribeServices as { services: object[] }).services;
    const provider = (index: number) => ({ name: `own-${index}`, autoScalingGroupProvider: {} });
    const fake = await startFakeEcs({
      ...ECS,
      DescribeServices: { services: [{ ...service, capacityProviderStrategy: strategy }] },
      get DescribeCapacityProviders() {
        const first = fake.calls.at(-1)?.body.includes('nextToken') !== true;
        const indices = Array.from({ length: 12 }, (_, index) => index);
        return first
          ? { capacityProviders: indices.slice(0, 10).map(provider), nextToken: 'more' }
          : { capacityProviders: indices.slice(10).map(provider) };
      },
    });
    stop = fake.stop;
    vi.stubEnv('AWS_ENDPOINT_URL', fake.url);
    expect(await READ.workload()).toMatchObject({ launchType: 'ec2' });
  });
});

describe('EC2', () => {
  const subnets = (inner: string) =>
    `<DescribeSubnetsResponse><requestId>0</requestId>${inner}</DescribeSubnetsResponse>`;
  const find = () => findVpc({ ...TARGET, subnetIds: ['subnet-1'] });

  it('that answers as it should is read', async () => {
    await ec2(
      subnets('<subnetSet><item><subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId></item></subnetSet>'),
    );
    expect(await find()).toBe('vpc-1');
  });

  it.each<[string, string]>([
    ['text for a list', subnets('<subnetSet>none</subnetSet>')],
    ['a list of something else', subnets('<subnetSet><p>none</p></subnetSet>')],
    ['two lists', subnets('<subnetSet/><subnetSet/>')],
    ['no list', subnets('')],
    ['text for an item', subnets('<subnetSet><item>subnet-1</item></subnetSet>')],
    ['an item without an id', subnets('<subnetSet><item><vpcId>vpc-1</vpcId></item></subnetSet>')],
    ['an empty id', subnets('<subnetSet><item><subnetId/><vpcId>vpc-1</vpcId></item></subnetSet>')],
    ['an empty item', subnets('<subnetSet><item/></subnetSet>')],
    ['an object for an id', subnets('<subnetSet><item><subnetId><a>1</a></subnetId></item></subnetSet>')],
    ['two ids', subnets('<subnetSet><item><subnetId>a</subnetId><subnetId>b</subnetId></item></subnetSet>')],
    [
      'text for a truth',
      subnets('<subnetSet><item><subnetId>a</subnetId><ipv6Native>often</ipv6Native></item></subnetSet>'),
    ],
    [
      'an id of ten megabytes',
      subnets(`<subnetSet><item><subnetId>${'a'.repeat(10_000_000)}</subnetId></item></subnetSet>`),
    ],
    ['nested without end', `<a>`.repeat(100_000)],
    ['nested deeply', `${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}`],
    [
      'entities of entities',
      `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>${subnets('<subnetSet>&b;&b;</subnetSet>x')}`,
    ],
    ['HTML', '<!DOCTYPE html><html><head><title>Sign in</title></head><body></body></html>'],
    ['half', subnets('<subnetSet><item><subnetId>subnet-1').slice(0, 60)],
    ['bytes', '\u0000\u0001\u0002'],
  ])('%s', async (_, text) => {
    await ec2(text);
    expect(await messageOf(find())).toContain(notAws('ec2:DescribeSubnets'));
  });

  it.each<[number, string]>([
    [301, ''],
    [302, '<html>moved</html>'],
    [304, ''],
    [404, '<html>not here</html>'],
    [418, 'teapot'],
    [400, '<Response><Errors><Error><Code><a/></Code></Error></Errors></Response>'],
  ])('HTTP %i with %j', async (status, text) => {
    await ec2(text, status);
    expect(await messageOf(find())).toContain(notAws('ec2:DescribeSubnets'));
  });

  it("a message of ten megabytes is not all of it the program's", async () => {
    const error = `<Response><Errors><Error><Code>Odd ${'code '.repeat(50_000)}</Code><Message>${'much '.repeat(2_000_000)}</Message></Error></Errors></Response>`;
    await ec2(error, 400);
    const message = await messageOf(find());
    expect(message).toMatch(/^AWS in eu-west-1 refused ec2:DescribeSubnets: Odd code/);
    expect(message.length).toBeLessThan(2_500);
  });

  /** Rules of which a part is missing, or is no number that EC2 has, would be rules that say something else. */
  const vpcId = 'vpc-1';
  const LISTS: Readonly<Record<string, string>> = {
    DescribeVpcs: `<vpcSet><item><vpcId>${vpcId}</vpcId><cidrBlock>10.0.0.0/16</cidrBlock></item></vpcSet>`,
    DescribeSubnets:
      '<subnetSet><item><subnetId>subnet-1</subnetId><cidrBlock>10.0.0.0/24</cidrBlock></item></subnetSet>',
    DescribeRouteTables: '<routeTableSet/>',
    DescribeVpcEndpoints: '<vpcEndpointSet/>',
    DescribeNetworkInterfaces: '<networkInterfaceSet/>',
    DescribeSecurityGroups: '<securityGroupInfo/>',
    DescribeNetworkAcls: '<networkAclSet/>',
    DescribeNatGateways: '<natGatewaySet/>',
    DescribePrefixLists: '<prefixListSet/>',
  };
  const acl = (entry: string) =>
    `<networkAclSet><item><networkAclId>acl-1</networkAclId><entrySet><item>${entry}</item></entrySet></item></networkAclSet>`;
  const group = (rule: string) =>
    `<securityGroupInfo><item><groupId>sg-1</groupId><ipPermissions><item>${rule}</item></ipPermissions></item></securityGroupInfo>`;
  const table = (route: string) =>
    `<routeTableSet><item><routeTableId>rtb-1</routeTableId><routeSet><item>${route}</item></routeSet></item></routeTableSet>`;
  const ENTRY =
    '<ruleNumber>100</ruleNumber><protocol>6</protocol><ruleAction>deny</ruleAction><egress>true</egress><cidrBlock>0.0.0.0/0</cidrBlock>';

  const read = async (lists: Readonly<Record<string, string>>) => {
    const fake = await startBadServer((response, { body }) => {
      const action = new URLSearchParams(body).get('Action') ?? '';
      const attribute = new URLSearchParams(body).get('Attribute');
      const inner = attribute
        ? `<${attribute}><value>true</value></${attribute}>`
        : { ...LISTS, ...lists }[action];
      response.end(`<${action}Response><requestId>0</requestId>${inner}</${action}Response>`);
    });
    stop = fake.stop;
    vi.stubEnv('AWS_ENDPOINT_URL', fake.url);
    return discover({ ...TARGET, vpcId, services: [] });
  };

  it('with all parts of its rules is read', async () => {
    const network = await read({
      DescribeNetworkAcls: acl(ENTRY),
      DescribeSecurityGroups: group('<ipProtocol>-1</ipProtocol>'),
      DescribeRouteTables: table('<destinationCidrBlock>10.0.0.0/16</destinationCidrBlock>'),
    });
    expect(network.networkAcls?.[0]?.entries).toHaveLength(1);
    expect(network.securityGroups?.[0]?.ingress).toHaveLength(1);
    expect(network.routeTables?.[0]?.routes).toHaveLength(1);
  });

  it.each<[string, string, string]>([
    ['DescribeNetworkAcls', 'no number', acl(ENTRY.replace(/<ruleNumber>.*<\/ruleNumber>/, ''))],
    ['DescribeNetworkAcls', 'a word for a number', acl(ENTRY.replace('100', 'first'))],
    ['DescribeNetworkAcls', 'an absurd number', acl(ENTRY.replace('100', '1e300'))],
    ['DescribeNetworkAcls', 'a number below all', acl(ENTRY.replace('100', '-5'))],
    ['DescribeNetworkAcls', 'no protocol', acl(ENTRY.replace('<protocol>6</protocol>', ''))],
    ['DescribeNetworkAcls', 'no addresses', acl(ENTRY.replace(/<cidrBlock>.*<\/cidrBlock>/, ''))],
    ['DescribeNetworkAcls', 'neither allowed nor denied', acl(ENTRY.replace('deny', 'perhaps'))],
    ['DescribeNetworkAcls', 'no direction', acl(ENTRY.replace('<egress>true</egress>', ''))],
    [
      'DescribeNetworkAcls',
      'text for its entries',
      acl(ENTRY).replace(/<item><rule.*<\/item><\/entrySet>/, 'all</entrySet>'),
    ],
    ['DescribeSecurityGroups', 'no protocol', group('<fromPort>443</fromPort>')],
    ['DescribeSecurityGroups', 'no port', group('<ipProtocol>tcp</ipProtocol><fromPort>99999999</fromPort>')],
    ['DescribeSecurityGroups', 'half a port', group('<ipProtocol>tcp</ipProtocol><toPort>44.3</toPort>')],
    [
      'DescribeSecurityGroups',
      'text for its addresses',
      group('<ipProtocol>tcp</ipProtocol><ipRanges>all</ipRanges>'),
    ],
    ['DescribeRouteTables', 'no destination', table('<gatewayId>igw-1</gatewayId>')],
    ['DescribeRouteTables', 'an empty route', table('')],
    [
      'DescribeVpcEndpoints',
      'no id',
      '<vpcEndpointSet><item><state>available</state></item></vpcEndpointSet>',
    ],
    ['DescribeNatGateways', 'no id', '<natGatewaySet><item><state>available</state></item></natGatewaySet>'],
    ['DescribePrefixLists', 'no id', '<prefixListSet><item/></prefixListSet>'],
    [
      'DescribeNetworkInterfaces',
      'a list of text',
      '<networkInterfaceSet><item>eni</item></networkInterfaceSet>',
    ],
  ])('%s with %s', async (action, _, list) => {
    expect(await messageOf(read({ [action]: list }))).toContain(notAws(`ec2:${action}`));
  });
});

describe('what EC2 says more than once', () => {
  const states = (...modes: string[]) =>
    modes
      .map(
        (mode) =>
          `<blockPublicAccessStates><internetGatewayBlockMode>${mode}</internetGatewayBlockMode></blockPublicAccessStates>`,
      )
      .join('');
  const subnetWith = (...modes: string[]) =>
    `<DescribeSubnetsResponse><subnetSet><item><subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId>${states(...modes)}</item></subnetSet></DescribeSubnetsResponse>`;
  const vpcOf = () => messageOf(findVpc({ ...TARGET, subnetIds: ['subnet-1'] }));

  it('is taken where it is the same each time', async () => {
    await ec2(subnetWith('off', 'off'));
    expect(await vpcOf()).toBe('no error: "vpc-1"');
  });

  it('is none of AWS’s where it differs', async () => {
    await ec2(subnetWith('off', 'block-ingress'));
    expect(await vpcOf()).toContain(notAws('ec2:DescribeSubnets'));
  });
});
