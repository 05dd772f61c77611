import appTs from '../../templates/cdk/app.ts.hbs';
import cdkJson from '../../templates/cdk/cdk.json.hbs';
import gitignore from '../../templates/cdk/gitignore.hbs';
import packageJson from '../../templates/cdk/package.json.hbs';
import stackTestTs from '../../templates/cdk/stack.test.ts.hbs';
import stackTs from '../../templates/cdk/stack.ts.hbs';
import tsconfigJson from '../../templates/cdk/tsconfig.json.hbs';
import type { Subnet } from '../core/network/network.ts';
import type { AdoptedEndpoint } from '../core/plan/adopt.ts';
import { type ChangeOf, NEW_SECURITY_GROUP, type PolicyDocument } from '../core/plan/change.ts';
import type { Plan } from '../core/plan/plan.ts';
import { CDK_TOKEN } from '../core/plan/replaced-text.ts';
import { ruleDescription } from '../core/plan/security-group-text.ts';
import { Problem } from '../core/problem.ts';
import type { Peer } from '../core/trace/path.ts';
import {
  type AdoptedResource,
  adoptedResources,
  ENDPOINT_IDENTIFIER,
  type EndpointProperties,
  mendsAdopted,
  uniqueNames,
} from './adopted-endpoints.ts';
import { cdkReadme, RESOURCE_MAPPING } from './cdk-readme.ts';
import { because, comment } from './comment.ts';
import type { Json } from './json.ts';
import type { GeneratedFile } from './render.ts';
import { refuseDynamicReferences, stackName, userTexts } from './stack.ts';
import { template, ts } from './template.ts';
import { assign, call, list, literal } from './ts-layout.ts';

interface AppView {
  readonly stackName: string;
  readonly description: string;
  readonly region: string;
  readonly newVpc: boolean;
  readonly importing: boolean;
  /** Statements. */
  readonly tags: readonly string[];
}

interface SubnetView {
  readonly variable: string;
  readonly id: string;
}

/** Texts whose comment says so are TypeScript, laid out and indented; all others are plain. */
interface StackView {
  readonly summary: string;
  readonly hasPolicy: boolean;
  /** Whether the stack takes properties that are not every stack's. */
  readonly ownProps: boolean;
  readonly importing: boolean;
  /** Endpoints that exist; `call` is an expression. */
  readonly adopted: readonly { readonly key: string; readonly because: string; readonly call: string }[];
  /** Statements. */
  readonly mends: readonly string[];
  /** Statement; undefined when nothing is named after it. */
  readonly name: string | undefined;
  readonly newVpc:
    | {
        readonly cidr: string;
        /** `az` is an expression. */
        readonly subnets: readonly (SubnetView & { readonly cidr: string; readonly az: string })[];
        /** Statement. */
        readonly allSubnets: string;
      }
    | undefined;
  readonly existingVpc:
    | {
        readonly id: string;
        /** Property. */
        readonly azs: string;
        readonly subnets: readonly (SubnetView & {
          readonly comment: string | undefined;
          readonly az: string;
          readonly routeTableId: string | undefined;
        })[];
      }
    | undefined;
  readonly securityGroup:
    | {
        /** Property. */
        readonly description: string;
        /** Statements. */
        readonly sources: readonly string[];
      }
    | undefined;
  /** Statements. */
  readonly groups: readonly { readonly import: string; readonly rules: readonly string[] }[];
  readonly acls: readonly {
    readonly variable: string;
    /** Statement. */
    readonly import: string;
    readonly entries: readonly {
      readonly id: string;
      readonly ruleNumber: number;
      readonly direction: 'INGRESS' | 'EGRESS';
      /** Calls. */
      readonly traffic: string;
      readonly cidr: string;
    }[];
  }[];
  /** Statement; undefined when no rule is added to what exists, or no endpoint is there to wait for it. */
  readonly rulesFirst: string | undefined;
  /** Statement; undefined when no interface endpoint is created. */
  readonly endpointSubnets: string | undefined;
  /** Whether some interface endpoint is in other subnets than `endpointSubnets`. */
  readonly exceptions: boolean;
  /** `call` is a statement. */
  readonly interfaces: readonly { readonly because: string; readonly call: string }[];
  readonly gateways: readonly {
    readonly because: string;
    readonly service: string;
    readonly variable: string;
    readonly serviceName: string;
    /** Property. */
    readonly subnets: string;
    /** Expressions. */
    readonly statements: readonly string[];
  }[];
}

