import { byId } from '../../core/network/by-id.ts';
import type { Change, ChangeOf } from '../../core/plan/change.ts';
import { hcl } from '../../formats/template.ts';
import type { Hcl } from '../../formats/terraform/hcl-value.ts';
import type { Code, Name } from '../../sources/planned/parts.ts';
import { parseAddress } from '../../sources/planned/terraform-address.ts';
import { awsLists, isAwsList, portsText } from './aws-parts.ts';
import type { Argument, Block } from './hcl-block.ts';
import { added, edited, type Fixing, moduleOf, outOfReach, shortName } from './hcl-pieces.ts';
import type { Piece } from './hcl-text.ts';

/** Entries for the blocks of one prefix list together, as they are one block of code. */
export type ListEntries = readonly ChangeOf<'add-network-acl-entry'>[];

export function withListEntries(
  changes: readonly Change[],
  lists: ReadonlyMap<Name, string>,
): (Change | ListEntries)[] {
  const gathered = new Map<string, ChangeOf<'add-network-acl-entry'>[]>();
  const all: (Change | ListEntries)[] = [];
  for (const change of changes) {
    if (
      change.kind !== 'add-network-acl-entry' ||
      change.prefixListId === undefined ||
      change.wide ||
      !(lists.has(change.prefixListId) || isAwsList(change.prefixListId))
    ) {
      all.push(change);
      continue;
    }
    const { aclId, egress, fromPort, toPort, prefixListId } = change;
    const key = [aclId, egress, fromPort, toPort, prefixListId].join(' ');
    const entries = gathered.get(key);
    if (entries) entries.push(change);
    else {
      const list = [change];
      gathered.set(key, list);
      all.push(list);
    }
  }
  return all;
}

export function entryPiece(change: ChangeOf<'add-network-acl-entry'>, { code, scope }: Fixing): Piece {
  const { aclId, egress, ruleNumber, cidr, fromPort, toPort } = change;
  const direction = egress ? 'egress' : 'ingress';
  const block = cidr.includes(':') ? 'ipv6_cidr_block' : 'cidr_block';
  if (moduleOf(aclId) !== undefined && setsEntries(aclId, direction, code)) {
    const entry: Block = {
      words: [direction],
      groups: [
        [
          ['rule_no', String(ruleNumber)],
          ['action', hcl('allow')],
          ['protocol', hcl('tcp')],
          [block, hcl(cidr)],
          ['from_port', String(fromPort)],
          ['to_port', String(toPort)],
        ],
      ],
    };
    return edited(aclId, [], [entry]) ?? outOfReach([aclId]);
  }
  const id = scope.id(aclId, '');
  if (id === undefined) return outOfReach([aclId]);
  return added({
    words: [
      'resource',
      'aws_network_acl_rule',
      scope.label('aws_network_acl_rule', `${shortName(aclId)}_${direction}_${ruleNumber}`),
    ],
    groups: [
      entryArguments({
        id,
        ruleNumber: String(ruleNumber),
        egress,
        block: [block, hcl(cidr)],
        fromPort,
        toPort,
      }),
    ],
  });
}

/** A default network ACL has no entries but those in its block. */
const setsEntries = (acl: Name, direction: string, { sets }: Code): boolean =>
  parseAddress(acl)?.type === 'aws_default_network_acl' || sets?.(acl, direction) === true;

/** One entry for each block that a prefix list has when the code is applied: addresses that a plan doesn't know are not written down. */
export function listEntries(changes: ListEntries, fixing: Fixing): Piece[] {
  const { scope, code } = fixing;
  const [first] = changes;
  if (!first) return [];
  const { aclId, egress, fromPort, toPort, prefixListId = '' } = first;
  const direction = egress ? 'egress' : 'ingress';
  const id = scope.id(aclId, '');
  if (id === undefined) return [outOfReach([aclId])];
  if (moduleOf(aclId) !== undefined && setsEntries(aclId, direction, code))
    return [
      {
        comment: `Add to ${aclId} an ${direction} block that allows ${portsText(fromPort, toPort)}/tcp for each block of ${prefixListId}.`,
      },
    ];
  const list = scope.list(prefixListId, '');
  if (list === undefined) return [outOfReach([prefixListId])];
  const blocks = `${list}.cidr_blocks`;
  const number = listNumber(changes, fixing);
  return [
    added({
      words: [
        'resource',
        'aws_network_acl_rule',
        scope.label('aws_network_acl_rule', `${shortName(aclId)}_${direction}_${shortName(prefixListId)}`),
      ],
      groups: [
        [['count', `length(${blocks})`]],
        entryArguments({
          id,
          ruleNumber: `${number} + count.index`,
          egress,
          block: ['cidr_block', `${blocks}[count.index]`],
          fromPort,
          toPort,
        }),
      ],
    }),
  ];
}

/** Room for the blocks of a list whose count is not known: AWS's have fewer. */
const LIST_ROOM = 30;

/**
 * The number of the first entry for a list: behind all that the fix adds, so that there is room, where nothing denies before that;
 * else where the plan has it.
 */
function listNumber(changes: ListEntries, { network, changes: all }: Fixing): number {
  const numbers = changes.map(({ ruleNumber }) => ruleNumber);
  const first = Math.min(...numbers);
  const [one] = changes;
  const inDirection = all.filter(
    (change) =>
      change.kind === 'add-network-acl-entry' && change.aclId === one?.aclId && change.egress === one.egress,
  );
  const lists = withListEntries(inDirection, awsLists(network)).flatMap((each) =>
    'kind' in each ? [] : [each],
  );
  const before = lists.findIndex((list) => list[0] === one);
  const last = Math.max(...inDirection.map((change) => ('ruleNumber' in change ? change.ruleNumber : 0)));
  const behind = last + 10 + Math.max(0, before) * LIST_ROOM;
  const acl = byId(network.networkAcls, one?.aclId ?? '');
  const next = Math.min(
    ...(acl?.entries ?? [])
      .filter(({ egress, ruleNumber }) => egress === one?.egress && ruleNumber >= first)
      .map(({ ruleNumber }) => ruleNumber),
  );
  return behind + LIST_ROOM <= next ? behind : first;
}

interface Entry {
  readonly id: Hcl;
  readonly ruleNumber: Hcl;
  readonly egress: boolean;
  readonly block: Argument;
  readonly fromPort: number;
  readonly toPort: number;
}

const entryArguments = ({ id, ruleNumber, egress, block, fromPort, toPort }: Entry): Argument[] => [
  ['network_acl_id', id],
  ['rule_number', ruleNumber],
  ['egress', String(egress)],
  ['rule_action', hcl('allow')],
  ['protocol', hcl('tcp')],
  block,
  ['from_port', String(fromPort)],
  ['to_port', String(toPort)],
];
