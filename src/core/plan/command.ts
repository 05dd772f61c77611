import { rangesOf } from '../network/cidr.ts';
import type { Network } from '../network/network.ts';
import type { Peer } from '../network/peer.ts';
import { namesPrefixList } from '../network/routing.ts';
import { admitsHttps, rulesOf } from '../network/security-group.ts';
import { compactJson, jsonText } from '../text/json-text.ts';
import { shellWord } from '../text/shell-word.ts';
import type { Tasks } from '../workload/tasks.ts';
import { taskCidrs, taskPeers } from './apply.ts';
import type { Change } from './change.ts';

/** A change as an AWS CLI command for a POSIX shell, and the command that undoes it. */
export interface Command {
  readonly command: string;
  readonly undo: string;
}

/**
 * The AWS CLI commands that make changes, one per line, complete with Region and IDs, and the commands that undo them, in the
 * order to run them. All lines run in one shell: new endpoints share a security group, whose ID is in `$GROUP`.
 *
 * @see https://docs.aws.amazon.com/cli/latest/reference/ec2/
 */
export function commandsFor(changes: readonly Change[], network: Network, tasks: Tasks): Command {
  const creates = changes.some(({ kind }) => kind === 'create-interface-endpoint');
  const commands = [
    ...(creates && !reusableGroups(network, tasks) ? [newGroup(network, tasks)] : []),
    ...changes.map((change) => commandFor(change, network, tasks)),
  ];
  return {
    command: commands.map(({ command }) => command).join('\n'),
    undo: commands
      .map(({ undo }) => undo)
      .reverse()
      .join('\n'),
  };
}

function commandFor(change: Change, network: Network, tasks: Tasks): Command {
  const ec2 = ec2In(network);
  const modify = (endpointId: string, ...args: readonly string[]) =>
    ec2('modify-vpc-endpoint', '--vpc-endpoint-id', endpointId, ...args);

  switch (change.kind) {
    case 'create-interface-endpoint': {
      const groups = reusableGroups(network, tasks)?.join(' ') ?? '"$GROUP"';
      return {
        command: ec2(
          'create-vpc-endpoint',
          ...[
            '--vpc-id',
            network.vpc.id,
            '--vpc-endpoint-type Interface',
            '--service-name',
            change.serviceName,
          ],
          ...['--subnet-ids', ...change.subnetIds, '--security-group-ids', groups],
          change.privateDns === false ? '--no-private-dns-enabled' : '--private-dns-enabled',
        ),
        undo: deleteEndpoints(ec2, change.serviceName, network),
      };
    }
    case 'create-hosted-zone':
      throw new Error('Hosted zones are not made by commands: their records need what is created before');
    case 'create-gateway-endpoint':
      return {
        command: ec2(
          'create-vpc-endpoint',
          ...[
            '--vpc-id',
            network.vpc.id,
            '--vpc-endpoint-type Gateway',
            '--service-name',
            change.serviceName,
          ],
          ...['--route-table-ids', ...change.routeTableIds],
          ...(change.policy ? ['--policy-document', shellWord(jsonText(change.policy))] : []),
        ),
        undo: deleteEndpoints(ec2, change.serviceName, network),
      };
    case 'add-route-tables':
      return {
        command: modify(change.endpointId, '--add-route-table-ids', ...change.routeTableIds),
        undo: modify(change.endpointId, '--remove-route-table-ids', ...change.routeTableIds),
      };
    case 'add-subnets':
      return {
        command: modify(change.endpointId, '--add-subnet-ids', ...change.subnetIds),
        undo: modify(change.endpointId, '--remove-subnet-ids', ...change.subnetIds),
      };
    case 'enable-private-dns':
      return {
        command: modify(change.endpointId, '--private-dns-enabled'),
        undo: modify(change.endpointId, '--no-private-dns-enabled'),
      };
    case 'limit-s3-private-dns': {
      const option = (value: boolean) => `--dns-options PrivateDnsOnlyForInboundResolverEndpoint=${value}`;
      return {
        command: modify(change.endpointId, option(true)),
        undo: modify(change.endpointId, option(false)),
      };
    }
    case 'set-endpoint-policy':
      return {
        command: modify(change.endpointId, '--policy-document', shellWord(jsonText(change.policy))),
        undo: modify(change.endpointId, '--policy-document', shellWord(compactJson(change.previous))),
      };
    case 'authorize-ingress':
    case 'authorize-egress': {
      const direction = change.kind === 'authorize-ingress' ? 'ingress' : 'egress';
      const peer = change.kind === 'authorize-ingress' ? change.source : change.destination;
      const args = ['--group-id', change.groupId, '--ip-permissions', shellWord(permission(peer))];
      return {
        command: ec2(`authorize-security-group-${direction}`, ...args),
        undo: ec2(`revoke-security-group-${direction}`, ...args),
      };
    }
    case 'set-vpc-attribute': {
      const flag =
        change.attribute === 'enableDnsSupport' ? '--enable-dns-support' : '--enable-dns-hostnames';
      const set = (value: boolean) =>
        ec2('modify-vpc-attribute', '--vpc-id', network.vpc.id, flag, `Value=${value}`);
      return { command: set(true), undo: set(false) };
    }
    case 'add-network-acl-entry': {
      const direction = change.egress ? '--egress' : '--ingress';
      const entry = ['--network-acl-id', change.aclId, direction, '--rule-number', String(change.ruleNumber)];
      return {
        command: ec2(
          'create-network-acl-entry',
          ...entry,
          ...['--protocol 6', '--rule-action allow', '--cidr-block', change.cidr],
          ...['--port-range', `From=${change.fromPort},To=${change.toPort}`],
        ),
        undo: ec2('delete-network-acl-entry', ...entry),
      };
    }
    case 'delete-route': {
      const destination = namesPrefixList(change.destination)
        ? '--destination-prefix-list-id'
        : '--destination-cidr-block';
      const route = ['--route-table-id', change.routeTableId, destination, change.destination];
      return {
        command: ec2('delete-route', ...route),
        undo: ec2('create-route', ...route, ...targetArguments(change.target.id, network)),
      };
    }
  }
}

