import type { Plan } from '../../../core/plan/planned.ts';
import { fitsInline } from '../../cloudformation/fits-inline.ts';
import { templateText } from '../../cloudformation/render-cloudformation.ts';
import { templateView } from '../../cloudformation/template-view.ts';
import { refuseDynamicReferences } from '../../cloudformation-stack.ts';
import type { GeneratedFile } from '../../format.ts';
import { type Fleet, type FleetVpc, keyOf, type Part } from '../fleet.ts';
import { fleetReadme } from '../fleet-readme.ts';
import type { Group } from '../grouped.ts';
import { sharedPlan } from '../shared-plan.ts';
import { blocksAsParameters } from './blocks-as-parameters.ts';
import { deploySteps, laterSteps, type StackSet, undoSteps } from './stack-set-steps.ts';

/** A plan as a template, which other VPCs share, and the values of its parameters. */
export function partOf(plan: Plan): Part {
  refuseDynamicReferences(plan);
  const view = blocksAsParameters(templateView(sharedPlan(plan)));
  return {
    shape: templateText(view),
    values: Object.fromEntries(view.parameters.map(({ name, value }) => [name, value])),
  };
}

/** The templates, a parameters file for each instance of a stack set, and the README. */
export function render(fleet: Fleet): GeneratedFile[] {
  const vpcs = new Map(fleet.vpcs.map((vpc) => [keyOf(vpc), vpc]));
  const templates = templatesOf(fleet.groups);
  const sets = fleet.groups.map((group) => stackSetOf(group, vpcs, templates, fleet.former));
  const setOf = new Map(fleet.groups.flatMap(({ name, members }) => members.map((key) => [key, name])));
  return [
    ...[...templates].map(([contents, path]) => ({ path, contents })),
    ...fleet.groups.flatMap(({ name, members }) =>
      members.flatMap((key) => {
        const vpc = vpcs.get(key);
        return vpc ? [{ path: parametersPath(name, vpc), contents: parametersText(vpc) }] : [];
      }),
    ),
    {
      path: 'README.md',
      contents: fleetReadme(fleet, {
        format: 'CloudFormation StackSets',
        files: [
          {
            path: 'templates/',
            holds: 'the templates, each for all VPCs that differ only in IDs and CIDR blocks',
          },
          {
            path: 'stack-sets/STACK_SET/ACCOUNT/REGION.json',
            holds: 'the values of the parameters for one instance of a stack set',
          },
          { path: 'private-ecs-fleet.json', holds: 'the record, which the next run reads' },
        ],
        part: { heading: 'Stack set', of: (vpc) => setOf.get(keyOf(vpc)) ?? '' },
        deploy: deploySteps(sets),
        later: laterSteps(sets),
        undo: undoSteps(sets),
      }),
    },
  ];
}

/** The path of each template by its text: it is called like the first stack set that uses it. */
function templatesOf(groups: readonly Group[]): Map<string, string> {
  const paths = new Map<string, string>();
  for (const { name, shape } of groups) if (!paths.has(shape)) paths.set(shape, `templates/${name}.yaml`);
  return paths;
}

function stackSetOf(
  { name, shape, members }: Group,
  vpcs: ReadonlyMap<string, FleetVpc>,
  templates: ReadonlyMap<string, string>,
  former: Fleet['former'],
): StackSet {
  return {
    name,
    template: templates.get(shape) ?? '',
    large: !fitsInline(shape),
    instances: members.flatMap((key) => {
      const vpc = vpcs.get(key);
      return vpc
        ? [
            {
              accountId: vpc.accountId,
              region: vpc.region,
              former: former[key] ?? [],
              parameters: parametersPath(name, vpc),
            },
          ]
        : [];
    }),
  };
}

const parametersPath = (set: string, { accountId, region }: FleetVpc): string =>
  `stack-sets/${set}/${accountId}/${region}.json`;

/** What `--parameters` and `--parameter-overrides` of stack sets read. */
const parametersText = ({ part }: FleetVpc): string =>
  `${JSON.stringify(
    Object.entries(part?.values ?? {}).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    null,
    2,
  )}\n`;
