import readmeTemplate from '../../templates/readme/README.md.hbs';
import { AGENT_SERVICES, PULL_SERVICES, type ServiceName } from '../core/catalogue.ts';
import {
  changedResources,
  leftAloneByOwners,
  OWNERS_TITLE,
  ownersToTell,
} from '../core/plan/changed-resources.ts';
import type { ExistingChange, Plan, PlannedEndpoint, Prerequisite } from '../core/plan/planned.ts';
import { oneLine } from '../core/text/visible.ts';
import { named } from '../core/workload/origin.ts';
import { md, template } from './template.ts';

/** A paragraph of Markdown, then a block: for a shell, unless it is in another language. Put names that a user chose in `command`, or pass them through `md`. */
export interface Step {
  readonly text: string;
  readonly command?: string;
  readonly language?: 'sh' | 'hcl';
}

/** What only the format's renderer knows. */
export interface How {
  /** The format as people call it, e.g. `CloudFormation`. */
  readonly format: string;
  /** The generated files in reading order, each with a Markdown phrase. */
  readonly files: readonly { readonly path: string; readonly holds: string }[];
  readonly deploy: readonly Step[];
  readonly undo: readonly Step[];
  /** The format's own checks, shown before the AWS CLI's. */
  readonly check?: readonly Step[];
  /** For other VPCs that use the endpoints; `doctor` gives the command that checks one. */
  readonly others?:
    | ((doctor: (vpcId: string, subnetIds: readonly string[]) => string) => readonly Step[])
    | undefined;
  /** How another environment uses the same code. */
  readonly share?: Step;
  /** What to do after a change beside deploying, if anything. */
  readonly later?: string;
  /** For a new VPC: the shell command that prints its ID after the deployment. */
  readonly printVpcId?: string;
}

interface Section {
  readonly heading: string;
  readonly steps: readonly Step[];
}

/** An existing resource that is changed. */
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
    readonly neededBy: string;
  }[];
  readonly resources: readonly string[];
  readonly changes: readonly ChangeView[];
  readonly withheld: readonly ChangeView[];
  readonly ownersTitle: string;
  readonly owners: readonly string[];
  readonly leftAlone: readonly string[];
  readonly picture: string;
  readonly files: How['files'];
  readonly notes: readonly string[];
  readonly sections: readonly {
    readonly heading: string;
    readonly steps: readonly {
      readonly text: string;
      readonly blocks: readonly {
        readonly command: string;
        readonly language: string;
        readonly fence: string;
      }[];
    }[];
  }[];
}

const page = template<View>(readmeTemplate);

/** The README of the generated code. Formats differ only in what `how` says. */
export function readme(plan: Plan, how: How): string {
  const sections: Section[] = [
    ...prerequisites('Manual steps before you deploy', plan, 'before'),
    { heading: 'Deploy', steps: how.deploy },
    ...prerequisites('Manual steps after you deploy', plan, 'after'),
    { heading: 'Check', steps: [...(how.check ?? []), ...checks(plan, how)] },
    ...(how.others
      ? [
          {
            heading: 'The other VPCs',
            steps: how.others((...spoke) => doctorCommand(plan, ...spoke)),
          },
        ]
      : []),
    ...(deploys(plan)
      ? [
          {
            heading: 'Change it later',
            steps: [
              { text: [LATER, how.later].filter(Boolean).join(' ') },
              ...(how.share ? [how.share] : []),
            ],
          },
        ]
      : []),
    ...(deploys(plan) || plan.prerequisites.length > 0 ? [{ heading: 'Undo', steps: undo(plan, how) }] : []),
  ];
  return page({
    title: `${plan.name}: VPC endpoints for ECS tasks (${how.format})`,
    summary: summary(plan),
    endpoints: plan.endpoints.map((endpoint) => ({
      service: endpoint.service,
      what: action(endpoint, plan),
      because: endpoint.because,
      neededBy: neededBy(endpoint.origin),
    })),
    resources: otherResources(plan),
    changes: changeViews(plan.existing),
    withheld: changeViews(plan.withheld),
    ownersTitle: OWNERS_TITLE,
    owners: ownersToTell(plan.existing),
    leftAlone: leftAloneByOwners(plan.existing),
    picture: picture(plan),
    files: how.files,
    notes: plan.notes.map(({ message }) => message),
    sections: sections.map(({ heading, steps }) => ({
      heading,
      steps: steps.map(({ text, command, language = 'sh' }) => ({
        text,
        blocks: command === undefined ? [] : [{ command, language, fence: fenceFor(command) }],
      })),
    })),
  });
}