interface StackTestView {
  readonly region: string;
  readonly adopts: boolean;
  readonly importing: boolean;
  /** Statement. */
  readonly expectedEndpoints: string;
  readonly hasInterfaces: boolean;
  readonly hasSources: boolean;
  /** Resource types without `AWS::EC2::`. */
  readonly rules: readonly { readonly type: string; readonly count: number }[];
  readonly hasGateways: boolean;
  readonly newVpc: boolean;
}

const files = {
  'package.json': template<object>(packageJson),
  'tsconfig.json': template<object>(tsconfigJson),
  'cdk.json': template<object>(cdkJson),
  '.gitignore': template<object>(gitignore),
};
const appFile = template<AppView>(appTs);
const stackFile = template<StackView>(stackTs);
const stackTestFile = template<StackTestView>(stackTestTs);

/**
 * A plan as a CDK app with one stack. Ids are literal and nothing is looked up, so it synthesizes without an account, and
 * the template it makes holds what the plan says and nothing beside it.
 *
 * @throws {Problem} when a name or tag would be read as a CDK token or a CloudFormation dynamic reference.
 * @throws {Error} when a change has no CloudFormation resource; `plan` makes such changes prerequisites.
 */
export function renderCdk(plan: Plan): GeneratedFile[] {
  refuseDynamicReferences(plan);
  refuseTokens(plan);
  const adopted = adoptedResources(plan, uniqueNames());
  if (!plan.newVpc && plan.changes.length === 0 && adopted.length === 0) {
    return [{ path: 'README.md', contents: cdkReadme(plan) }];
  }
  const fixed = Object.entries(files).map(([path, render]) => ({ path, contents: render({}) }));
  return [
    ...fixed,
    { path: 'bin/app.ts', contents: appFile(appView(plan)) },
    { path: 'lib/private-ecs-network-stack.ts', contents: stackFile(stackView(plan, adopted)) },
    { path: 'test/private-ecs-network-stack.test.ts', contents: stackTestFile(stackTestView(plan)) },
    ...(adopted.length > 0 ? [{ path: RESOURCE_MAPPING, contents: resourceMapping(adopted) }] : []),
    { path: 'README.md', contents: cdkReadme(plan) },
  ];
}

function refuseTokens(plan: Plan): void {
  for (const { what, text } of userTexts(plan)) {
    if (CDK_TOKEN.test(text)) {
      throw new Problem(
        `${what} is "${text}", which CDK takes for one of its own tokens. Choose another text.`,
      );
    }
  }
}

/** What `cdk import --resource-mapping` reads. */
const resourceMapping = (adopted: readonly AdoptedResource[]): string =>
  `${JSON.stringify(
    Object.fromEntries(
      adopted.map(({ logicalId, endpoint }) => [logicalId, { [ENDPOINT_IDENTIFIER]: endpoint.id }]),
    ),
    null,
    2,
  )}\n`;

/** Whether an import needs the stack otherwise than a deployment: as it was before the changes. */
const importing = ({ adopted, changes }: Plan): boolean => adopted.length > 0 && changes.length > 0;

function appView(plan: Plan): AppView {
  const { name, tags, region, newVpc } = plan;
  return {
    stackName: stackName(name),
    description: newVpc ? 'Private network for ECS tasks' : 'VPC endpoints for ECS tasks',
    region,
    newVpc,
    importing: importing(plan),
    tags: Object.entries(tags).map(([key, value]) => call(0, 'cdk.Tags.of(app).add', [ts(key), ts(value)])),
  };
}

type InterfaceChange = ChangeOf<'create-interface-endpoint'>;
type GatewayChange = ChangeOf<'create-gateway-endpoint'>;
type RuleChange = ChangeOf<'authorize-ingress' | 'authorize-egress'>;
type AclChange = ChangeOf<'add-network-acl-entry'>;