type Ec2 = (operation: string, ...args: readonly string[]) => string;

const ec2In =
  ({ region }: Network): Ec2 =>
  (operation, ...args) =>
    ['aws ec2', operation, '--region', region, ...args].join(' ');

function permission(peer: Peer): string {
  const https = 'IpProtocol=tcp,FromPort=443,ToPort=443';
  switch (peer.kind) {
    case 'cidr':
      return `${https},IpRanges=[{CidrIp=${peer.cidr}}]`;
    case 'group':
      return `${https},UserIdGroupPairs=[{GroupId=${peer.groupId}}]`;
    case 'prefix-list':
      return `${https},PrefixListIds=[{PrefixListId=${peer.prefixListId}}]`;
  }
}

/** The security groups of an existing endpoint that allows all the tasks inbound. A new endpoint can share them. */
export function reusableGroups(network: Network, tasks: Tasks): readonly string[] | undefined {
  const cidrs = taskCidrs(network, tasks);
  const farSide = {
    ranges: rangesOf(cidrs),
    groupIds: tasks.securityGroupIds.length > 0 ? tasks.securityGroupIds : undefined,
  };
  return network.endpoints?.find(({ kind, securityGroupIds }) => {
    const { rules } = rulesOf(network.securityGroups, securityGroupIds, 'ingress');
    if (kind !== 'interface' || securityGroupIds.length === 0) return false;
    return admitsHttps(rules, farSide, network.prefixLists).passes === 'yes';
  })?.securityGroupIds;
}

/**
 * A security group that allows the tasks inbound, with its ID in `$GROUP`: the group that commands for other endpoints created,
 * else a new one. AWS won't delete it as long as an endpoint uses it.
 */
function newGroup(network: Network, tasks: Tasks): Command {
  const ec2 = ec2In(network);
  const name = freeGroupName(network);
  const find = ec2(
    'describe-security-groups',
    `--filters Name=vpc-id,Values=${network.vpc.id} Name=group-name,Values=${name}`,
    "--query 'SecurityGroups[0].GroupId' --output text",
  );
  const create = ec2(
    'create-security-group',
    ...['--vpc-id', network.vpc.id, '--group-name', name],
    ...['--description', shellWord('HTTPS from the tasks to the VPC endpoints')],
    '--query GroupId --output text',
  );
  const authorize = ec2(
    'authorize-security-group-ingress',
    ...['--group-id "$GROUP"', '--ip-permissions'],
    ...taskPeers(network, tasks).map((peer) => shellWord(permission(peer))),
  );
  return {
    command: `GROUP=$(${find}); [ "$GROUP" != None ] || { GROUP=$(${create}) && ${authorize}; }`,
    undo: ec2('delete-security-group', '--group-id', `$(${find})`),
  };
}

/** A name that no security group of the VPC has yet. */
function freeGroupName({ securityGroups = [] }: Network): string {
  const taken = new Set(securityGroups.map(({ name }) => name));
  let name = GROUP_NAME;
  for (let number = 2; taken.has(name); number += 1) name = `${GROUP_NAME}-${number}`;
  return name;
}

const GROUP_NAME = 'vpc-endpoints-for-tasks';

/** Deletes the newest endpoint of a service. Deleted endpoints are still listed for a while and don't count. */
function deleteEndpoints(ec2: Ec2, serviceName: string, { vpc }: Network): string {
  const ids = ec2(
    'describe-vpc-endpoints',
    `--filters Name=vpc-id,Values=${vpc.id} Name=service-name,Values=${serviceName} Name=vpc-endpoint-state,Values=pending,available`,
    `--query 'max_by(VpcEndpoints, &CreationTimestamp).VpcEndpointId' --output text`,
  );
  return ec2('delete-vpc-endpoints', '--vpc-endpoint-ids', `$(${ids})`);
}

/** The option of create-route that takes a target, by the form of its id, and its value. */
function targetArguments(targetId: string, { region }: Network): readonly [string, string] {
  // These two are named by ARN, which contains the account ID, so it is looked up.
  if (targetId.startsWith('core-network-')) {
    const query = `CoreNetworks[?CoreNetworkId=='${targetId}'].CoreNetworkArn`;
    return [
      '--core-network-arn',
      `"$(aws networkmanager list-core-networks --region us-west-2 --query "${query}" --output text)"`,
    ];
  }
  if (/^odbnet[-_]/.test(targetId)) {
    const query = `odbNetworks[?odbNetworkId=='${targetId}'].odbNetworkArn`;
    return [
      '--odb-network-arn',
      `"$(aws odb list-odb-networks --region ${region} --query "${query}" --output text)"`,
    ];
  }
  const [prefix = ''] = targetId.split('-');
  return [TARGET_FLAGS[prefix] ?? '--gateway-id', targetId];
}

const TARGET_FLAGS: Readonly<Record<string, string>> = {
  nat: '--nat-gateway-id',
  eigw: '--egress-only-internet-gateway-id',
  tgw: '--transit-gateway-id',
  pcx: '--vpc-peering-connection-id',
  eni: '--network-interface-id',
  i: '--instance-id',
  lgw: '--local-gateway-id',
  cagw: '--carrier-gateway-id',
  vpce: '--vpc-endpoint-id',
};
