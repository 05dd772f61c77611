import readmeTemplate from '../../templates/readme/README.md.hbs';
import { AGENT_SERVICES, PULL_SERVICES, type ServiceName } from '../core/catalogue.ts';
import { changedResources, OWNERS_TITLE, ownersToTell } from '../core/plan/changed-resources.ts';
import type { ExistingChange, Plan, PlannedEndpoint, Prerequisite } from '../core/plan/planned.ts';
import { oneLine } from '../core/text/visible.ts';
import { named } from '../core/workload/origin.ts';
import { md, template } from './template.ts';

/** A paragraph of Markdown, then a shell block. Names that a user chose belong into `command`, or through `md`. */
export interface Step {
  readonly text: string;
  readonly command?: string;
}

/** What only the format's renderer can say. */
export interface How {
  /** The format as people call it, e.g. `CloudFormation`. */
  readonly format: string;
  /** The generated files in the order in which to read them, each with a Markdown phrase. */
  readonly files: readonly { readonly path: string; readonly holds: string }[];
  readonly deploy: readonly Step[];
  readonly undo: readonly Step[];
  /** Format's own checks, shown before the AWS CLI's. */
  readonly check?: readonly Step[];
  /** For a new VPC: the shell command that prints its id once it is deployed. */
  readonly printVpcId?: string;
}

interface Section {
  readonly heading: string;
  readonly steps: readonly Step[];
}

/** A resource that exists and is changed. */
interface ChangeView {
  readonly title: string;
  readonly because: string;
  /** Markdown. */
  readonly undo: string;
  readonly lines: readonly string[];
}

interface View {
  readonly title: string;
  readonly summary: string;
  readonly endpoints: readonly {
    readonly service: string;
    readonly what: string;
    readonly because: string;
    readonly origin: string;
  }[];
  readonly resources: readonly string[];
  readonly changes: readonly ChangeView[];
  readonly withheld: readonly ChangeView[];
  readonly ownersTitle: string;
  readonly owners: readonly string[];
  readonly picture: string;
  readonly files: How['files'];
  readonly notes: readonly string[];
  readonly sections: readonly {
    readonly heading: string;
    readonly steps: readonly {
      readonly text: string;
      readonly blocks: readonly { readonly command: string; readonly fence: string }[];
    }[];
  }[];
}

const page = template<View>(readmeTemplate);

/** The README beside the generated code: the same for every format but for what `how` says. */
export function readme(plan: Plan, how: How): string {
  const sections: Section[] = [
    ...prerequisites('Before you deploy', plan, 'before'),
    { heading: 'Deploy', steps: how.deploy },
    ...prerequisites('After you deployed', plan, 'after'),
    { heading: 'Check', steps: [...(how.check ?? []), ...checks(plan, how)] },
    ...(deploys(plan) ? [{ heading: 'Change it later', steps: [{ text: LATER }] }] : []),
    ...(deploys(plan) || plan.prerequisites.length > 0 ? [{ heading: 'Undo', steps: undo(plan, how) }] : []),
  ];
  return page({
    title: `${plan.name}: VPC endpoints for ECS tasks, by ${how.format}`,
    summary: summary(plan),
    endpoints: plan.endpoints.map((endpoint) => ({
      service: endpoint.service,
      what: action(endpoint, plan),
      because: endpoint.because,
      origin: named(endpoint.origin),
    })),
    resources: otherResources(plan),
    changes: changeViews(plan.existing),
    withheld: changeViews(plan.withheld),
    ownersTitle: OWNERS_TITLE,
    owners: ownersToTell(plan.existing),
    picture: picture(plan),
    files: how.files,
    notes: plan.notes.map(({ message }) => message),
    sections: sections.map(({ heading, steps }) => ({
      heading,
      steps: steps.map(({ text, command }) => ({
        text,
        blocks: command === undefined ? [] : [{ command, fence: fenceFor(command) }],
      })),
    })),
  });
}

const VERBS = { '+': 'adds', '-': 'removes', '~': 'sets' } as const;

const changeViews = (changes: readonly ExistingChange[]): ChangeView[] =>
  changedResources(changes).map(({ title, lines, because, by, undo }) => ({
    title: by === 'command' ? `${title}, by hand` : title,
    because,
    undo: undo.command ? UNDONE[by] : undo.text,
    lines: lines.map(({ mark, text }) => `${VERBS[mark]} ${text}`),
  }));

/** Where the commands stand that undo what the files or the reader changed. */
const UNDONE = {
  files: 'the command under “Undo”',
  command: 'the command beside the one that does it',
} as const satisfies Record<ExistingChange['by'], string>;

const deploys = ({ newVpc, changes, adopted }: Plan): boolean =>
  newVpc || changes.length > 0 || adopted.length > 0;

const LATER =
  'These files are the record of what they created: edit them and deploy again. Running the generator on this VPC again ' +
  'counts all that as existing, so its new files hold only what is still missing; deployed in the place of these, they ' +
  'would delete the rest. Give them a directory and a `--name` of their own.';

const launchTypes = { fargate: 'Fargate', ec2: 'EC2 container instances' } as const;

