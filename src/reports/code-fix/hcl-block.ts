import { type Hcl, hclArguments } from '../../formats/terraform/hcl-value.ts';

/** A block of Terraform: its arguments in groups, and the blocks in it. */
export interface Block {
  /** `['resource', 'aws_vpc', 'main']`; the labels are identifiers. */
  readonly words: readonly string[];
  /** Groups of arguments, a blank line between them. */
  readonly groups: readonly (readonly Argument[])[];
  readonly blocks?: readonly Block[];
}

/** A name and an expression that starts at the indentation of the name. */
export type Argument = readonly [name: string, expression: Hcl];

/** A block as `terraform fmt` leaves it. */
export function blockText({ words, groups, blocks = [] }: Block, indent = 0): Hcl {
  const margin = ' '.repeat(indent);
  const [type = '', ...labels] = words;
  const head = [type, ...labels.map((label) => `"${label}"`)].join(' ');
  const parts = [
    ...groups
      .filter((group) => group.length > 0)
      .map((group) =>
        hclArguments(
          group.map(([name, expression]) => ({ name, expression })),
          indent + 2,
        ),
      ),
    ...blocks.map((block) => blockText(block, indent + 2)),
  ];
  return `${margin}${head} {\n${parts.join('\n')}${margin}}\n`;
}
