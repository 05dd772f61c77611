import { MOST_PARAMETERS, type Parameter } from '../../cloudformation/parameters.ts';
import type { Side, TemplateView } from '../../cloudformation/views.ts';

/**
 * A template whose CIDR blocks are parameters, too: in a stack set every instance has its own. Where that would be too many parameters,
 * they stay literal.
 */
export function blocksAsParameters(view: TemplateView): TemplateView {
  const { securityGroups, rules, aclEntries, parameters } = view;
  const sides: readonly Side[] = [
    ...securityGroups.flatMap(({ sources }) => sources),
    ...rules,
    ...aclEntries,
  ];
  const blocks = [
    ...new Set(sides.flatMap(({ property, value }) => (property.includes('Cidr') ? [value] : []))),
  ];
  if (parameters.length + blocks.length > MOST_PARAMETERS) return view;
  const added = blocks.map((block, index) => blockParameter(blockOf(block), index + 1));
  const named = <T extends Side>(side: T): T => {
    const name = side.property.includes('Cidr') ? added[blocks.indexOf(side.value)]?.name : undefined;
    return name === undefined ? side : { ...side, value: `!Ref ${name}` };
  };
  const all = [...parameters, ...added];
  return {
    ...view,
    parameters: all,
    parameterGroups: (['Network', 'Security'] as const)
      .map((label) => ({
        label,
        names: all.filter(({ group }) => group === label).map(({ name }) => name),
      }))
      .filter(({ names }) => names.length > 0),
    securityGroups: securityGroups.map((group) => ({ ...group, sources: group.sources.map(named) })),
    rules: rules.map(named),
    aclEntries: aclEntries.map(named),
  };
}

/** IPv6 blocks are quoted in YAML. */
const blockOf = (yaml: string): string => (yaml.startsWith('"') ? JSON.parse(yaml) : yaml);

const blockParameter = (value: string, number: number): Parameter => ({
  name: `CidrBlock${number}`,
  type: 'String',
  label: `CIDR block ${number}`,
  description: 'A CIDR block in a rule that lets the tasks reach the endpoints',
  group: 'Security',
  pattern: value.includes(':') ? '^[0-9a-fA-F:.]+/[0-9]{1,3}$' : '^[0-9.]+/[0-9]{1,2}$',
  value,
});
