import { kindOf, reasonFor, type ServiceName } from '../../src/core/catalogue.ts';
import { AMAZON_DNS, type Network } from '../../src/core/network/network.ts';
import { serviceNameByTable } from '../../src/core/network/regions.ts';
import { type Change, NEW_SECURITY_GROUP } from '../../src/core/plan/change.ts';
import { existingChanges } from '../../src/core/plan/existing-changes.ts';
import type {
  AdoptedEndpoint,
  EndpointSettings,
  Plan,
  PlannedEndpoint,
} from '../../src/core/plan/planned.ts';
import { needs } from '../../src/core/workload/needs.ts';
import { FORMATS } from '../../src/formats/formats.ts';
import type { Iac } from '../engine.ts';

/** Plans written by hand, so that renderers can be read and tested on their own. */

const region = 'eu-west-1';
const named = (service: ServiceName) => serviceNameByTable(service, region);

const VPC: Network = {
  region,
  partition: 'aws',
  source: 'live',
  vpc: {
    id: 'vpc-0a1b2c3d4e5f60718',
    cidrs: ['10.0.0.0/16'],
    ipv6Cidrs: [],
    dnsSupport: true,
    dnsHostnames: true,
    nameServers: [AMAZON_DNS],
  },
  subnets: [],
  routeTables: [],
  endpoints: [],
  securityGroups: [],
  networkAcls: [],
  natGateways: [],
  prefixLists: [],
  offers: undefined,
  unreadable: [],
  assumptions: [],
};

const base = (iac: Iac): Plan => ({
  region,
  partition: 'aws',
  launchType: 'fargate',
  format: FORMATS[iac],
  name: 'private-ecs',
  tags: {},
  newVpc: false,
  vpcId: 'vpc-0a1b2c3d4e5f60718',
  vpcCidr: '10.0.0.0/16',
  subnets: [
    {
      id: 'subnet-0aaaaaaaaaaaaaaa1',
      name: 'app-a',
      az: 'eu-west-1a',
      cidr: '10.0.1.0/24',
      routeTableId: 'rtb-0aaaaaaaaaaaaaaa1',
      implicit: false,
    },
    {
      id: 'subnet-0bbbbbbbbbbbbbbb2',
      name: 'app-b',
      az: 'eu-west-1b',
      cidr: '10.0.2.0/24',
      routeTableId: 'rtb-0bbbbbbbbbbbbbbb2',
      implicit: false,
    },
  ],
  routeTables: [
    { id: 'rtb-0aaaaaaaaaaaaaaa1', name: 'app-a', main: false, subnetIds: ['subnet-0aaaaaaaaaaaaaaa1'] },
    { id: 'rtb-0bbbbbbbbbbbbbbb2', main: false, subnetIds: ['subnet-0bbbbbbbbbbbbbbb2'] },
  ],
  endpoints: [],
  securityGroup: undefined,
  adopted: [],
  changes: [],
  byHand: [],
  prerequisites: [],
  existing: [],
  withheld: [],
  notes: [],
  network: VPC,
  before: [],
  after: [],
});

/** With what the plan tells of what it changes; `byHand` are its prerequisites as changes. */
export function withExisting(plan: Plan, byHand: readonly Change[] = []): Plan {
  const { subnets, routeTables, vpcId, adopted, changes, format } = plan;
  return {
    ...plan,
    existing: existingChanges({
      network: {
        ...VPC,
        vpc: { ...VPC.vpc, id: vpcId },
        subnets,
        routeTables: routeTables.map((table) => ({ ...table, routes: [] })),
      },
      tasks: { subnetIds: subnets.map(({ id }) => id), securityGroupIds: [] },
      format,
      changes,
      byHand,
      adopted,
      servicesOf: (change) => ('service' in change ? [change.service] : ['ecr.dkr']),
    }),
  };
}

/** Every need created, for a launch type and further services. */
export function creating(
  iac: Iac,
  launchType: 'fargate' | 'ec2',
  services: readonly ServiceName[] = [],
  from: Plan = base(iac),
): Plan {
  const subnetIds = from.subnets.map((subnet) => subnet.id);
  const routeTableIds = from.routeTables.map((table) => table.id);
  const all = needs({ launchType, services, serviceConnect: false });
  return withExisting({
    ...from,
    launchType,
    endpoints: all.map(
      (need): PlannedEndpoint => ({
        service: need.service,
        serviceName: named(need.service),
        kind: need.kind,
        action: 'create',
        subnetIds: need.kind === 'interface' ? subnetIds : [],
        routeTableIds: need.kind === 'gateway' ? routeTableIds : [],
        because: need.because,
        origin: need.origin,
      }),
    ),
    securityGroup: {
      name: `${from.name}-endpoints`,
      description: 'HTTPS from the tasks to the VPC endpoints',
      sources: from.subnets.map((subnet) => ({
        peer: { kind: 'cidr', cidr: subnet.cidr ?? '' },
        description: `HTTPS from the tasks in ${subnet.name ?? subnet.id}`,
      })),
    },
    changes: all.map(
      (need): Change =>
        need.kind === 'interface'
          ? {
              kind: 'create-interface-endpoint',
              service: need.service,
              serviceName: named(need.service),
              subnetIds,
            }
          : {
              kind: 'create-gateway-endpoint',
              service: need.service,
              serviceName: named(need.service),
              routeTableIds,
              policy: undefined,
            },
    ),
  });
}