/** The changes by kind, each in the plan's order. */
function sorted({ changes, adopted }: Plan) {
  const interfaces: InterfaceChange[] = [];
  const gateways: GatewayChange[] = [];
  const rules: RuleChange[] = [];
  const aclEntries: AclChange[] = [];
  for (const change of changes.filter((each) => !mendsAdopted(each, adopted))) {
    switch (change.kind) {
      case 'create-interface-endpoint':
        interfaces.push(change);
        break;
      case 'create-gateway-endpoint':
        gateways.push(change);
        break;
      case 'authorize-ingress':
      case 'authorize-egress':
        rules.push(change);
        break;
      case 'add-network-acl-entry':
        aclEntries.push(change);
        break;
      case 'add-route-tables':
      case 'add-subnets':
      case 'enable-private-dns':
      case 'set-vpc-attribute':
      case 'set-endpoint-policy':
      case 'delete-route':
      case 'limit-s3-private-dns':
        throw new Error(`CDK has no construct for the change ${change.kind}.`);
      default:
        change satisfies never;
    }
  }
  return { interfaces, gateways, rules, aclEntries };
}

function stackView(plan: Plan, adopted: readonly AdoptedResource[]): StackView {
  const { interfaces, gateways, rules, aclEntries } = sorted(plan);
  if (interfaces.length > 0 && !plan.securityGroup) {
    throw new Error('Interface endpoints without a security group would get the default one.');
  }
  const subnets = subnetsOf(plan, interfaces, gateways);
  const variables = (ids: readonly string[]) =>
    ids.map((id) => {
      const subnet = subnets.find((candidate) => candidate.id === id);
      if (!subnet) throw new Error(`The plan puts an endpoint into ${id}, which is not among its subnets.`);
      return subnet.variable;
    });
  const usual = mostUsual(interfaces.map(({ subnetIds }) => subnetIds));
  const groups = groupsOf(rules);
  const acls = aclsOf(aclEntries);
  const ruled = [...groups, ...acls].map(({ variable }) => variable);
  const endpoints = interfaces.length + gateways.length;
  const mended = adopted.filter(({ mends }) => mends.length > 0);
  const moved = mended.filter(({ endpoint }) => endpoint.kind === 'interface');
  const rulesFirst = ruled.length > 0 && endpoints + moved.length > 0;

  return {
    summary: summary(plan),
    hasPolicy: gateways.some(({ policy }) => policy),
    ownProps: plan.newVpc || importing(plan),
    importing: importing(plan),
    adopted: adopted.map(({ logicalId, endpoint, found }) => ({
      key: keyOf(logicalId),
      because: because(plan, endpoint.service),
      call: `adopt(${ts(logicalId)}, ${literal(mended.length > 0 ? 6 : 4, constructProps(found, endpoint.tags))})`,
    })),
    mends: mended.flatMap((resource) => [
      ...mendsOf(resource),
      ...(rulesFirst && moved.includes(resource)
        ? [`    existing.${keyOf(resource.logicalId)}.node.addDependency(...rules);`]
        : []),
    ]),
    name: plan.newVpc || endpoints > 0 ? assign(4, 'const name =', ts(plan.name)) : undefined,
    newVpc: plan.newVpc
      ? {
          cidr: known(plan.vpcCidr, 'the CIDR block of the new VPC'),
          subnets: subnets.map(({ id, variable, cidr, az }, index) => ({
            id,
            variable,
            cidr: known(cidr, `the CIDR block of ${id}`),
            az: az === undefined ? `cdk.Fn.select(${index}, cdk.Fn.getAzs())` : ts(az),
          })),
          allSubnets: list(
            4,
            'this.subnets = ',
            subnets.map(({ variable }) => variable),
          ),
        }
      : undefined,
    existingVpc:
      !plan.newVpc && (endpoints > 0 || plan.securityGroup)
        ? {
            id: plan.vpcId,
            azs: list(6, 'availabilityZones: ', [...new Set(subnets.map(azOf))].map(ts), ','),
            subnets: subnets.map((subnet) => ({
              id: subnet.id,
              variable: subnet.variable,
              comment: subnet.name === undefined ? undefined : comment(subnet.name),
              az: azOf(subnet),
              routeTableId: subnet.routeTableId,
            })),
          }
        : undefined,
    securityGroup: plan.securityGroup && {
      description: assign(6, 'description:', ts(plan.securityGroup.description), ','),
      sources: plan.securityGroup.sources.map((source) =>
        call(4, 'endpointGroup.addIngressRule', [
          peer(source.peer),
          'ec2.Port.HTTPS',
          ts(source.description),
        ]),
      ),
    },
    groups,
    acls,
    rulesFirst: rulesFirst ? list(4, 'const rules = ', ruled) : undefined,
    endpointSubnets:
      interfaces.length > 0 ? list(4, 'const endpointSubnets = ', variables(usual)) : undefined,
    exceptions: interfaces.some(({ subnetIds }) => !same(subnetIds, usual)),
    interfaces: interfaces.map(({ service, serviceName, subnetIds }) => ({
      because: because(plan, service),
      call: call(4, 'interfaceEndpoint', [
        ts(service),
        ts(serviceName),
        ...(same(subnetIds, usual) ? [] : [`[${variables(subnetIds).join(', ')}]`]),
      ]),
    })),
    gateways: gateways.map(({ service, serviceName, routeTableIds, policy }) => ({
      because: because(plan, service),
      service,
      variable: `${service}Endpoint`,
      serviceName,
      subnets: list(
        6,
        'subnets: ',
        [`{ subnets: [${variables(subnetsWith(plan, routeTableIds)).join(', ')}] }`],
        ',',
      ),
      statements: policy ? statementsOf(policy) : [],
    })),
  };
}

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** `EcrApiEndpoint` among the existing endpoints. */
const keyOf = (logicalId: string): string => lowerFirst(logicalId.replace('Endpoint', ''));

