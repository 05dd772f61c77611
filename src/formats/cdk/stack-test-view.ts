import type { Plan } from '../../core/plan/planned.ts';
import { ts } from '../template.ts';
import { list } from '../ts-layout.ts';
import { importing } from './app-view.ts';
import { constructsOf } from './constructs-of.ts';

/** The test of the stack. */
export interface StackTestView {
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

/** What must stay true when the stack is changed. */
export function stackTestView(plan: Plan): StackTestView {
  const { interfaces, gateways, rules, aclEntries } = constructsOf(plan);
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
