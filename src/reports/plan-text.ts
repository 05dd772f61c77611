import { changedResources, OWNERS_TITLE, ownersToTell } from '../core/plan/changed-resources.ts';
import type { ExistingChange, Plan, PlannedEndpoint } from '../core/plan/planned.ts';
import { peerId } from '../core/plan/security-group-text.ts';
import { wrap } from '../core/text/wrap.ts';
import { neededBy } from '../core/workload/origin.ts';

const MARKS = { create: '+', extend: '~', keep: '=' } as const satisfies Record<
  PlannedEndpoint['action'],
  string
>;
const LAUNCH_TYPES = { fargate: 'Fargate', ec2: 'EC2' } as const satisfies Record<Plan['launchType'], string>;

/** Below this width, reasons stand under what they explain instead of beside it. */
const NARROW = 66;

/** A plan as lines of at most `width` characters: each endpoint with its reason, then all else that is touched. */
export function planText(plan: Plan, width: number): string[] {
  const { securityGroup, routeTables, prerequisites, existing, withheld, notes } = plan;
  const vpc = plan.newVpc ? `a new VPC (${plan.vpcCidr})` : plan.vpcId;
  const gateways = plan.endpoints.filter(({ kind, action }) => kind === 'gateway' && action !== 'keep');
  // Those that exist are among the changes to what exists.
  const touched = routeTables.filter(
    ({ id }) => plan.newVpc && gateways.some(({ routeTableIds }) => routeTableIds.includes(id)),
  );
  const owners = ownersToTell(existing);
  return [
    ...wrap(
      `${LAUNCH_TYPES[plan.launchType]} tasks in ${plan.subnets.length} subnet${plan.subnets.length === 1 ? '' : 's'} of ${vpc}, ${plan.region}:`,
      width,
    ),
    '',
    ...plan.endpoints.flatMap((endpoint) => endpointLines(endpoint, plan, width)),
    ...(securityGroup
      ? [
          '',
          ...hanging(
            'Security group',
            `${securityGroup.name}: 443/tcp in from ${securityGroup.sources.map(({ peer }) => peerId(peer)).join(', ')}; nothing out.`,
            width,
          ),
        ]
      : []),
    ...(touched.length > 0
      ? [
          '',
          ...hanging(
            touched.length > 1 ? 'Route tables' : 'Route table',
            `${touched.map((table) => tableText(table)).join(', ')}: ${touched.length > 1 ? 'each gets' : 'gets'} the route of the gateway endpoint.`,
            width,
          ),
        ]
      : []),
    ...titled('Changes to what exists:', changeLines(existing, width)),
    ...titled(
      'Left out, because it opens more than the tasks need. --allow-wide-rules puts it in:',
      changeLines(withheld, width),
      width,
    ),
    ...titled(
      OWNERS_TITLE,
      owners.flatMap((owner) => bullet(owner, width)),
      width,
    ),
    ...(['before', 'after'] as const).flatMap((when) => {
      const steps = prerequisites.filter((step) => step.when === when);
      if (steps.length === 0) return [];
      return [
        '',
        `To do by hand ${when} deploying:`,
        ...steps.flatMap(({ because, command }) => [...bullet(because, width), `    ${command}`]),
      ];
    }),
    ...(notes.length > 0 ? ['', 'Notes:', ...notes.flatMap(({ message }) => bullet(message, width))] : []),
  ];
}

function endpointLines(endpoint: PlannedEndpoint, { endpoints, workload }: Plan, width: number): string[] {
  const names = Math.max(...endpoints.map(({ service }) => service.length));
  const head = `${MARKS[endpoint.action]} ${endpoint.action.padEnd(6)}  ${endpoint.service}`;
  const existing = endpoint.endpointId ? ` (${endpoint.endpointId})` : '';
  const who = workload ? ` It is ${neededBy(endpoint)}.` : '';
  const reason = endpoint.because + existing + who;
  if (width < NARROW) return [head, ...wrap(reason, width - 4).map((line) => `    ${line}`)];
  const column = `${MARKS.create} ${'create'}  `.length + names + 2;
  const [first = '', ...rest] = wrap(reason, width - column);
  return [head.padEnd(column) + first, ...rest.map((line) => ' '.repeat(column) + line)];
}

const tableText = ({ id, name, main }: Plan['routeTables'][number]): string => {
  const remarks = [...(name && name !== id ? [name] : []), ...(main ? ['main'] : [])];
  return remarks.length > 0 ? `${id} (${remarks.join(', ')})` : id;
};

const titled = (title: string, lines: readonly string[], width = title.length): string[] =>
  lines.length > 0 ? ['', ...wrap(title, width), ...lines] : [];

/** Each resource that exists and is changed, with each change, why it is made and how it is undone. */
export const changeLines = (changes: readonly ExistingChange[], width: number): string[] =>
  changedResources(changes).flatMap(({ title, lines, because, by, undo }) => [
    ...indented(by === 'command' ? `${title}, by hand` : title, 2, width),
    ...lines.flatMap(({ mark, text }) => indented(`${mark} ${text}`, 4, width, 6)),
    ...indented(`${because} Undo:${undo.command ? '' : ` ${undo.text}.`}`, 4, width),
    // A command is to be copied, so it is not broken.
    ...(undo.command ? [`    ${undo.text}`] : []),
  ]);

function indented(text: string, first: number, width: number, more = first): string[] {
  return wrap(text, width - more).map((line, index) => ' '.repeat(index === 0 ? first : more) + line);
}

function hanging(head: string, text: string, width: number): string[] {
  const indent = width < NARROW ? 4 : head.length + 2;
  const [first = '', ...rest] = wrap(`${head}: ${text}`, width);
  const more = wrap(rest.join(' '), width - indent).map((line) => ' '.repeat(indent) + line);
  return [first, ...more];
}

function bullet(text: string, width: number): string[] {
  const [first = '', ...rest] = wrap(text, width - 4);
  return [`  - ${first}`, ...rest.map((line) => `    ${line}`)];
}
