import type { Peer } from '../../../core/network/peer.ts';
import type { Change } from '../../../core/plan/change.ts';
import type { Plan } from '../../../core/plan/planned.ts';
import type { Property } from '../../cdk/network-code.ts';
import { ts } from '../../template.ts';

/** A plan in whose code each CIDR block is a property of the stack. */
export interface WithoutBlocks {
  /** With a mark in the place of each block. */
  readonly plan: Plan;
  readonly properties: readonly Property[];
  /** Code of the plan with the properties in the place of the marks. */
  readonly referring: (code: string) => string;
}

/** Takes the CIDR blocks out of a plan, so that VPCs that differ only in them share a stack class. */
export function blocksAsProperties(plan: Plan): WithoutBlocks {
  const blocks: string[] = [];
  const marked = (block: string): string => {
    if (!blocks.includes(block)) blocks.push(block);
    return markOf(block, blocks.indexOf(block) + 1);
  };
  const peer = (one: Peer): Peer => (one.kind === 'cidr' ? { ...one, cidr: marked(one.cidr) } : one);
  const change = (one: Change): Change => {
    switch (one.kind) {
      case 'authorize-ingress':
        return { ...one, source: peer(one.source) };
      case 'authorize-egress':
        return { ...one, destination: peer(one.destination) };
      case 'add-network-acl-entry':
        return { ...one, cidr: marked(one.cidr) };
      default:
        return one;
    }
  };
  const { securityGroup, changes } = plan;
  return {
    plan: {
      ...plan,
      securityGroup: securityGroup && {
        ...securityGroup,
        sources: securityGroup.sources.map((source) => ({ ...source, peer: peer(source.peer) })),
      },
      changes: changes.map(change),
    },
    properties: blocks.map((block, index) => ({
      doc: '  /** A CIDR block in a rule that lets the tasks reach the endpoints. */',
      name: nameOf(index + 1),
      type: 'string',
      value: `  ${nameOf(index + 1)}: ${ts(block)},`,
    })),
    referring: (code) => code.replaceAll(/'cidr[-:]block_*(\d+)'/g, (_, number) => `props.${nameOf(number)}`),
  };
}

const nameOf = (number: number | string): string => `cidrBlock${number}`;

/** As long as what takes its place, so that lines break where they would then. Code looks for a colon in it. */
const markOf = (block: string, number: number): string =>
  `cidr${block.includes(':') ? ':' : '-'}block`.padEnd(`props.${nameOf('')}`.length - 2, '_') + number;