const neededBy = (origin: PlannedEndpoint['origin']): string =>
  origin.length === 1 && origin[0] === '--services'
    ? 'Requested with --services'
    : `Required by ${named(origin)}`;

const VERBS = { '+': 'adds', '-': 'removes', '~': 'sets' } as const;

const changeViews = (changes: readonly ExistingChange[]): ChangeView[] =>
  changedResources(changes).map(({ title, lines, because, by, undo }) => ({
    title: by === 'command' ? `${title} (manual step)` : title,
    because,
    undo: undo.command ? UNDONE[by] : undo.text,
    lines: lines.map(({ mark, text }) => `${VERBS[mark]} ${text}`),
  }));

/** Where to find the commands that undo what the files or the reader changed. */
const UNDONE = {
  files: 'the command under “Undo”',
  command: 'the command shown after the step itself',
} as const satisfies Record<ExistingChange['by'], string>;

const deploys = ({ newVpc, changes, adopted }: Plan): boolean =>
  newVpc || changes.length > 0 || adopted.length > 0;

const LATER =
  'To change something, run the generator again in this directory, such as ' +
  '`npx create-private-ecs-network . --services logs`. It reads `private-ecs-network.json`, so commit that file together ' +
  'with the others. It shows what the next deployment adds and removes before it writes anything. Put additions of your own in ' +
  'files of their own.';

const launchTypes = { fargate: 'Fargate', ec2: 'EC2 container instances' } as const;

function summary({ region, vpcId, newVpc, launchType, subnets, after, workload }: Plan): string {
  const count = subnets.length === 1 ? 'one subnet' : `${subnets.length} subnets`;
  const place = newVpc ? `a new VPC with ${count}` : `${count} of ${vpcId}`;
  return (
    `ECS tasks on ${launchTypes[launchType]} in ${place} (${region}) ` +
    `use VPC endpoints for the services below${howFar({ after, workload })}`
  );
}

function howFar({ after, workload }: Pick<Plan, 'after' | 'workload'>): string {
  if (after.some(({ via }) => via !== 'endpoint'))
    return ', but not on every path. “Before you deploy” lists what is left open.';
  return workload?.remarks.some(({ severity }) => severity !== 'info')
    ? '. To start, they may need more than these: “Before you deploy” lists what else their task definitions show.'
    : ', so they can start without a NAT gateway.';
}

const verbs = { create: 'created', extend: 'exists, extended', keep: 'exists, kept' } as const;

function action({ kind, action, endpointId }: PlannedEndpoint, { adopted }: Plan): string {
  const verb = adopted.some(({ id }) => id === endpointId) ? `${verbs[action]} and adopted` : verbs[action];
  return [kind, verb, ...(endpointId ? [endpointId] : [])].join(', ');
}

