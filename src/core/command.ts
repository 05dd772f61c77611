import { taskPeers } from './apply.ts';
import type { ServiceName } from './catalogue.ts';
import type { Change } from './change.ts';
import { rangesOf } from './cidr.ts';
import type { Network } from './network.ts';
import type { Peer, Tasks } from './path.ts';
import { admitsHttps, rulesOf } from './security-group.ts';

/** A change as AWS CLI text for a POSIX shell, and what takes it back. */
export interface Command {
  readonly command: string;
  readonly undo: string;
}

/**
 * The AWS CLI command that makes a change, complete with Region and ids.
 *
 * @see https://docs.aws.amazon.com/cli/latest/reference/ec2/
 */
export function commandFor(change: Change, network: Network, tasks: Tasks): Command {
  const ec2 = (operation: string, ...args: readonly string[]): string =>
    ['aws ec2', operation, '--region', network.region, ...args].join(' ');
  const modify = (endpointId: string, ...args: readonly string[]) =>
    ec2('modify-vpc-endpoint', '--vpc-endpoint-id', endpointId, ...args);

  switch (change.kind) {
    case 'create-interface-endpoint': {
      const group = reusableGroups(network, tasks);
      const create = (groups: string) =>
        ec2(
          'create-vpc-endpoint',
          ...[
            '--vpc-id',
            network.vpc.id,
            '--vpc-endpoint-type Interface',
            '--service-name',
            change.serviceName,
          ],
          ...['--subnet-ids', ...change.subnetIds, '--security-group-ids', groups, '--private-dns-enabled'],
        );
      return {
        command: group
          ? create(group.join(' '))
          : `${newGroup(ec2, change.service, network, tasks)} && ${create('"$GROUP"')}`,
        undo: deleteEndpoints(ec2, change.serviceName, network),
      };
    }
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
          ...(change.policy ? ['--policy-document', quote(JSON.stringify(change.policy))] : []),
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
        command: modify(change.endpointId, '--policy-document', quote(JSON.stringify(change.policy))),
        undo: modify(change.endpointId, '--policy-document', quote(change.previous)),
      };
    case 'authorize-ingress':
    case 'authorize-egress': {
      const direction = change.kind === 'authorize-ingress' ? 'ingress' : 'egress';
      const peer = change.kind === 'authorize-ingress' ? change.source : change.destination;
      const args = ['--group-id', change.groupId, '--ip-permissions', quote(permission(peer))];
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
      const destination = change.destination.startsWith('pl-')
        ? '--destination-prefix-list-id'
        : '--destination-cidr-block';
      const route = ['--route-table-id', change.routeTableId, destination, change.destination];
      return {
        command: ec2('delete-route', ...route),
        undo: ec2('create-route', ...route, targetFlag(change.targetId), change.targetId),
      };
    }
  }
}

/** Text as one POSIX shell word. */
export function quote(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

type Ec2 = (operation: string, ...args: readonly string[]) => string;

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

/** The groups of an endpoint that is there already and lets all the tasks in: a new endpoint can share them. */
function reusableGroups(network: Network, tasks: Tasks): readonly string[] | undefined {
  const cidrs = tasks.subnetIds.flatMap(
    (id) => network.subnets.find((subnet) => subnet.id === id)?.cidr ?? [],
  );
  const farSide = {
    ranges: rangesOf(cidrs),
    groupIds: tasks.securityGroupIds.length > 0 ? tasks.securityGroupIds : undefined,
  };
  return network.endpoints?.find(({ kind, securityGroupIds }) => {
    const rules =
      kind === 'interface' &&
      securityGroupIds.length > 0 &&
      rulesOf(network.securityGroups, securityGroupIds, 'ingress');
    return rules && admitsHttps(rules, farSide, network.prefixLists).passes === 'yes';
  })?.securityGroupIds;
}

/** Creates a group that lets the tasks in, and leaves its id in `$GROUP`. */
function newGroup(ec2: Ec2, service: ServiceName, network: Network, tasks: Tasks): string {
  const create = ec2(
    'create-security-group',
    ...['--vpc-id', network.vpc.id, '--group-name', `${service.replace('.', '-')}-endpoint`],
    ...['--description', quote('HTTPS from the tasks to the VPC endpoint'), '--query GroupId --output text'],
  );
  const authorize = taskPeers(network, tasks).map((peer) =>
    ec2(
      'authorize-security-group-ingress',
      '--group-id "$GROUP"',
      '--ip-permissions',
      quote(permission(peer)),
    ),
  );
  return [`GROUP=$(${create})`, ...authorize].join(' && ');
}

/** Deletes the newest endpoint of a service; deleted ones are listed for a while and do not count. */
function deleteEndpoints(ec2: Ec2, serviceName: string, { vpc }: Network): string {
  const ids = ec2(
    'describe-vpc-endpoints',
    `--filters Name=vpc-id,Values=${vpc.id} Name=service-name,Values=${serviceName} Name=vpc-endpoint-state,Values=pending,available`,
    `--query 'max_by(VpcEndpoints, &CreationTimestamp).VpcEndpointId' --output text`,
  );
  return ec2('delete-vpc-endpoints', '--vpc-endpoint-ids', `$(${ids})`);
}

/** The option of create-route that takes a target, by the form of its id. */
function targetFlag(targetId: string): string {
  const [prefix = ''] = targetId.split('-');
  return TARGET_FLAGS[prefix] ?? '--gateway-id';
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
  arn: '--core-network-arn',
};
