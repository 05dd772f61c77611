import type { Network } from '../../core/network/network.ts';
import type { Change } from '../../core/plan/change.ts';
import type { Tasks } from '../../core/workload/tasks.ts';
import { hcl } from '../../formats/template.ts';
import { hclList } from '../../formats/terraform/hcl-value.ts';
import type { Code, Name } from '../../sources/planned/parts.ts';
import { awsLists } from './aws-parts.ts';
import { entryPiece, listEntries, withListEntries } from './hcl-acl-entries.ts';
import type { Argument } from './hcl-block.ts';
import { members, SUBNETS, TABLES } from './hcl-members.ts';
import { interfaces, policyText } from './hcl-new-endpoints.ts';
import {
  added,
  edited,
  type Fixing,
  idsOf,
  outOfReach,
  outside,
  shortName,
  unreached,
} from './hcl-pieces.ts';
import { rulePiece } from './hcl-rules.ts';
import { HclScope } from './hcl-scope.ts';
import { hclText, type Piece } from './hcl-text.ts';

/**
 * Changes as Terraform code: new blocks for the root module, and what the blocks that are there need.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs
 */
export function hclFix(changes: readonly Change[], network: Network, tasks: Tasks, code: Code): string {
  const scope = new HclScope(code, network);
  const created = changes.filter((change) => change.kind === 'create-interface-endpoint');
  const newGroup = scope.label('aws_security_group', `${created[0]?.service ?? 'aws'}_endpoints`);
  const fixing = { network, tasks, changes, code, scope, newGroup };
  const pieces = [
    ...interfaces(created, fixing),
    ...withListEntries(changes, awsLists(network)).flatMap((change) =>
      'kind' in change ? pieceOf(change, fixing) : listEntries(change, fixing),
    ),
  ];
  const provider = code.provider?.(network.vpc.id);
  const all = [...scope.needed, ...pieces].map((piece) => stillInCode(piece, code));
  return hclText(provider === undefined ? all : all.map((piece) => withProvider(piece, provider)), code);
}

/** A resource that the plan no longer manages stays, but has no block to change. */
const stillInCode = (piece: Piece, { action }: Code): Piece =>
  'edits' in piece && piece.edits !== undefined && action(piece.edits) === 'forget'
    ? { comment: `After this plan, ${piece.edits} isn't in this code. Change it where it is managed.` }
    : piece;

/** New blocks of the root module have its default provider, unless they say another. */
function withProvider(piece: Piece, provider: string): Piece {
  if ('comment' in piece || piece.edits !== undefined || piece.module !== '') return piece;
  const { block } = piece;
  const hasProvider = block.words[0] === 'resource' || block.words[0] === 'data';
  return hasProvider
    ? { ...piece, block: { ...block, groups: [[['provider', provider]], ...block.groups] } }
    : piece;
}

/** What one change is; new interface endpoints are made together, before. */
function pieceOf(change: Change, fixing: Fixing): Piece[] {
  const { network, scope, code } = fixing;
  switch (change.kind) {
    case 'create-hosted-zone':
      throw new Error('No finding is fixed by a hosted zone');
    case 'create-interface-endpoint':
      return [];
    case 'create-gateway-endpoint': {
      const vpc = scope.id(network.vpc.id, '');
      const tables = idsOf(change.routeTableIds, '', fixing);
      if (vpc === undefined || tables === undefined)
        return [unreached([network.vpc.id, ...change.routeTableIds], '', fixing)];
      return [
        added({
          words: ['resource', 'aws_vpc_endpoint', scope.label('aws_vpc_endpoint', change.service)],
          groups: [
            [
              ['vpc_id', vpc],
              ['vpc_endpoint_type', hcl('Gateway')],
              ['service_name', hcl(change.serviceName)],
              ['route_table_ids', hclList(tables, 2)],
            ],
            change.policy ? [['policy', policyText(change.policy)]] : [],
          ],
        }),
      ];
    }
    case 'add-route-tables':
      return members(change, change.routeTableIds, TABLES, fixing);
    case 'add-subnets':
      return members(change, change.subnetIds, SUBNETS, fixing);
    case 'enable-private-dns':
      return [
        edited(change.endpointId, [['private_dns_enabled', 'true']]) ??
          ofEndpoint(
            'aws_vpc_endpoint_private_dns',
            change.endpointId,
            [['private_dns_enabled', 'true']],
            scope,
          ),
      ];
    case 'set-endpoint-policy': {
      const policy: Argument = ['policy', policyText(change.policy)];
      return [
        (code.sets?.(change.endpointId, 'policy') === false
          ? undefined
          : edited(change.endpointId, [policy])) ??
          ofEndpoint('aws_vpc_endpoint_policy', change.endpointId, [policy], scope),
      ];
    }
    case 'limit-s3-private-dns':
      return [
        edited(
          change.endpointId,
          [],
          [
            {
              words: ['dns_options'],
              groups: [[['private_dns_only_for_inbound_resolver_endpoint', 'true']]],
            },
          ],
        ) ?? outside(change.endpointId, 'set PrivateDnsOnlyForInboundResolverEndpoint'),
      ];
    case 'set-vpc-attribute':
      return [
        edited(network.vpc.id, [[VPC_ARGUMENTS[change.attribute], 'true']]) ??
          outside(network.vpc.id, `turn on ${change.attribute}`),
      ];
    case 'authorize-ingress':
      return [rulePiece(change, change.source, fixing)];
    case 'authorize-egress':
      return [rulePiece(change, change.destination, fixing)];
    case 'add-network-acl-entry':
      return [entryPiece(change, fixing)];
    case 'delete-route':
      return [
        {
          comment:
            `Remove the route of ${change.routeTableId} to ${change.destination} through ${change.target.id}: ` +
            'a route block of the table, or an aws_route.',
        },
      ];
  }
}

const VPC_ARGUMENTS = {
  enableDnsSupport: 'enable_dns_support',
  enableDnsHostnames: 'enable_dns_hostnames',
} as const;

/** A resource of its own that changes an endpoint. */
function ofEndpoint(type: string, endpointId: Name, groups: readonly Argument[], scope: HclScope): Piece {
  const id = scope.id(endpointId, '');
  if (id === undefined) return outOfReach([endpointId]);
  const argument: Argument = ['vpc_endpoint_id', id];
  return added({
    words: ['resource', type, scope.label(type, shortName(endpointId))],
    groups: [[argument, ...groups]],
  });
}
