import type { PolicyDocument } from '../../core/plan/change.ts';
import type { AdoptedEndpoint, Plan } from '../../core/plan/planned.ts';
import type { AdoptedResource } from '../adopted-endpoints.ts';
import { because } from '../comment.ts';
import { ts } from '../template.ts';
import { assign, call, list, literal } from '../ts-layout.ts';
import { constructProps, fixesOf, keyOf } from './adopted-views.ts';
import { importing } from './app-view.ts';
import { constructsOf } from './constructs-of.ts';
import type { NetworkCode, Property } from './network-code.ts';
import { regionalTs, zoneTs } from './regional.ts';
import { aclsOf, groupsOf, peer } from './rule-views.ts';
import { known, subnetsOf } from './subnets.ts';

interface SubnetView {
  readonly variable: string;
  readonly id: string;
}

/** Texts marked in their comment are TypeScript, laid out and indented. All others are plain text. */
export interface StackView {
  readonly summary: string;
  readonly hasPolicy: boolean;
  /** Whether the stack has properties besides those of every stack. */
  readonly ownProps: boolean;
  readonly importing: boolean;
  readonly properties: readonly Property[];
  /** Existing endpoints; `call` is an expression. */
  readonly adopted: readonly { readonly key: string; readonly because: string; readonly call: string }[];
  /** Statements. */
  readonly fixes: readonly string[];
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
  /** `azs` is a property. */
  readonly existingVpc: { readonly azs: string } | undefined;
  /** Whether the properties have subnets. */
  readonly hasSubnets: boolean;
  /** Statements. */
  readonly subnetLists: readonly string[];
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
  /** Statement; undefined if no rule is added to an existing resource, or no endpoint waits for it. */
  readonly rulesFirst: string | undefined;
  /** Whether some interface endpoint is in other subnets than `endpointSubnets`. */
  readonly exceptions: boolean;
  /** `call` is a statement. */
  readonly interfaces: readonly { readonly because: string; readonly call: string }[];
  readonly gateways: readonly {
    readonly because: string;
    readonly service: string;
    readonly variable: string;
    /** Expression. */
    readonly serviceName: string;
    /** Variable. */
    readonly subnets: string;
    /** Expressions. */
    readonly statements: readonly string[];
  }[];
}

/**
 * Everything in the stack.
 *
 * @throws {Error} when a change has no CloudFormation resource, or the plan lacks a value that a construct requires.
 */
export function stackView(plan: Plan, adopted: readonly AdoptedResource[], network: NetworkCode): StackView {
  const { interfaces, gateways, rules, aclEntries } = constructsOf(plan);
  if (interfaces.length > 0 && !plan.securityGroup) {
    throw new Error('Interface endpoints without a security group would get the default one.');
  }
  const subnets = subnetsOf(plan, interfaces, gateways);
  const groups = groupsOf(rules, network.property);
  const acls = aclsOf(aclEntries, network.property);
  const ruled = [...groups, ...acls].map(({ variable }) => variable);
  const endpoints = interfaces.length + gateways.length;
  const fixed = adopted.filter(({ fixes }) => fixes.length > 0);
  const moved = fixed.filter(({ endpoint }) => endpoint.kind === 'interface');
  const rulesFirst = ruled.length > 0 && endpoints + moved.length > 0;

  return {
    summary: summary(plan),
    hasPolicy: gateways.some(({ policy }) => policy),
    ownProps: plan.newVpc || importing(plan) || network.properties.length > 0,
    importing: importing(plan),
    properties: network.properties,
    adopted: adopted.map(({ logicalId, endpoint, found }) => ({
      key: keyOf(logicalId),
      because: because(plan, endpoint.service),
      call: `adopt(${ts(logicalId)}, ${literal(fixed.length > 0 ? 6 : 4, constructProps(found, endpoint.tags), 0, adoptedText(plan, endpoint))})`,
    })),
    fixes: fixed.flatMap((resource) => [
      ...fixesOf(resource),
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
            az: az === undefined ? `cdk.Fn.select(${index}, cdk.Fn.getAzs())` : zoneTs(plan, az),
          })),
          allSubnets: list(
            4,
            'this.subnets = ',
            subnets.map(({ variable }) => variable),
          ),
        }
      : undefined,
    existingVpc:
      !plan.newVpc && (endpoints > 0 || plan.securityGroup) ? { azs: existingAzs(network) } : undefined,
    hasSubnets: !plan.newVpc && network.lists.length > 0,
    subnetLists: network.lists.map(({ statement }) => statement),
    securityGroup: plan.securityGroup && {
      description: assign(6, 'description:', ts(plan.securityGroup.description), ','),
      sources: plan.securityGroup.sources.map((source) =>
        call(4, 'endpointGroup.addIngressRule', [
          peer(source.peer, network.property),
          'ec2.Port.HTTPS',
          ts(source.description),
        ]),
      ),
    },
    groups,
    acls,
    rulesFirst: rulesFirst ? list(4, 'const rules = ', ruled) : undefined,
    exceptions: interfaces.some(({ subnetIds }) => network.interfaceSubnets(subnetIds) !== USUAL_SUBNETS),
    interfaces: interfaces.map(({ service, serviceName, subnetIds }) => {
      const variable = network.interfaceSubnets(subnetIds);
      return {
        because: because(plan, service),
        call: call(4, 'interfaceEndpoint', [
          ts(service),
          regionalTs(plan, serviceName),
          ...(variable === USUAL_SUBNETS ? [] : [variable]),
        ]),
      };
    }),
    gateways: gateways.map(({ service, serviceName, routeTableIds, policy }) => ({
      because: because(plan, service),
      service,
      variable: `${service}Endpoint`,
      serviceName: regionalTs(plan, serviceName),
      subnets: network.gatewaySubnets(routeTableIds),
      statements: policy ? statementsOf(plan, policy) : [],
    })),
  };
}

/** The statements as JSON, so that none of them is rephrased. */
const statementsOf = (plan: Plan, { Statement }: PolicyDocument): string[] =>
  Statement.map(
    (statement) =>
      `iam.PolicyStatement.fromJson(${literal(6, JSON.parse(JSON.stringify(statement)), 0, (text) => regionalTs(plan, text))})`,
  );

/** A text of an adopted endpoint as an expression. */
const adoptedText =
  (plan: Plan, { serviceName }: AdoptedEndpoint) =>
  (text: string): string => {
    if (text === serviceName) return regionalTs(plan, text);
    return text === plan.vpcId ? 'props.vpcId' : ts(text);
  };

/** The variable for the subnets of most interface endpoints. */
const USUAL_SUBNETS = 'endpointSubnets';

/** The property for the Availability Zones of an existing VPC. */
const existingAzs = ({ lists: [first] }: NetworkCode): string =>
  first === undefined
    ? '      availabilityZones: [],'
    : `      availabilityZones: props.${first.variable}.map(\n        ({ availabilityZone }) => availabilityZone,\n      ),`;

function summary({ newVpc, launchType }: Plan): string {
  const tasks = `ECS tasks on ${launchType === 'ec2' ? 'EC2' : 'Fargate'}`;
  return newVpc
    ? `A VPC without internet access, with VPC endpoints for ${tasks}.`
    : `VPC endpoints for ${tasks} in an existing VPC.`;
}
