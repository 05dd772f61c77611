import type { Prerequisite } from '../../core/plan/planned.ts';
import type { Step } from '../readme.ts';
import { md } from '../template.ts';
import type { Fleet, FleetVpc, LeftOut, Place } from './fleet.ts';

/** What only the format knows. */
export interface FleetHow {
  /** The format as people call it. */
  readonly format: string;
  readonly files: readonly { readonly path: string; readonly holds: string }[];
  /** Where a VPC's part of the code is: a heading for the table, and the cell of each VPC. */
  readonly part: { readonly heading: string; readonly of: (vpc: FleetVpc) => string };
  readonly deploy: readonly Step[];
  readonly later: readonly Step[];
  readonly undo: readonly Step[];
}

/** The README of a fleet's code. Formats differ only in what `how` says. */
export function fleetReadme(fleet: Fleet, how: FleetHow): string {
  const coded = fleet.vpcs.filter(({ part }) => part !== undefined);
  const sections: readonly (readonly [heading: string, lines: readonly string[]])[] = [
    ['What changes where', [...tableOf(fleet.vpcs, how), '', ...MOVES]],
    ['Changes to existing resources', existingChanges(fleet.vpcs)],
    ['Not generated', fleet.leftOut.map(leftOutLine)],
    ['Files', how.files.map(({ path, holds }) => `- \`${path}\`: ${holds}`)],
    ['Before you deploy', notesOf(fleet.vpcs)],
    ['Manual steps before you deploy', stepsByVpc(fleet.vpcs, manualSteps('before'))],
    ['Deploy', coded.length > 0 ? stepLines(how.deploy) : ['There is nothing to deploy.']],
    ['Manual steps after you deploy', stepsByVpc(fleet.vpcs, manualSteps('after'))],
    ['Check', stepLines(checks(fleet.vpcs))],
    ['Change it later', stepLines([{ text: LATER }, ...(coded.length > 0 ? how.later : [])])],
    [
      'Stop and go back',
      coded.length > 0
        ? [
            ...stepsByVpc(coded, ({ part }) => part?.undo?.before ?? []),
            ...stepLines(how.undo),
            '',
            ...stepsByVpc(coded, ({ part }) => part?.undo?.after ?? []),
          ]
        : [],
    ],
  ];
  const accounts = new Set(fleet.vpcs.map(({ accountId }) => accountId)).size;
  return `${[
    `# ${md(fleet.name)}: VPC endpoints for a fleet (${how.format})`,
    '',
    `VPC endpoints for the ECS tasks in ${counted(fleet.vpcs.length, 'VPC')} of ${counted(accounts, 'account')}. ` +
      'Each VPC gets exactly what a plan for it alone says.',
    ...sections.flatMap(([heading, lines]) => (lines.length > 0 ? ['', `## ${heading}`, '', ...lines] : [])),
  ]
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `shop (vpc-1)`, in Markdown. */
const nameOf = ({ name, vpcId }: FleetVpc): string =>
  name === undefined ? md(vpcId) : `${md(name)} (${vpcId})`;

const placeOf = ({ accountId, region }: Place): string => `${accountId}, ${region}`;

function tableOf(vpcs: readonly FleetVpc[], { part }: FleetHow): string[] {
  return [
    `| Account | Region | VPC | ${part.heading} | New endpoints | Existing resources changed | Manual steps |`,
    '|---|---|---|---|---|---|---|',
    ...vpcs.map((vpc) =>
      [
        '',
        ` ${vpc.accountId} `,
        ` ${vpc.region} `,
        ` ${nameOf(vpc)} `,
        ` ${vpc.part ? part.of(vpc) : '-'} `,
        ` ${vpc.creates.length > 0 ? vpc.creates.join(', ') : '-'} `,
        ` ${vpc.changes.length} `,
        ` ${vpc.prerequisites.length} `,
        '',
      ].join('|'),
    ),
  ];
}

const MOVES = [
  'An interface endpoint has private DNS, so it moves a whole VPC: as soon as it exists, every request from that VPC to its service goes ' +
    'through it, not only those of ECS tasks. Its security group lets in the tasks alone. If anything else in the VPC calls the service, ' +
    'add a rule for it first.',
  '',
  'So deploy to one account first, the one where the least depends on it. Check it, wait as long as a deployment of your tasks takes, and ' +
    'only then go on.',
];

function existingChanges(vpcs: readonly FleetVpc[]): string[] {
  return vpcs.flatMap((vpc) =>
    vpc.changes.length === 0
      ? []
      : [`- ${placeOf(vpc)}: ${nameOf(vpc)}`, ...vpc.changes.map((change) => `  - ${md(change)}`)],
  );
}

const leftOutLine = ({ accountId, region, vpcId, reason }: LeftOut): string => {
  const place = [accountId, region, vpcId].filter(Boolean).join(', ');
  return `- ${place === '' ? '' : `${place}: `}${md(reason)}`;
};

/** Each note once, with the VPCs that it is about. */
function notesOf(vpcs: readonly FleetVpc[]): string[] {
  const about = new Map<string, FleetVpc[]>();
  for (const vpc of vpcs)
    for (const note of new Set(vpc.notes)) about.set(note, [...(about.get(note) ?? []), vpc]);
  return [...about].map(([note, all]) =>
    all.length === vpcs.length && vpcs.length > 1
      ? `- ${md(note)}`
      : `- ${all.map((vpc) => `${nameOf(vpc)}`).join(', ')}: ${md(note)}`,
  );
}

const manualSteps =
  (when: Prerequisite['when']) =>
  ({ prerequisites }: FleetVpc): Step[] =>
    prerequisites
      .filter((step) => step.when === when)
      .flatMap(({ because, command, undo }) => [
        { text: md(because), command },
        { text: 'To undo:', command: undo },
      ]);

/** Steps under a heading for each VPC that has some. */
const stepsByVpc = (vpcs: readonly FleetVpc[], stepsOf: (vpc: FleetVpc) => readonly Step[]): string[] =>
  vpcs.flatMap((vpc) => {
    const steps = stepsOf(vpc);
    return steps.length === 0 ? [] : [`### ${placeOf(vpc)}: ${nameOf(vpc)}`, '', ...stepLines(steps), ''];
  });

function checks(vpcs: readonly FleetVpc[]): Step[] {
  const [first] = vpcs;
  return [
    {
      text:
        'One VPC, with credentials for its account (private DNS changes can take two minutes to apply). Its tasks must reach every service ' +
        'through the endpoint:',
      ...(first && { command: first.doctor }),
    },
    {
      text:
        'The whole fleet: run `sweep` with the options that found it, without `--create`. It knows the tasks, their subnets and what they need. ' +
        'With `--create` and this directory, it must also say that nothing changed.',
    },
  ];
}

const LATER =
  'Run `sweep --create` again with this directory and the same options. It reads `private-ecs-fleet.json`, so commit that file together with ' +
  'the others. It says what the next deployment adds and removes in which VPC, and writes nothing if that would remove something, unless ' +
  '`--allow-removal` is given. Where a VPC needs no code any more, first undo what is deployed there, as “Stop and go back” says.';

/** A Markdown fence longer than any run of backticks inside. */
function fenceFor(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(longest + 1);
}

function stepLines(steps: readonly Step[]): string[] {
  return steps.flatMap(({ text, command, language = 'sh' }, index) => {
    const fence = fenceFor(command ?? '');
    return [
      ...(index > 0 ? [''] : []),
      text,
      ...(command === undefined ? [] : ['', `${fence}${language}`, command, fence]),
    ];
  });
}