function summary({ region, vpcId, newVpc, launchType, subnets, after, workload }: Plan): string {
  const count = subnets.length === 1 ? 'one subnet' : `${subnets.length} subnets`;
  const place = newVpc ? `a new VPC with ${count}` : `${count} of ${vpcId}`;
  return (
    `ECS tasks on ${launchTypes[launchType]} in ${place} (${region}) ` +
    `reach these AWS services by VPC endpoints${howFar({ after, workload })}`
  );
}

function howFar({ after, workload }: Pick<Plan, 'after' | 'workload'>): string {
  if (after.some(({ via }) => via !== 'endpoint'))
    return ', but not from everywhere: what is left open is said below.';
  return workload?.remarks.some(({ severity }) => severity !== 'info')
    ? '. That may not be all that their start reaches: what else their definitions tell is said below.'
    : ', so starting them needs no NAT gateway.';
}

const verbs = { create: 'created', extend: 'exists, extended', keep: 'exists, kept' } as const;

function action({ kind, action, endpointId }: PlannedEndpoint, { adopted }: Plan): string {
  const verb = adopted.some(({ id }) => id === endpointId) ? `${verbs[action]} and adopted` : verbs[action];
  return [kind, verb, ...(endpointId ? [endpointId] : [])].join(', ');
}

function otherResources({ securityGroup, newVpc }: Plan): string[] {
  return [
    ...(newVpc ? ['The VPC and its private subnets, with no NAT and no internet gateway.'] : []),
    ...(securityGroup
      ? [
          `The security group of the new interface endpoints: ${securityGroup.description}. It lets in 443/tcp and ` +
            'nothing out.',
        ]
      : []),
  ];
}

function prerequisites(heading: string, plan: Plan, when: Prerequisite['when']): Section[] {
  const steps = plan.prerequisites
    .filter((prerequisite) => prerequisite.when === when)
    .flatMap(({ because, command, undo }): Step[] => [
      { text: md(because), command },
      { text: 'To undo:', command: undo },
    ]);
  return steps.length > 0 ? [{ heading, steps }] : [];
}

function checks(plan: Plan, { printVpcId }: How): Step[] {
  const { region, newVpc } = plan;
  const vpc = newVpc ? '"$VPC_ID"' : plan.vpcId;
  const tables = plan.routeTables.map(({ id }) => id).join(' ');
  const gateways = plan.endpoints.some(({ kind }) => kind === 'gateway');
  return [
    ...(newVpc && printVpcId
      ? [{ text: 'The commands below use the id of the new VPC:', command: `VPC_ID="$(${printVpcId})"` }]
      : []),
    {
      text: 'Every endpoint is `available`, and private DNS is `True` for each interface endpoint:',
      command: [
        `aws ec2 describe-vpc-endpoints --region ${region} --filters Name=vpc-id,Values=${vpc} \\`,
        "  --query 'VpcEndpoints[].[ServiceName,VpcEndpointType,State,PrivateDnsEnabled,VpcEndpointId]' --output table",
      ].join('\n'),
    },
    ...(gateways
      ? [
          {
            text: "Each of the tasks' route tables has an `active` route from a prefix list (`pl-…`) to a gateway endpoint:",
            command: [
              `aws ec2 describe-route-tables --region ${region} \\`,
              newVpc ? `  --filters Name=vpc-id,Values=${vpc} \\` : `  --route-table-ids ${tables} \\`,
              "  --query 'RouteTables[].{Table:RouteTableId,Routes:Routes[?DestinationPrefixListId].[DestinationPrefixListId,GatewayId,State]}'",
            ].join('\n'),
          },
        ]
      : []),
    {
      text:
        "Where each byte of a task's start goes, subnet by subnet (private DNS can take two minutes to spread" +
        `${plan.workload?.words.includes('--task-definition') ? '; a file named here is looked for from where you ran the generator' : ''}):`,
      command: doctor(plan, vpc),
    },
  ];
}

function doctor({ region, launchType, newVpc, subnets, endpoints, workload }: Plan, vpc: string): string {
  const implied: readonly ServiceName[] =
    launchType === 'ec2' ? [...PULL_SERVICES, ...AGENT_SERVICES] : PULL_SERVICES;
  const asked = endpoints.filter(({ service, origin }) =>
    workload ? origin.includes('--services') : !implied.includes(service),
  );
  const further = new Set(asked.map(({ service }) => service));
  return [
    `npx create-private-ecs-network doctor --region ${region} --vpc ${vpc} --launch-type ${launchType}`,
    ...(newVpc ? [] : [`--subnets ${subnets.map(({ id }) => id).join(',')}`]),
    ...(workload ? [workload.words.join(' ')] : []),
    ...(further.size > 0 ? [`--services ${[...further].join(',')}`] : []),
  ].join(' \\\n  ');
}

