import { taskPeers } from '../../core/plan/apply.ts';
import type { ChangeOf, PolicyDocument } from '../../core/plan/change.ts';
import { reusableGroups } from '../../core/plan/command.ts';
import type { Json } from '../../formats/json.ts';
import { hcl } from '../../formats/template.ts';
import { type Hcl, hclList, hclValue } from '../../formats/terraform/hcl-value.ts';
import type { Block } from './hcl-block.ts';
import { added, type Fixing, idsOf, outOfReach, unreached } from './hcl-pieces.ts';
import { ruleBlock } from './hcl-rules.ts';
import type { Piece } from './hcl-text.ts';

/** The new interface endpoints, one block for all in the same subnets, and their security group. */
export function interfaces(
  created: readonly ChangeOf<'create-interface-endpoint'>[],
  fixing: Fixing,
): Piece[] {
  if (created.length === 0) return [];
  const reused = reusableGroups(fixing.network, fixing.tasks);
  const groups = reused && idsOf(reused, '', fixing);
  const made = groups ? [] : newGroup(fixing);
  const alike = new Map<string, ChangeOf<'create-interface-endpoint'>[]>();
  for (const change of created) {
    const key = change.subnetIds.toSorted().join();
    alike.set(key, [...(alike.get(key) ?? []), change]);
  }
  return [
    ...made,
    ...[...alike.values()].map((changes) =>
      interfaceBlock(changes, groups ?? [`aws_security_group.${fixing.newGroup}.id`], made, fixing),
    ),
  ];
}

function interfaceBlock(
  changes: readonly ChangeOf<'create-interface-endpoint'>[],
  groups: readonly Hcl[],
  first: readonly Piece[],
  fixing: Fixing,
): Piece {
  const [change, ...others] = changes;
  const { network, scope } = fixing;
  const vpc = scope.id(network.vpc.id, '');
  const subnets = idsOf(change?.subnetIds ?? [], '', fixing);
  if (!change || vpc === undefined || subnets === undefined)
    return unreached([network.vpc.id, ...(change?.subnetIds ?? [])], '', fixing);
  const names = changes.map(({ serviceName }) => hcl(serviceName));
  const rules = first.flatMap((piece) => ('block' in piece ? [piece.block.words.slice(1).join('.')] : []));
  return added({
    words: [
      'resource',
      'aws_vpc_endpoint',
      scope.label('aws_vpc_endpoint', others.length > 0 ? `${change.service}_and_others` : change.service),
    ],
    groups: [
      others.length > 0 ? [['for_each', `toset(${hclList(names, 2)})`]] : [],
      [
        ['vpc_id', vpc],
        ['vpc_endpoint_type', hcl('Interface')],
        ['service_name', others.length > 0 ? 'each.key' : hcl(change.serviceName)],
        ['subnet_ids', hclList(subnets, 2)],
        ['security_group_ids', hclList(groups, 2)],
        ['private_dns_enabled', 'true'],
      ],
      // Private DNS redirects the whole VPC as soon as the endpoint exists.
      rules.length > 1 ? [['depends_on', hclList(rules.slice(1), 2)]] : [],
    ],
  });
}

/** A security group that lets in the tasks, and nothing else. */
function newGroup({ network, tasks, scope, newGroup: label }: Fixing): Piece[] {
  const vpc = scope.id(network.vpc.id, '');
  if (vpc === undefined) return [outOfReach([network.vpc.id])];
  const group: Block = {
    words: ['resource', 'aws_security_group', label],
    groups: [
      [
        ['name_prefix', hcl('vpc-endpoints-for-tasks-')],
        ['description', hcl('HTTPS from the tasks to the VPC endpoints')],
        ['vpc_id', vpc],
      ],
    ],
  };
  return [
    added(group),
    ...taskPeers(network, tasks).map((source) =>
      ruleBlock(
        {
          direction: 'ingress',
          group: `aws_security_group.${label}.id`,
          name: label,
          peer: source,
          description: 'HTTPS from the tasks',
        },
        scope,
      ),
    ),
  ];
}

/** The document is plain JSON, though not all of it is typed as such. */
export const policyText = (policy: PolicyDocument): Hcl =>
  `jsonencode(${hclValue(JSON.parse(JSON.stringify(policy)) as Json, 2)})`;
