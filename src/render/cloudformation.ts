import templateYaml from '../../templates/cloudformation/template.yaml.hbs';
import type { ChangeOf } from '../core/plan/change.ts';
import type { Plan } from '../core/plan/plan.ts';
import { ruleDescription } from '../core/plan/security-group-text.ts';
import type { Peer } from '../core/trace/path.ts';
import {
  type AdoptedResource,
  adoptedResources,
  ENDPOINT_IDENTIFIER,
  ENDPOINT_TYPE,
  mendsAdopted,
  uniqueNames,
} from './adopted-endpoints.ts';
import { cloudFormationReadme, IMPORT_TEMPLATE, RESOURCES_TO_IMPORT } from './cloudformation-readme.ts';
import { type Parameter, pascal, type References, referencesOf } from './cloudformation-references.ts';
import { because } from './comment.ts';
import type { GeneratedFile } from './render.ts';
import { refuseDynamicReferences } from './stack.ts';
import { template, yaml } from './template.ts';

interface Tag {
  readonly key: string;
  readonly value: string;
}

/** The property of a rule that names its other side, and that side in YAML. */
interface Side {
  readonly property: string;
  readonly value: string;
}

interface EndpointView {
  readonly resource: string;
  readonly service: string;
  readonly because: string;
  /** YAML. */
  readonly serviceName: string;
  readonly type: 'Interface' | 'Gateway';
  /** Private DNS sends the whole VPC to an interface endpoint at once, so what lets the tasks reach it comes first. */
  readonly after: readonly string[];
  readonly subnets: { readonly parameter: string; readonly resources: readonly string[] } | undefined;
  readonly routeTables: { readonly parameter: string; readonly resources: readonly string[] } | undefined;
  /** Lines of YAML; none for AWS's default policy. */
  readonly policy: readonly string[];
  readonly tags: readonly Tag[];
}

/** An endpoint that exists, under management. */
interface AdoptedView {
  readonly resource: string;
  readonly because: string;
  /** What lets the tasks reach it, where it is changed. */
  readonly after: readonly string[];
  /** Lines of YAML. */
  readonly properties: readonly string[];
}

interface RuleView extends Side {
  readonly resource: string;
  readonly direction: 'Ingress' | 'Egress';
  /** YAML. */
  readonly group: string;
  readonly description: string;
}

interface AclEntryView extends Side {
  readonly resource: string;
  /** YAML. */
  readonly acl: string;
  readonly ruleNumber: number;
  readonly egress: boolean;
  readonly fromPort: number;
  readonly toPort: number;
}

interface View {
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly parameterGroups: readonly { readonly label: string; readonly names: readonly string[] }[];
  /** The logical id of the VPC. */
  readonly vpc: string;
  /** One VPC or none; so are the security groups. */
  readonly vpcs: readonly { readonly cidr: string; readonly tags: readonly Tag[] }[];
  readonly subnets: readonly {
    readonly subnet: string;
    readonly routeTable: string;
    /** YAML. */
    readonly az: string;
    readonly cidr: string;
    readonly tags: readonly Tag[];
  }[];
  readonly securityGroups: readonly {
    readonly description: string;
    readonly sources: readonly (Side & { readonly description: string })[];
    readonly tags: readonly Tag[];
  }[];
  readonly adopted: readonly AdoptedView[];
  readonly endpoints: readonly EndpointView[];
  readonly rules: readonly RuleView[];
  readonly aclEntries: readonly AclEntryView[];
  readonly outputs: readonly Output[];
}

interface Output {
  readonly name: string;
  readonly description: string;
  /** YAML. */
  readonly value: string;
}

const templateFile = template<View>(templateYaml);

/**
 * A plan as a CloudFormation template, the values of its parameters, and a README. Ids of what exists are parameters,
 * so that CloudFormation checks them before it changes anything; all that the plan decided is literal. So is all of an
 * adopted endpoint: it is that one endpoint, and the import must find it in the template as it is.
 *
 * Adopted endpoints have a template of their own besides, for an import does nothing but import: there they are as they were
 * found. In the other they are mended, and the resources are the same.
 *
 * @throws {Problem} when a name or tag holds a dynamic reference: CloudFormation has no way to write that as plain text.
 * @throws {Error} when a change has no CloudFormation resource; `plan` makes such changes prerequisites.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html
 */