function undo({ newVpc, prerequisites }: Plan, how: How): Step[] {
  const also =
    prerequisites.length > 0 ? ' What was done by hand is taken back by the commands beside it.' : '';
  return [
    ...how.undo,
    {
      text: newVpc
        ? `Stop the tasks and delete what you put into the VPC first, or it cannot be deleted.${also}`
        : `Tasks then start the way they did before: by NAT where there is one, not at all where there is none.${also}`,
    },
  ];
}

/** A Markdown fence longer than any run of backticks inside. */
function fenceFor(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(longest + 1);
}

/** Tasks' subnets, their route tables and the endpoints as a Mermaid flowchart. */
function picture(plan: Plan): string {
  const { subnets, routeTables, endpoints, after } = plan;
  // An endpoint that is extended names the tables it gets; those it has show in where its traffic goes.
  const routed = (
    table: Plan['routeTables'][number],
    { service, endpointId, routeTableIds }: PlannedEndpoint,
  ) =>
    routeTableIds.includes(table.id) ||
    (endpointId !== undefined &&
      after.some(
        (path) =>
          path.service === service &&
          path.endpointId === endpointId &&
          table.subnetIds.includes(path.subnetId),
      ));
  const numbered = endpoints.map((endpoint, index) => ({ endpoint, node: `endpoint${index + 1}` }));
  const interfaces = numbered.filter(({ endpoint }) => endpoint.kind === 'interface');
  const gateways = numbered.filter(({ endpoint }) => endpoint.kind === 'gateway');
  const drawn = new Map<string, string>([
    [plan.vpcId, 'vpc'],
    ...numbered.flatMap(({ endpoint: { endpointId }, node }): [string, string][] =>
      endpointId === undefined ? [] : [[endpointId, node]],
    ),
    ...routeTables.map(({ id }, index): [string, string] => [id, `table${index + 1}`]),
  ]);
  const changed = changedNodes(plan.existing, drawn);
  const endpointNode = ({ endpoint, node }: (typeof numbered)[number]) =>
    `${node}${box([endpoint.service, endpoint.endpointId ?? 'new'])}`;

  const lines = [
    'flowchart LR',
    `  subgraph vpc ${box([plan.newVpc ? 'New VPC' : `VPC ${plan.vpcId}`, plan.vpcCidr])}`,
    ...subnets.map(
      ({ id, name, az, cidr }, index) =>
        `    subnet${index + 1}${box([`Subnet ${name ?? id}`, name && !plan.newVpc ? id : undefined, [az, cidr].filter(Boolean).join(', ')])}`,
    ),
    ...routeTables.map(
      ({ id, name, main }, index) =>
        `    table${index + 1}${box([`Route table ${name ?? id}`, name ? id : undefined, main ? 'the main one' : undefined])}`,
    ),
    ...(interfaces.length > 0
      ? [
          '    subgraph interfaces ["Interface endpoints"]',
          ...interfaces.map((each) => `      ${endpointNode(each)}`),
          '    end',
        ]
      : []),
    ...gateways.map((each) => `    ${endpointNode(each)}`),
    '  end',
    ...changed.nodes,
    ...(interfaces.length > 0
      ? subnets.map((_, index) => `  subnet${index + 1} -->|"443/tcp"| interfaces`)
      : []),
    ...routeTables.flatMap((table, tableIndex) => [
      ...subnets.flatMap((subnet, index) =>
        table.subnetIds.includes(subnet.id) ? [`  subnet${index + 1} --> table${tableIndex + 1}`] : [],
      ),
      ...gateways.flatMap(({ endpoint, node }) =>
        routed(table, endpoint) ? [`  table${tableIndex + 1} -->|"route"| ${node}`] : [],
      ),
    ]),
    ...changed.edges,
  ];
  return lines.join('\n');
}

/** A node for each resource that exists and is changed, with every change; an edge to what it is in the picture. */
function changedNodes(changes: readonly ExistingChange[], drawn: ReadonlyMap<string, string>) {
  const resources = changedResources(changes);
  const nodes = resources.map(({ title, lines }, index) => {
    const verbs = lines.map(({ mark, text }) => `${VERBS[mark]} ${text}`);
    return `    change${index + 1}${box([title, ...verbs])}`;
  });
  return {
    nodes: nodes.length > 0 ? ['  subgraph changes ["Changes to what exists"]', ...nodes, '  end'] : [],
    edges: resources.flatMap(({ id }, index) => {
      const node = drawn.get(id);
      return node === undefined ? [] : [`  change${index + 1} -->|"changes"| ${node}`];
    }),
  };
}

/** A node's label; the first word of every line is ours, so that no name is read as the start of a Markdown list. */
function box(lines: readonly (string | undefined)[]): string {
  const shown = lines.filter((line) => line !== undefined && line !== '').map((line) => mermaid(line ?? ''));
  return `["${shown.join('<br/>')}"]`;
}

/**
 * Text inside a quoted Mermaid label: every ASCII character that Mermaid, its Markdown or HTML could read as syntax
 * becomes an entity code.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
 */
function mermaid(text: string): string {
  return oneLine(text).replaceAll(/[\x20-\x7e]/g, (char) =>
    /[A-Za-z0-9 .,/()-]/.test(char) ? char : `#${char.charCodeAt(0)};`,
  );
}
