import { regionPattern } from '../../../core/network/regions.ts';
import type { Plan } from '../../../core/plan/planned.ts';
import type { GeneratedFile } from '../../format.ts';
import { moduleView } from '../../terraform/module/module-view.ts';
import { moduleCode, valuesOf } from '../../terraform/module/render-module.ts';
import { privateDnsOff, undoBeside } from '../../terraform/undo-steps.ts';
import { type Fleet, type FleetVpc, keyOf, type Part } from '../fleet.ts';
import { fleetReadme } from '../fleet-readme.ts';
import { sharedPlan } from '../shared-plan.ts';
import { type ModuleCall, mainText, outputsText, providersText } from './root-code.ts';
import { deploySteps, LATER, undoSteps } from './root-steps.ts';

/** A plan as a module, which other VPCs share, and the values of its variables. */
export function partOf(plan: Plan): Part {
  const shared = sharedPlan(plan);
  const view = moduleView(shared);
  return {
    shape: JSON.stringify(moduleCode({ ...view, region: exampleRegion(plan.region) })),
    values: Object.fromEntries(assignments(valuesOf(view))),
    undo: { before: privateDnsOff(plan, DESTROY), after: undoBeside(plan, DESTROY) },
  };
}

const DESTROY = '`terraform destroy`';

/** A Region that a message of the module names. It is the same for all that the module works in. */
const exampleRegion = (region: string): string =>
  regionPattern(region) === regionPattern(COMMON_REGION) ? COMMON_REGION : region;

const COMMON_REGION = 'us-east-1';

/** The variables with their values, in HCL. No value has a blank line in it. */
const assignments = (text: string): [name: string, value: string][] =>
  text.split('\n\n').flatMap((one): [string, string][] => {
    const [, name, value] = /^(\w+)\s+= ([\s\S]*)$/.exec(one) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value]];
  });

/** The modules, a root for each account and Region, and the README. */
export function render(fleet: Fleet): GeneratedFile[] {
  const vpcs = new Map(fleet.vpcs.map((vpc) => [keyOf(vpc), vpc]));
  const sources = new Map<string, string>();
  for (const { name, shape } of fleet.groups) if (!sources.has(shape)) sources.set(shape, name);
  const calls = new Map<string, ModuleCall[]>();
  const moduleOf = new Map<string, string>();
  for (const { name, shape, members } of fleet.groups) {
    const source = sources.get(shape) ?? name;
    for (const [root, own] of byRoot(members.flatMap((key) => vpcs.get(key) ?? [])))
      calls.set(root, [...(calls.get(root) ?? []), { name, source, vpcs: own }]);
    for (const key of members) moduleOf.set(key, source);
  }
  const roots = [...calls].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...[...sources].flatMap(([shape, name]) =>
      (JSON.parse(shape) as GeneratedFile[]).map(({ path, contents }) => ({
        path: `modules/${name}/${path}`,
        contents,
      })),
    ),
    ...roots.flatMap(([root, all]): GeneratedFile[] => {
      const [first] = all[0]?.vpcs ?? [];
      return first
        ? [
            { path: `${root}/providers.tf`, contents: providersText(first) },
            { path: `${root}/main.tf`, contents: mainText(all, fleet.former) },
            { path: `${root}/outputs.tf`, contents: outputsText(all) },
          ]
        : [];
    }),
    { path: '.gitignore', contents: GITIGNORE, yields: true },
    {
      path: 'README.md',
      contents: fleetReadme(fleet, {
        format: 'Terraform',
        files: [
          { path: 'modules/', holds: 'the modules, each for all VPCs that differ only in values' },
          {
            path: 'accounts/ACCOUNT/REGION/',
            holds: 'a root for each account and Region, which calls the modules for its VPCs',
          },
          { path: 'private-ecs-fleet.json', holds: 'the record, which the next run reads' },
        ],
        part: { heading: 'Module', of: (vpc) => moduleOf.get(keyOf(vpc)) ?? '' },
        deploy: deploySteps(roots.map(([root]) => root)),
        later: LATER,
        undo: undoSteps(roots.map(([root]) => root)),
      }),
    },
  ];
}

const GITIGNORE = [
  '.terraform/',
  '*.tfstate',
  '*.tfstate.*',
  '*.tfplan',
  'tfplan',
  'crash.log',
  'crash.*.log',
  '',
].join('\n');

function byRoot(vpcs: readonly FleetVpc[]): Map<string, FleetVpc[]> {
  const roots = new Map<string, FleetVpc[]>();
  for (const vpc of vpcs) {
    const root = `accounts/${vpc.accountId}/${vpc.region}`;
    roots.set(root, [...(roots.get(root) ?? []), vpc]);
  }
  return roots;
}
