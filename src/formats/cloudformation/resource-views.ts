import type { Peer } from '../../core/network/peer.ts';
import type { ChangeOf } from '../../core/plan/change.ts';
import type { Plan } from '../../core/plan/planned.ts';
import { ruleDescription } from '../../core/plan/security-group-text.ts';
import { adoptedResources, fixesAdopted, uniqueNames } from '../adopted-endpoints.ts';
import { because } from '../comment.ts';
import { pascal } from '../pascal.ts';
import { yaml } from '../template.ts';
import type { References } from './references.ts';
import type { AclEntryView, EndpointView, RuleView, Side, Tag } from './views.ts';
import { cidrYaml, regional, yamlLines } from './yaml-text.ts';

/**
 * What each change is in the template.
 *
 * @throws {Error} when a change has no CloudFormation resource.
 */
export function resourceViews(plan: Plan, references: References) {
  const endpoints: EndpointView[] = [];
  const rules: RuleView[] = [];
  const aclEntries: AclEntryView[] = [];
  const named = uniqueNames();
  const adopted = adoptedResources(plan, named);

  for (const change of plan.changes.filter((each) => !fixesAdopted(each, plan.adopted))) {
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
      case 'create-hosted-zone':
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
    adopted: adopted.map(({ logicalId, endpoint, fixed, fixes }) => ({
      resource: logicalId,
      service: endpoint.service,
      because: because(plan, endpoint.service),
      after: endpoint.kind === 'interface' && fixes.length > 0 ? [...intoAdopted, ...after] : [],
      properties: yamlLines(fixed, yaml),
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

/** The source or destination of a rule. */
export function side(prefix: 'Source' | 'Destination', peer: Peer, references: References): Side {
  switch (peer.kind) {
    case 'cidr':
      return { property: peer.cidr.includes(':') ? 'CidrIpv6' : 'CidrIp', value: cidrYaml(peer.cidr) };
    case 'group':
      return { property: `${prefix}SecurityGroupId`, value: references.group(peer.groupId) };
    case 'prefix-list':
      return { property: `${prefix}PrefixListId`, value: references.prefixList(peer.prefixListId) };
  }
}

/** The Name tag and the user's tags. EC2 rejects duplicate keys, so our Name replaces one of the user's. */
export function tagsOf({ name, tags }: Plan, what?: string): Tag[] {
  return Object.entries({ ...tags, Name: what === undefined ? name : `${name}-${what}` })
    .map(([key, value]) => ({ key, value }))
    .sort((a, b) => Number(b.key === 'Name') - Number(a.key === 'Name'));
}