function otherResources({ securityGroup, newVpc, central }: Plan): string[] {
  return [
    ...(newVpc ? ['The VPC and its private subnets, without a NAT gateway or an internet gateway.'] : []),
    ...(central
      ? [
          `A hosted zone for the name of each interface endpoint, which answers in this VPC and in ${central.spokes.map(({ vpcId }) => vpcId).join(', ')}.`,
        ]
      : []),
    ...(securityGroup
      ? [
          `The security group of the new interface endpoints: ${securityGroup.description}. It allows inbound 443/tcp ` +
            'and no outbound traffic.',
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
      ? [{ text: 'The commands below use the ID of the new VPC:', command: `VPC_ID="$(${printVpcId})"` }]
      : []),
    {
      text: plan.central
        ? 'Every endpoint must be `available`. Private DNS is `False`, because the hosted zones answer:'
        : 'Every endpoint must be `available`, and private DNS must be `True` for each interface endpoint:',
      command: [
        `aws ec2 describe-vpc-endpoints --region ${region} --filters Name=vpc-id,Values=${vpc} \\`,
        "  --query 'VpcEndpoints[].[ServiceName,VpcEndpointType,State,PrivateDnsEnabled,VpcEndpointId]' --output table",
      ].join('\n'),
    },
    ...(gateways
      ? [
          {
            text: "Each of the tasks' route tables must have an `active` route from a prefix list (`pl-…`) to a gateway endpoint:",
            command: [
              `aws ec2 describe-route-tables --region ${region} \\`,
              newVpc ? `  --filters Name=vpc-id,Values=${vpc} \\` : `  --route-table-ids ${tables} \\`,
              "  --query 'RouteTables[].{Table:RouteTableId,Routes:Routes[?DestinationPrefixListId].[DestinationPrefixListId,GatewayId,State]}'",
            ].join('\n'),
          },
        ]
      : []),
    ...(deploys(plan) ? [DOCTOR_HERE] : []),
    {
      text:
        `${deploys(plan) ? 'The same without that file, such as for another VPC' : 'How task-startup traffic is routed from each subnet'}` +
        `${plan.workload?.words.includes('--task-definition') ? ' (file paths are relative to this directory)' : ''}:`,
      command: doctorCommand(plan, vpc),
    },
  ];
}

/** Short enough to be typed after each deployment, and the same in CI for every network. */
const DOCTOR_HERE: Step = {
  text:
    'After each deployment and in CI, this shows how task-startup traffic is routed from each subnet, and where the network ' +
    'and this code differ. It reads `private-ecs-network.json`. In CI its exit code is 1 if it finds an error, or if something ' +
    "that matters couldn't be read. (Private DNS changes can take two minutes to apply.)",
  command: 'npx create-private-ecs-network doctor .',
};

/**
 * The command that shows how the tasks' traffic is routed.
 *
 * @param vpc the VPC as a word of a shell
 */
export function doctorCommand(
  { region, vpcId, launchType, newVpc, subnets, endpoints, workload }: Plan,
  vpc: string = vpcId,
  subnetIds: readonly string[] = subnets.map(({ id }) => id),
): string {
  const implied: readonly ServiceName[] =
    launchType === 'ec2' ? [...PULL_SERVICES, ...AGENT_SERVICES] : PULL_SERVICES;
  const asked = endpoints.filter(({ service, origin }) =>
    workload ? origin.includes('--services') : !implied.includes(service),
  );
  const further = new Set(asked.map(({ service }) => service));
  return [
    `npx create-private-ecs-network doctor --region ${region} --vpc ${vpc} --launch-type ${launchType}`,
    ...(newVpc ? [] : [`--subnets ${subnetIds.join(',')}`]),
    ...(workload ? [workload.words.join(' ')] : []),
    ...(further.size > 0 ? [`--services ${[...further].join(',')}`] : []),
  ].join(' \\\n  ');
}

function undo(plan: Plan, how: How): Step[] {
  const { newVpc, prerequisites } = plan;
  const also =
    prerequisites.length > 0
      ? ' To undo the manual steps, run the undo command shown after each of them.'
      : '';
  return [
    ...how.undo,
    {
      text: newVpc
        ? `First stop the tasks and delete what you added to the VPC, or the VPC can't be deleted.${also}`
        : `${afterUndo(plan)}${also}`,
    },
  ];
}

/** How tasks reach their services once everything is undone. Imports alone change no path. */
const afterUndo = ({ changes, prerequisites, central }: Plan): string =>
  changes.length + prerequisites.length === 0
    ? 'Task-startup traffic then stays as it is.'
    : `${central ? `This takes the endpoints from ${central.spokes.map(({ vpcId }) => `\`${vpcId}\``).join(', ')} too. ` : ''}` +
      "Traffic that used no endpoint before then goes through NAT again, if there is one. In subnets without NAT, tasks can't start.";

/** A Markdown fence longer than any run of backticks inside. */
function fenceFor(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(longest + 1);
}

/** Tasks' subnets, their route tables and the endpoints as a Mermaid flowchart. */
function picture(plan: Plan): string {
  const { subnets, routeTables, endpoints, after } = plan;
  // An extended endpoint names only the tables that are added. The tables it has already follow from its paths.
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
        `    table${index + 1}${box([`Route table ${name ?? id}`, name ? id : undefined, main ? 'main route table' : undefined])}`,
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
    ...(plan.central?.spokes ?? []).flatMap(({ vpcId, name }, index) => [
      `  spoke${index + 1}${box([`VPC ${name ?? vpcId}`, name && vpcId])}`,
      `  spoke${index + 1} -->|"hosted zones"| interfaces`,
    ]),
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

/** A node for each existing resource that is changed, with all its changes, and an edge to that resource if it is drawn. */
function changedNodes(changes: readonly ExistingChange[], drawn: ReadonlyMap<string, string>) {
  const resources = changedResources(changes);
  const nodes = resources.map(({ title, lines }, index) => {
    const verbs = lines.map(({ mark, text }) => `${VERBS[mark]} ${text}`);
    return `    change${index + 1}${box([title, ...verbs])}`;
  });
  return {
    nodes:
      nodes.length > 0 ? ['  subgraph changes ["Changes to existing resources"]', ...nodes, '  end'] : [],
    edges: resources.flatMap(({ id }, index) => {
      const node = drawn.get(id);
      return node === undefined ? [] : [`  change${index + 1} -->|"changes"| ${node}`];
    }),
  };
}

/** A node's label. Each line starts with a word of ours, so that Mermaid can't read a name as a Markdown list. */
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
