import type { PolicyDocument } from '../../core/plan/change.ts';
import type { Plan } from '../../core/plan/planned.ts';
import type { AdoptedResource } from '../adopted-endpoints.ts';
import { because, comment } from '../comment.ts';
import { ts } from '../template.ts';
import { constructProps, fixesOf, keyOf } from './adopted-views.ts';
import { importing } from './app-view.ts';
import { constructsOf } from './constructs-of.ts';
import { regionalTs, zoneTs } from './regional.ts';
import { aclsOf, groupsOf, peer } from './rule-views.ts';
import { azOf, known, subnetsOf, subnetsWith } from './subnets.ts';
import { assign, call, list, literal } from './ts-layout.ts';

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
  readonly existingVpc:
    | {
        readonly id: string;
        /** Property. */
        readonly azs: string;
        readonly subnets: readonly (SubnetView & {
          readonly comment: string | undefined;
          /** Expression. */
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
  /** Statement; undefined if no rule is added to an existing resource, or no endpoint waits for it. */
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
    /** Expression. */
    readonly serviceName: string;
    /** Property. */
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
export function stackView(plan: Plan, adopted: readonly AdoptedResource[]): StackView {
  const { interfaces, gateways, rules, aclEntries } = constructsOf(plan);
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
  const fixed = adopted.filter(({ fixes }) => fixes.length > 0);
  const moved = fixed.filter(({ endpoint }) => endpoint.kind === 'interface');
  const rulesFirst = ruled.length > 0 && endpoints + moved.length > 0;

  return {
    summary: summary(plan),
    hasPolicy: gateways.some(({ policy }) => policy),
    ownProps: plan.newVpc || importing(plan),
    importing: importing(plan),
    adopted: adopted.map(({ logicalId, endpoint, found }) => ({
      key: keyOf(logicalId),
      because: because(plan, endpoint.service),
      call: `adopt(${ts(logicalId)}, ${literal(fixed.length > 0 ? 6 : 4, constructProps(found, endpoint.tags), 0, (text) => (text === endpoint.serviceName ? regionalTs(plan, text) : ts(text)))})`,
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
      !plan.newVpc && (endpoints > 0 || plan.securityGroup)
        ? {
            id: plan.vpcId,
            azs: list(
              6,
              'availabilityZones: ',
              [...new Set(subnets.map(azOf))].map((az) => zoneTs(plan, az)),
              ',',
            ),
            subnets: subnets.map((subnet) => ({
              id: subnet.id,
              variable: subnet.variable,
              comment: subnet.name === undefined ? undefined : comment(subnet.name),
              az: zoneTs(plan, azOf(subnet)),
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
        regionalTs(plan, serviceName),
        ...(same(subnetIds, usual) ? [] : [`[${variables(subnetIds).join(', ')}]`]),
      ]),
    })),
    gateways: gateways.map(({ service, serviceName, routeTableIds, policy }) => ({
      because: because(plan, service),
      service,
      variable: `${service}Endpoint`,
      serviceName: regionalTs(plan, serviceName),
      subnets: list(
        6,
        'subnets: ',
        [`{ subnets: [${variables(subnetsWith(plan, routeTableIds)).join(', ')}] }`],
        ',',
      ),
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

/** The set of IDs that occurs most often, or the first such set on a tie. */
function mostUsual(sets: readonly (readonly string[])[]): readonly string[] {
  const occurrences = (set: readonly string[]) => sets.filter((other) => same(set, other)).length;
  return sets.reduce((best, set) => (occurrences(set) > occurrences(best) ? set : best), sets[0] ?? []);
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item) => b.includes(item));

function summary({ newVpc, vpcId, launchType }: Plan): string {
  const tasks = `ECS tasks on ${launchType === 'ec2' ? 'EC2' : 'Fargate'}`;
  return newVpc
    ? `A VPC without internet access, with VPC endpoints for ${tasks}.`
    : `VPC endpoints for ${tasks} in ${vpcId}.`;
}