export function renderCloudFormation(plan: Plan): GeneratedFile[] {
  refuseDynamicReferences(plan);
  const view = viewOf(plan);
  const files: GeneratedFile[] = [];
  const add = (path: string, view: View) =>
    files.push({ path, contents: `${templateFile(view).trimEnd()}\n` });
  if (plan.adopted.length > 0) {
    const imported = adoptedResources(plan, uniqueNames());
    add(IMPORT_TEMPLATE, importView(plan, view, imported));
    files.push({ path: RESOURCES_TO_IMPORT, contents: resourcesToImport(imported) });
  }
  if (plan.newVpc || plan.changes.length > 0 || plan.adopted.length > 0) add('template.yaml', view);
  if (view.parameters.length > 0) {
    files.push({ path: 'parameters.json', contents: parametersFile(view.parameters) });
  }
  return [...files, { path: 'README.md', contents: cloudFormationReadme(plan, files) }];
}

/** The adopted endpoints as they are. CloudFormation refuses an import that adds an output. */
const importView = (plan: Plan, { description, vpc }: View, imported: readonly AdoptedResource[]): View => ({
  description,
  parameters: [],
  parameterGroups: [],
  vpc,
  vpcs: [],
  subnets: [],
  securityGroups: [],
  adopted: imported.map(({ logicalId, endpoint, found }) => ({
    resource: logicalId,
    because: because(plan, endpoint.service),
    after: [],
    properties: yamlLines(found, yaml),
  })),
  endpoints: [],
  rules: [],
  aclEntries: [],
  outputs: [],
});

/** What `aws cloudformation create-change-set --resources-to-import` reads. */
const resourcesToImport = (imported: readonly AdoptedResource[]): string =>
  `${JSON.stringify(
    imported.map(({ logicalId, endpoint }) => ({
      ResourceType: ENDPOINT_TYPE,
      LogicalResourceId: logicalId,
      ResourceIdentifier: { [ENDPOINT_IDENTIFIER]: endpoint.id },
    })),
    null,
    2,
  )}\n`;

function viewOf(plan: Plan): View {
  const { newVpc, securityGroup } = plan;
  const references = referencesOf(plan);
  const { adopted, endpoints, rules, aclEntries } = resources(plan, references);
  const subnets = newVpc
    ? plan.subnets.map(({ id, az, cidr }, index) => ({
        subnet: references.subnet(id),
        routeTable: references.routeTable(id),
        az: references.az(az, index),
        cidr: cidr ?? '',
        tags: tagsOf(plan, id),
      }))
    : [];
  const groups = ['Network', 'Security'] as const;
  return {
    description: `VPC endpoints for ECS tasks on ${plan.launchType === 'ec2' ? 'EC2' : 'Fargate'}`,
    parameters: references.parameters,
    parameterGroups: groups
      .map((label) => ({
        label,
        names: references.parameters.filter(({ group }) => group === label).map(({ name }) => name),
      }))
      .filter(({ names }) => names.length > 0),
    vpc: references.vpc,
    vpcs: newVpc ? [{ cidr: plan.vpcCidr ?? '', tags: tagsOf(plan) }] : [],
    subnets,
    securityGroups: securityGroup
      ? [
          {
            description: securityGroup.description,
            sources: securityGroup.sources.map(({ peer, description }) => ({
              description,
              ...side('Source', peer, references),
            })),
            tags: tagsOf(plan, 'endpoints'),
          },
        ]
      : [],
    adopted,
    endpoints,
    rules,
    aclEntries,
    outputs: [
      ...[...adopted, ...endpoints].map(({ resource, service }) => ({
        name: `${resource}Id`,
        description: `ID of the ${service} endpoint`,
        value: `!Ref ${resource}`,
      })),
      ...(securityGroup ? [GROUP_OUTPUT] : []),
      ...(newVpc ? vpcOutputs(subnets) : []),
    ],
  };
}

