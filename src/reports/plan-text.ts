import { changedResources, OWNERS_TITLE, ownersToTell } from '../core/plan/changed-resources.ts';
import type { ExistingChange, Plan, PlannedEndpoint } from '../core/plan/planned.ts';
import { peerId } from '../core/plan/security-group-text.ts';
import { BAR, barred, paragraph } from '../core/text/paragraph.ts';
import { sentenceCase } from '../core/text/sentence-case.ts';
import { neededBy } from '../core/workload/origin.ts';

const MARKS = { create: '+', extend: '~', keep: '=' } as const satisfies Record<
  PlannedEndpoint['action'],
  string
>;
const LAUNCH_TYPES = { fargate: 'Fargate', ec2: 'EC2' } as const satisfies Record<Plan['launchType'], string>;

/** Below this width, reasons stand under what they explain instead of beside it. */
const NARROW = 66;

/**
 * A plan as lines of at most `width` characters: each endpoint with its reason, then all else that is touched.
 *
 * @param cost what it adds to the bill, in sentences
 */
export function planText(plan: Plan, width: number, cost: readonly string[] = []): string[] {
  const { securityGroup, routeTables, prerequisites, existing, withheld, notes } = plan;
  const vpc = plan.newVpc ? `a new VPC (${plan.vpcCidr})` : plan.vpcId;
  const gateways = plan.endpoints.filter(({ kind, action }) => kind === 'gateway' && action !== 'keep');
  // Those that exist are among the changes to what exists.
  const touched = routeTables.filter(
    ({ id }) => plan.newVpc && gateways.some(({ routeTableIds }) => routeTableIds.includes(id)),
  );
  const owners = ownersToTell(existing);
  return [
    ...paragraph(
      `${LAUNCH_TYPES[plan.launchType]} tasks in ${plan.subnets.length} subnet${plan.subnets.length === 1 ? '' : 's'} of ${vpc}, ${plan.region}:`,
      width,
      { first: '', more: BAR },
    ),
    '',
    ...plan.endpoints.flatMap((endpoint) => endpointLines(endpoint, plan, width)),
    ...(securityGroup
      ? [
          '',
          ...hanging(
            'Security group',
            `${securityGroup.name}: inbound 443/tcp from ${securityGroup.sources.map(({ peer }) => peerId(peer)).join(', ')}, no outbound rules`,
            width,
          ),
        ]
      : []),
    ...(plan.central?.spokes.length
      ? [
          '',
          ...hanging(
            'Used from',
            `${plan.central.spokes.map(({ vpcId, name }) => (name ? `${vpcId} (${name})` : vpcId)).join(', ')} too, by hosted zones; private DNS of the endpoints is off`,
            width,
          ),
        ]
      : []),
    ...(touched.length > 0
      ? [
          '',
          ...hanging(
            touched.length > 1 ? 'Route tables' : 'Route table',
            `${touched.map((table) => tableText(table)).join(', ')}: ${touched.length > 1 ? 'each gets' : 'gets'} a route to the gateway endpoint`,
            width,
          ),
        ]
      : []),
    ...titled(
      'Cost a month (730 hours):',
      cost.flatMap((sentence) => bullet(sentence, width)),
    ),
    ...titled('Changes to existing resources:', changeLines(existing, width)),
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
        `Manual steps ${when} you deploy:`,
        ...steps.flatMap(({ because, command, done }) =>
          done ? bullet(`Done: ${because}`, width) : [...bullet(because, width), `    ${command}`],
        ),
      ];
    }),
    ...(notes.length > 0 ? ['', 'Notes:', ...notes.flatMap(({ message }) => bullet(message, width))] : []),
  ];
}

function endpointLines(endpoint: PlannedEndpoint, { endpoints, workload }: Plan, width: number): string[] {
  const names = Math.max(...endpoints.map(({ service }) => service.length));
  const head = `${MARKS[endpoint.action]} ${endpoint.action.padEnd(6)}  ${endpoint.service}`;
  const existing = endpoint.endpointId ? ` (${endpoint.endpointId})` : '';
  const who = workload ? ` ${sentenceCase(neededBy(endpoint))}.` : '';
  const reason = endpoint.because + existing + who;
  if (width < NARROW) return [head, ...barred(reason, width, 2)];
  const column = `${MARKS.create} ${'create'}  `.length + names + 2;
  return paragraph(reason, width, { first: head.padEnd(column), more: bar(column) });
}

const tableText = ({ id, name, main }: Plan['routeTables'][number]): string => {
  const remarks = [...(name && name !== id ? [name] : []), ...(main ? ['main'] : [])];
  return remarks.length > 0 ? `${id} (${remarks.join(', ')})` : id;
};

/** The bar, such that the text after it starts in a column. */
const bar = (column: number): string => BAR.padStart(column);

const titled = (title: string, lines: readonly string[], width = title.length): string[] =>
  lines.length > 0 ? ['', ...paragraph(title, width, { first: '', more: BAR }), ...lines] : [];

/** Each resource that exists and is changed, with each change, why it is made and how it is undone. */
export const changeLines = (changes: readonly ExistingChange[], width: number): string[] =>
  changedResources(changes).flatMap(({ title, lines, because, by, undo }) => [
    ...bullet(by === 'command' ? `${title}, by hand` : title, width),
    ...lines.flatMap(({ mark, text }) => paragraph(text, width, { first: `    ${mark} `, more: bar(6) })),
    ...barred(`${because} Undo:${undo.command ? '' : ` ${undo.text}.`}`, width, 2),
    // A command is to be copied, so it is not broken.
    ...(undo.command ? [`    ${undo.text}`] : []),
  ]);

const hanging = (head: string, text: string, width: number): string[] =>
  paragraph(text, width, { first: `${head}: `, more: bar(width < NARROW ? 4 : head.length + 2) });

const bullet = (text: string, width: number): string[] =>
  paragraph(text, width, { first: '  - ', more: bar(4) });
