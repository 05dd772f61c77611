import { pascalWords } from '../../pascal.ts';
import { ts } from '../../template.ts';
import { type FleetVpc, keyOf, type Part } from '../fleet.ts';

/** A stack of the app. */
export interface FleetStack {
  readonly vpc: FleetVpc;
  readonly part: Part;
  /** The file of its class, without folder and ending. */
  readonly file: string;
  readonly name: string;
}

/** `bin/app.ts`: a stack for each VPC. */
export function appText(stacks: readonly FleetStack[]): string {
  const files = [...new Set(stacks.map(({ file }) => file))].sort();
  return `${[
    "import * as cdk from 'aws-cdk-lib';",
    ...files.map(
      (file) => `import { PrivateEcsNetworkStack as ${pascalWords(file)} } from '../lib/${file}';`,
    ),
    ...stacks.map(({ vpc }) => `import { network as ${networkOf(vpc)} } from './networks/${keyOf(vpc)}';`),
    '',
    'const app = new cdk.App();',
    '',
    '/** Tags everything in a stack. */',
    'const tag = (stack: cdk.Stack, tags: Readonly<Record<string, string>>) => {',
    '  for (const [key, value] of Object.entries(tags)) {',
    '    cdk.Tags.of(stack).add(key, value);',
    '  }',
    '};',
    ...stacks.flatMap(stackLines),
  ].join('\n')}\n`;
}

function stackLines({ vpc, part, file, name }: FleetStack): string[] {
  const tags: Record<string, string> = JSON.parse(part.values.tags ?? '{}');
  return [
    '',
    'tag(',
    `  new ${pascalWords(file)}(app, ${ts(name)}, {`,
    `    ...${networkOf(vpc)},`,
    "    description: 'VPC endpoints for ECS tasks',",
    `    env: { account: '${vpc.accountId}', region: '${vpc.region}' },`,
    '  }),',
    '  {',
    ...Object.entries(tags).map(([key, value]) => `    ${ts(key)}: ${ts(value)},`),
    '  },',
    ');',
  ];
}

/** The variable for the properties of a VPC. IDs of VPCs are unique in an account and Region only. */
const networkOf = ({ accountId, region, vpcId }: FleetVpc): string =>
  `network${accountId}${pascalWords(region)}${pascalWords(vpcId)}`;