/** What each change is in the template. */
function resources(plan: Plan, references: References) {
  const endpoints: EndpointView[] = [];
  const rules: RuleView[] = [];
  const aclEntries: AclEntryView[] = [];
  const named = uniqueNames();
  const adopted = adoptedResources(plan, named);

  for (const change of plan.changes.filter((each) => !mendsAdopted(each, plan.adopted))) {
    switch (change.kind) {
      case 'create-interface-endpoint':
        endpoints.push({
          ...endpointView(plan, change, named),
          type: 'Interface',
          subnets: references.subnets(change.subnetIds),
          routeTables: undefined,
          policy: [],
        });
        break;
      case 'create-gateway-endpoint':
        endpoints.push({
          ...endpointView(plan, change, named),
          type: 'Gateway',
          subnets: undefined,
          routeTables: references.routeTables(change.routeTableIds),
          policy: change.policy ? yamlLines(change.policy, (text) => regional(plan, text)) : [],
        });
        break;
      case 'authorize-ingress':
        rules.push({
          resource: named('IngressFromTasks'),
          direction: 'Ingress',
          group: references.group(change.groupId),
          description: ruleDescription(change),
          ...side('Source', change.source, references),
        });
        break;
      case 'authorize-egress':
        rules.push({
          resource: named(EGRESS[change.destination.kind]),
          direction: 'Egress',
          group: references.group(change.groupId),
          description: ruleDescription(change),
          ...side('Destination', change.destination, references),
        });
        break;
      case 'add-network-acl-entry':
        aclEntries.push({
          resource: named(change.egress ? 'NetworkAclOut' : 'NetworkAclIn'),
          acl: references.networkAcl(change.aclId),
          ruleNumber: change.ruleNumber,
          egress: change.egress,
          property: change.cidr.includes(':') ? 'Ipv6CidrBlock' : 'CidrBlock',
          value: cidrYaml(change.cidr),
          fromPort: change.fromPort,
          toPort: change.toPort,
        });
        break;
      case 'add-route-tables':
      case 'add-subnets':
      case 'enable-private-dns':
      case 'set-vpc-attribute':
      case 'set-endpoint-policy':
      case 'delete-route':
      case 'limit-s3-private-dns':
        throw new Error(`CloudFormation has no resource for the change ${change.kind}.`);
      default:
        change satisfies never;
    }
  }
  const letThrough = [
    ...rules.filter(
      ({ direction, property }) => direction === 'Egress' && property !== 'DestinationPrefixListId',
    ),
    ...aclEntries,
  ];
  const after = letThrough.map(({ resource }) => resource);
  const intoAdopted = rules
    .filter(({ direction }) => direction === 'Ingress')
    .map(({ resource }) => resource);
  return {
    adopted: adopted.map(({ logicalId, endpoint, mended, mends }) => ({
      resource: logicalId,
      service: endpoint.service,
      because: because(plan, endpoint.service),
      after: endpoint.kind === 'interface' && mends.length > 0 ? [...intoAdopted, ...after] : [],
      properties: yamlLines(mended, yaml),
    })),
    endpoints: endpoints.map((view) => (view.type === 'Interface' ? { ...view, after } : view)),
    rules,
    aclEntries,
  };
}

const EGRESS: Readonly<Record<Peer['kind'], string>> = {
  group: 'EgressToEndpoints',
  'prefix-list': 'EgressToPrefixList',
  cidr: 'EgressToNetwork',
};

function endpointView(
  plan: Plan,
  { service, serviceName }: ChangeOf<'create-interface-endpoint' | 'create-gateway-endpoint'>,
  named: (name: string) => string,
) {
  return {
    resource: named(`${pascal(service)}Endpoint`),
    service,
    because: because(plan, service),
    serviceName: regional(plan, serviceName),
    tags: tagsOf(plan, service),
    after: [],
  };
}