/** Properties as the construct calls them: only the names that are CloudFormation's own, not those inside a policy. */
const constructProps = (properties: EndpointProperties, tags: AdoptedEndpoint['tags']): Json =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      lowerFirst(name),
      name === 'Tags' ? Object.entries(tags).map(([key, text]) => ({ key, value: text })) : value,
    ]),
  );

function mendsOf({ logicalId, mended, mends }: AdoptedResource): string[] {
  return mends.map((name) => {
    const head = `existing.${keyOf(logicalId)}.${lowerFirst(name)} =`;
    const value = mended[name] ?? null;
    return `    ${head} ${literal(4, value, head.length + 5)};`;
  });
}

/** The subnets that the stack mentions, in the plan's order: all of a new VPC, of an existing one those it needs. */
function subnetsOf(plan: Plan, interfaces: readonly InterfaceChange[], gateways: readonly GatewayChange[]) {
  const used = new Set([
    ...interfaces.flatMap(({ subnetIds }) => subnetIds),
    ...gateways.flatMap(({ routeTableIds }) => subnetsWith(plan, routeTableIds)),
  ]);
  return plan.subnets
    .filter(({ id }) => plan.newVpc || used.has(id))
    .map((subnet, index) => ({ ...subnet, variable: `subnet${index + 1}` }));
}

/** The subnets that use these route tables: a gateway endpoint construct is told subnets and takes their tables. */
function subnetsWith({ routeTables, subnets }: Plan, routeTableIds: readonly string[]): string[] {
  const wanted = new Set(
    routeTableIds.flatMap((id) => {
      const [subnetId] = routeTables.find((table) => table.id === id)?.subnetIds ?? [];
      if (subnetId === undefined)
        throw new Error(`The plan adds a route to ${id}, which no subnet of it uses.`);
      return [subnetId];
    }),
  );
  return subnets.filter(({ id }) => wanted.has(id)).map(({ id }) => id);
}

/** A construct for an imported subnet refuses to be without its zone. */
const azOf = ({ id, az }: Subnet): string => known(az, `the Availability Zone of ${id}`);

function known(value: string | undefined, what: string): string {
  if (value === undefined) throw new Error(`The plan does not say ${what}.`);
  return value;
}