/** A new VPC over two AZs that are picked at deployment (`az: undefined`) or named. */
export function newVpc(
  iac: Iac,
  launchType: 'fargate' | 'ec2',
  azs: readonly (string | undefined)[] = [undefined, undefined],
): Plan {
  const subnets = azs.map((az, index) => ({
    id: `private-${index + 1}`,
    name: `private-ecs-private-${index + 1}`,
    az,
    cidr: `10.0.${index * 64}.0/18`,
    routeTableId: `private-${index + 1}`,
    implicit: false,
  }));
  return creating(iac, launchType, [], {
    ...base(iac),
    newVpc: true,
    vpcId: 'new-vpc',
    vpcCidr: '10.0.0.0/16',
    subnets,
    routeTables: subnets.map(({ id }) => ({ id, main: false, subnetIds: [id] })),
  });
}

/**
 * An existing VPC where ecr.dkr and S3 exist but do not serve, ecr.api serves, and the tasks have a group whose egress is
 * restricted: only Terraform can change what exists, the other formats join it or say a command.
 */
export function fixing(iac: Iac): Plan {
  const plan = base(iac);
  const dkr = 'vpce-0ddddddddddddddd1';
  const s3 = 'vpce-0ccccccccccccccc2';
  const tables = ['rtb-0aaaaaaaaaaaaaaa1', 'rtb-0bbbbbbbbbbbbbbb2'];
  const terraform = iac === 'terraform';
  const endpoint = (
    service: ServiceName,
    rest: Pick<PlannedEndpoint, 'action'> & Partial<PlannedEndpoint>,
  ): PlannedEndpoint => ({
    service,
    serviceName: named(service),
    kind: kindOf(service),
    subnetIds: [],
    routeTableIds: [],
    because: reasonFor(service),
    origin: ['launch type fargate'],
    ...rest,
  });
  const made: Plan = {
    ...plan,
    subnets: plan.subnets.map((subnet, index) => (index === 1 ? { ...subnet, implicit: true } : subnet)),
    routeTables: plan.routeTables.map((table, index) => (index === 1 ? { ...table, main: true } : table)),
    endpoints: [
      endpoint('ecr.api', {
        action: 'keep',
        endpointId: 'vpce-0eeeeeeeeeeeeeee3',
        subnetIds: ['subnet-0aaaaaaaaaaaaaaa1'],
      }),
      endpoint('ecr.dkr', { action: 'extend', endpointId: dkr }),
      terraform
        ? endpoint('s3', { action: 'extend', endpointId: s3, routeTableIds: tables })
        : endpoint('s3', { action: 'create', routeTableIds: tables }),
      endpoint('logs', {
        action: 'create',
        subnetIds: plan.subnets.map(({ id }) => id),
        origin: ['--services'],
      }),
    ],
    securityGroup: {
      name: 'private-ecs-endpoints',
      description: 'HTTPS from the tasks to the VPC endpoints',
      sources: [
        { peer: { kind: 'group', groupId: 'sg-0fffffffffffffff4' }, description: 'HTTPS from the tasks' },
      ],
    },
    changes: [
      ...(terraform
        ? ([
            { kind: 'enable-private-dns', service: 'ecr.dkr', endpointId: dkr },
            { kind: 'add-route-tables', service: 's3', endpointId: s3, routeTableIds: tables },
            {
              kind: 'add-subnets',
              service: 'ecr.dkr',
              endpointId: dkr,
              subnetIds: ['subnet-0bbbbbbbbbbbbbbb2'],
            },
          ] satisfies Change[])
        : ([
            {
              kind: 'create-gateway-endpoint',
              service: 's3',
              serviceName: named('s3'),
              routeTableIds: tables,
              policy: undefined,
            },
          ] satisfies Change[])),
      {
        kind: 'create-interface-endpoint',
        service: 'logs',
        serviceName: named('logs'),
        subnetIds: plan.subnets.map(({ id }) => id),
      },
      {
        kind: 'authorize-ingress',
        groupId: 'sg-0999999999999999d',
        source: { kind: 'group', groupId: 'sg-0fffffffffffffff4' },
      },
      {
        kind: 'authorize-egress',
        groupId: 'sg-0fffffffffffffff4',
        destination: { kind: 'group', groupId: NEW_SECURITY_GROUP },
      },
      {
        kind: 'authorize-egress',
        groupId: 'sg-0fffffffffffffff4',
        destination: { kind: 'prefix-list', prefixListId: 'pl-6da54004' },
      },
      {
        kind: 'add-network-acl-entry',
        aclId: 'acl-0123456789abcdef0',
        ruleNumber: 90,
        egress: false,
        cidr: '10.0.1.0/24',
        fromPort: 443,
        toPort: 443,
      },
    ],
    prerequisites: terraform
      ? []
      : [
          {
            because: 'CloudFormation cannot change the private DNS of an endpoint that exists.',
            command: `aws ec2 modify-vpc-endpoint --region ${region} --vpc-endpoint-id ${dkr} --private-dns-enabled`,
            undo: `aws ec2 modify-vpc-endpoint --region ${region} --vpc-endpoint-id ${dkr} --no-private-dns-enabled`,
            when: 'before',
          },
        ],
    notes: [
      {
        code: 'main-route-table',
        message:
          'Route table rtb-0bbbbbbbbbbbbbbb2 is the main table of the VPC: every subnet without a table of its own uses it too.',
      },
    ],
  };
  return withExisting(
    made,
    terraform ? [] : [{ kind: 'enable-private-dns', service: 'ecr.dkr', endpointId: dkr }],
  );
}

