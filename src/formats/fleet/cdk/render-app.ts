import type { Plan } from '../../../core/plan/planned.ts';
import { networkCode } from '../../cdk/network-code.ts';
import { networkView } from '../../cdk/network-view.ts';
import { appFiles, gitignoreFile, networkFile, refuseTokens, stackFile } from '../../cdk/render-cdk.ts';
import { stackView } from '../../cdk/stack-view.ts';
import { refuseDynamicReferences } from '../../cloudformation-stack.ts';
import type { GeneratedFile } from '../../format.ts';
import { stackName } from '../../stack-name.ts';
import { type Fleet, type FleetVpc, keyOf, type Part } from '../fleet.ts';
import { fleetReadme } from '../fleet-readme.ts';
import { sharedPlan } from '../shared-plan.ts';
import { deploySteps, undoSteps } from './app-steps.ts';
import { appText } from './app-text.ts';
import { blocksAsProperties } from './blocks-as-properties.ts';

/** A plan as the class of a stack, which other VPCs share, and the properties of this VPC's. */
export function partOf(plan: Plan): Part {
  refuseDynamicReferences(plan);
  refuseTokens(plan);
  const { plan: marked, properties, referring } = blocksAsProperties(sharedPlan(plan));
  const own = networkCode(marked);
  const network = { ...own, properties: [...own.properties, ...properties] };
  return {
    shape: referring(stackFile(stackView(marked, [], network))),
    values: {
      network: networkFile(networkView(marked, network)),
      stack: stackName(plan),
      tags: JSON.stringify(plan.tags),
    },
  };
}

/** The app, a stack class for all VPCs that have its form, a file for each VPC, and the README. */
export function render(fleet: Fleet): GeneratedFile[] {
  const classes = new Map<string, string>();
  for (const { name, shape } of fleet.groups) if (!classes.has(shape)) classes.set(shape, name);
  const classOf = new Map(
    fleet.groups.flatMap(({ name, shape, members }) =>
      members.map((key) => [key, classes.get(shape) ?? name] as const),
    ),
  );
  const stacks = fleet.vpcs.flatMap((vpc) => {
    const file = classOf.get(keyOf(vpc));
    return vpc.part && file !== undefined ? [{ vpc, file, part: vpc.part, name: stackOf(vpc) }] : [];
  });
  return [
    ...Object.entries(appFiles).map(([path, file]) => ({ path, contents: withoutTests(path, file({})) })),
    { path: '.gitignore', contents: gitignoreFile({}), yields: true },
    { path: 'bin/app.ts', contents: appText(stacks) },
    ...stacks.map(({ vpc, file, part }) => ({
      path: `bin/networks/${keyOf(vpc)}.ts`,
      contents: `${(part.values.network ?? '').replace(
        '../lib/private-ecs-network-stack',
        `../../../../lib/${file}`,
      )}`,
    })),
    ...[...classes].map(([contents, name]) => ({ path: `lib/${name}.ts`, contents })),
    {
      path: 'README.md',
      contents: fleetReadme(fleet, {
        format: 'CDK',
        files: [
          {
            path: 'lib/',
            holds: 'the classes of the stacks, each for all VPCs that differ only in IDs and CIDR blocks',
          },
          { path: 'bin/networks/ACCOUNT/REGION/VPC.ts', holds: 'the properties of the stack for one VPC' },
          { path: 'bin/app.ts', holds: 'the app: a stack for each VPC, with its account and Region' },
          { path: 'private-ecs-fleet.json', holds: 'the record, which the next run reads' },
        ],
        part: { heading: 'Stack', of: stackOf },
        deploy: deploySteps(stacks.map(({ vpc, name }) => ({ ...vpc, stack: name }))),
        later: [],
        undo: undoSteps(stacks.map(({ name }) => name)),
      }),
    },
  ];
}

const stackOf = ({ part }: FleetVpc): string => part?.values.stack ?? '';

/** The app of a fleet has no tests of single stacks. */
const withoutTests = (path: string, text: string): string =>
  path === 'package.json'
    ? text.replace(/^ *"test":.*\n/m, '')
    : path === 'tsconfig.json'
      ? text.replace(', "test"]', ']')
      : text;