function groupsOf(rules: readonly RuleChange[]) {
  if (rules.some(({ groupId }) => groupId === NEW_SECURITY_GROUP)) {
    throw new Error('The rules of the new security group are its sources, not changes.');
  }
  return [...new Set(rules.map(({ groupId }) => groupId))].map((groupId, index) => {
    const variable = `group${index + 1}`;
    return {
      variable,
      import: call(4, `const ${variable} = ec2.SecurityGroup.fromSecurityGroupId`, [
        'this',
        ts(groupId),
        ts(groupId),
        '{ allowAllOutbound: false }',
      ]),
      rules: rules
        .filter((rule) => rule.groupId === groupId)
        .map((rule) => {
          const [method, other] =
            rule.kind === 'authorize-ingress'
              ? ['addIngressRule', rule.source]
              : ['addEgressRule', rule.destination];
          return call(4, `${variable}.${method}`, [peer(other), 'ec2.Port.HTTPS', ts(ruleDescription(rule))]);
        }),
    };
  });
}

function aclsOf(entries: readonly AclChange[]) {
  return [...new Set(entries.map(({ aclId }) => aclId))].map((aclId, index) => {
    const variable = `acl${index + 1}`;
    return {
      variable,
      import: call(4, `const ${variable} = ec2.NetworkAcl.fromNetworkAclId`, ['this', ts(aclId), ts(aclId)]),
      entries: entries
        .filter((entry) => entry.aclId === aclId)
        .map(({ ruleNumber, egress, cidr, fromPort, toPort }) => ({
          id: `${egress ? 'out' : 'in'}-${ruleNumber}`,
          ruleNumber,
          direction: egress ? ('EGRESS' as const) : ('INGRESS' as const),
          traffic: fromPort === toPort ? `tcpPort(${fromPort})` : `tcpPortRange(${fromPort}, ${toPort})`,
          cidr: `${cidr.includes(':') ? 'ipv6' : 'ipv4'}(${ts(cidr)})`,
        })),
    };
  });
}

function peer(peer: Peer): string {
  switch (peer.kind) {
    case 'cidr':
      return `ec2.Peer.${peer.cidr.includes(':') ? 'ipv6' : 'ipv4'}(${ts(peer.cidr)})`;
    case 'group':
      return peer.groupId === NEW_SECURITY_GROUP
        ? 'endpointGroup'
        : `ec2.Peer.securityGroupId(${ts(peer.groupId)})`;
    case 'prefix-list':
      return `ec2.Peer.prefixList(${ts(peer.prefixListId)})`;
  }
}

/** The statements as their JSON, so that nothing in them is worded anew. */
const statementsOf = ({ Statement }: PolicyDocument): string[] =>
  Statement.map(
    (statement) => `iam.PolicyStatement.fromJson(${literal(6, JSON.parse(JSON.stringify(statement)))})`,
  );

/** The set of ids that occurs most often, the first of them on a tie. */
function mostUsual(sets: readonly (readonly string[])[]): readonly string[] {
  const occurrences = (set: readonly string[]) => sets.filter((other) => same(set, other)).length;
  return sets.reduce((best, set) => (occurrences(set) > occurrences(best) ? set : best), sets[0] ?? []);
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item) => b.includes(item));

function summary({ newVpc, vpcId, launchType }: Plan): string {
  const tasks = `ECS tasks on ${launchType === 'ec2' ? 'EC2' : 'Fargate'}`;
  return newVpc
    ? `A VPC without a way out, and the endpoints of its ${tasks}.`
    : `The VPC endpoints of ${tasks} in ${vpcId}.`;
}

function stackTestView(plan: Plan): StackTestView {
  const { interfaces, gateways, rules, aclEntries } = sorted(plan);
  const serviceNames = [...interfaces, ...gateways].map(({ serviceName }) => serviceName).sort();
  return {
    region: plan.region,
    adopts: plan.adopted.length > 0,
    importing: importing(plan),
    expectedEndpoints: list(2, 'const expected: string[] = ', serviceNames.map(ts)),
    hasInterfaces: interfaces.length > 0,
    hasSources: (plan.securityGroup?.sources ?? []).length > 0,
    rules: [
      {
        type: 'SecurityGroupIngress',
        count: rules.filter(({ kind }) => kind === 'authorize-ingress').length,
      },
      { type: 'SecurityGroupEgress', count: rules.filter(({ kind }) => kind === 'authorize-egress').length },
      { type: 'NetworkAclEntry', count: aclEntries.length },
    ].filter(({ count }) => count > 0),
    hasGateways: gateways.length > 0,
    newVpc: plan.newVpc,
  };
}