/** A VPC with a route table for each of very many subnets, whose network ACLs get an entry each. */
export function large(iac: Iac, tables: number, acls: number): Plan {
  const plan = creating(iac, 'fargate');
  const [model] = plan.subnets;
  if (!model) throw new Error('The plan has no subnet.');
  const numbered = (prefix: string, index: number) => `${prefix}-${index.toString(16).padStart(17, '0')}`;
  const subnets = Array.from({ length: tables }, (_, index) => ({
    ...model,
    id: numbered('subnet', index),
    name: `app-${index}`,
    cidr: `10.${Math.floor(index / 256)}.${index % 256}.0/24`,
    routeTableId: numbered('rtb', index),
  }));
  const routeTables = subnets.map(({ id, routeTableId }) => ({
    id: routeTableId,
    main: false,
    subnetIds: [id],
  }));
  return withExisting({
    ...plan,
    subnets,
    routeTables,
    changes: [
      ...plan.changes.map(
        (change): Change =>
          change.kind === 'create-gateway-endpoint'
            ? { ...change, routeTableIds: routeTables.map(({ id }) => id) }
            : {
                ...change,
                ...(change.kind === 'create-interface-endpoint'
                  ? { subnetIds: [numbered('subnet', 0)] }
                  : {}),
              },
      ),
      ...Array.from(
        { length: acls },
        (_, index): Change => ({
          kind: 'add-network-acl-entry',
          aclId: numbered('acl', index),
          ruleNumber: 90,
          egress: false,
          cidr: '10.0.0.0/16',
          fromPort: 443,
          toPort: 443,
        }),
      ),
    ],
  });
}

/** Text that would be code if it were not quoted. */
export const HOSTILE = `a "b" \\ $\{var.region} %{ if true } $$\{x} {{hcl x}} \n}\n# é 日本 \u2028 \b\f\t\u0000`;

/** A tag's key that would be more than a text if it were not quoted. */
const ODD_KEY = `it's "für": $\{x} {{y}} # 1`;

/** All that exists in `fixing` is adopted, with its tags and a policy, and fixed in place in every format. */
export function adopting(iac: Iac): Plan {
  const plan = fixing('terraform');
  const subnetIds = plan.subnets.map(({ id }) => id);
  const routeTableIds = plan.routeTables.map(({ id }) => id);
  return withExisting({
    ...plan,
    format: FORMATS[iac],
    tags: { team: 'payments' },
    adopted: plan.endpoints.flatMap(({ service, serviceName, kind, endpointId }): AdoptedEndpoint[] => {
      if (endpointId === undefined) return [];
      const extended = service !== 'ecr.api';
      const fixed: EndpointSettings = {
        privateDns: kind === 'interface',
        subnetIds: kind === 'interface' ? subnetIds : [],
        securityGroupIds: kind === 'interface' ? ['sg-0999999999999999d'] : [],
        routeTableIds: kind === 'gateway' ? ['rtb-0ddddddddddddddd4', ...routeTableIds] : [],
        policy:
          service === 'ecr.dkr'
            ? { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:*', Resource: '*' }] }
            : undefined,
      };
      return [
        {
          service,
          id: endpointId,
          serviceName,
          kind,
          tags: service === 'ecr.api' ? {} : { [ODD_KEY]: HOSTILE, Name: 'ours' },
          found: extended
            ? {
                ...fixed,
                privateDns: false,
                subnetIds: fixed.subnetIds.slice(0, 1),
                routeTableIds: fixed.routeTableIds.slice(0, 1),
              }
            : fixed,
          fixed,
          undo: extended ? `aws ec2 modify-vpc-endpoint --vpc-endpoint-id ${endpointId} …` : '',
        },
      ];
    }),
  });
}

/** All that is needed exists and serves, and is adopted. */
export function adoptingOnly(iac: Iac): Plan {
  const plan = adopting(iac);
  return withExisting({
    ...plan,
    endpoints: plan.endpoints.flatMap((endpoint) =>
      endpoint.endpointId === undefined ? [] : [{ ...endpoint, action: 'keep' }],
    ),
    adopted: plan.adopted.map((endpoint) => ({ ...endpoint, found: endpoint.fixed, undo: '' })),
    securityGroup: undefined,
    changes: [],
    notes: [],
  });
}