function side(prefix: 'Source' | 'Destination', peer: Peer, references: References): Side {
  switch (peer.kind) {
    case 'cidr':
      return { property: peer.cidr.includes(':') ? 'CidrIpv6' : 'CidrIp', value: cidrYaml(peer.cidr) };
    case 'group':
      return { property: `${prefix}SecurityGroupId`, value: references.group(peer.groupId) };
    case 'prefix-list':
      return { property: `${prefix}PrefixListId`, value: references.prefixList(peer.prefixListId) };
  }
}

/** An IPv4 block needs no quotes; an IPv6 one is full of colons. */
const cidrYaml = (cidr: string): string => (/^[\d.]+\/\d+$/.test(cidr) ? cidr : yaml(cidr));

/** The Name tag and the user's; EC2 refuses a key that comes twice, so a Name of the user's yields. */
function tagsOf({ name, tags }: Plan, what?: string): Tag[] {
  return Object.entries({ ...tags, Name: what === undefined ? name : `${name}-${what}` })
    .map(([key, value]) => ({ key, value }))
    .sort((a, b) => Number(b.key === 'Name') - Number(a.key === 'Name'));
}

const GROUP_OUTPUT: Output = {
  name: 'EndpointSecurityGroupId',
  description: 'ID of the security group of the interface endpoints',
  value: '!GetAtt EndpointSecurityGroup.GroupId',
};

function vpcOutputs(subnets: View['subnets']): Output[] {
  const joined = (names: readonly string[]) => [
    '!Join',
    '      - ","',
    ...names.map((name, index) => `      ${index === 0 ? '-' : ' '} - !Ref ${name}`),
  ];
  return [
    { name: 'VpcId', description: 'ID of the VPC', value: '!Ref Vpc' },
    {
      name: 'SubnetIds',
      description: 'IDs of the subnets for the tasks, joined by commas',
      value: joined(subnets.map(({ subnet }) => subnet)).join('\n'),
    },
    {
      name: 'RouteTableIds',
      description: 'IDs of the route tables of these subnets, joined by commas',
      value: joined(subnets.map(({ routeTable }) => routeTable)).join('\n'),
    },
    {
      name: 'DefaultSecurityGroupId',
      description: 'ID of the default security group of the VPC, which no task should use',
      value: '!GetAtt Vpc.DefaultSecurityGroup',
    },
  ];
}

/** A text of ours with the Region it names as a pseudo parameter: YAML, with all else in the text kept literal. */
function regional({ region, partition }: Plan, text: string): string {
  const marked = text
    .replaceAll('${', '${!')
    .replace(`arn:${partition}:`, `arn:\${AWS::Partition}:`)
    .replaceAll(new RegExp(`(?<=[.-])${region}(?=[.-])`, 'g'), `\${AWS::Region}`);
  return marked === text
    ? yaml(text)
    : `!Sub ${/^[\w.:${}/*-]+$/.test(marked) ? marked : JSON.stringify(marked)}`;
}

/** A value as the lines of a YAML block. */
function yamlLines(value: unknown, text: (text: string) => string): string[] {
  if (typeof value === 'string') return [text(value)];
  if (isEmpty(value)) return [JSON.stringify(value)];
  if (Array.isArray(value)) {
    return value.flatMap((item) =>
      yamlLines(item, text).map((line, index) => `${index === 0 ? '-' : ' '} ${line}`),
    );
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, item]) =>
      typeof item === 'object' && item !== null && !isEmpty(item)
        ? [`${yaml(key)}:`, ...yamlLines(item, text).map((line) => `  ${line}`)]
        : [`${yaml(key)}: ${yamlLines(item, text).join('')}`],
    );
  }
  return [JSON.stringify(value)];
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

/**
 * The one form of a parameters file that `aws cloudformation deploy` takes in versions 1 and 2 of the AWS CLI, on one line
 * where a formatter would put it there.
 */
function parametersFile(parameters: readonly Parameter[]): string {
  const values = parameters.map(({ name, value }) => JSON.stringify(`${name}=${value}`));
  const line = `[${values.join(', ')}]`;
  return line.length <= 80 ? `${line}\n` : `[\n  ${values.join(',\n  ')}\n]\n`;
}
