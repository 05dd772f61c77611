import { plainText, tokensOf } from '../hcl/tokens.ts';

/** A block at the top of a file: `resource "aws_vpc" "main" {`. */
export interface HclBlock {
  /** Its type and labels: `['resource', 'aws_vpc', 'main']`. */
  readonly words: readonly string[];
  /** The line of its header, from 1. */
  readonly line: number;
}

/**
 * The blocks at the top of a Terraform file, in order. It knows no more of the language than its tokens: a file with a fault further
 * down still has its first blocks.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/configuration
 */
export function hclBlocks(text: string): HclBlock[] {
  const blocks: HclBlock[] = [];
  let header: { words: string[]; line: number } | undefined;
  let depth = 0;
  for (const token of tokensOf(text)) {
    if (token.is === 'name' || token.is === 'string') {
      if (depth > 0) continue;
      header ??= { words: [], line: token.line };
      header.words.push(token.is === 'string' ? plainText(token.parts) : token.text);
      continue;
    }
    if (token.text === '{' && depth === 0 && header) blocks.push(header);
    if (OPENING.has(token.text)) depth += 1;
    else if (CLOSING.has(token.text)) depth = Math.max(0, depth - 1);
    header = undefined;
  }
  return blocks;
}

const OPENING: ReadonlySet<string> = new Set('{[(');
const CLOSING: ReadonlySet<string> = new Set('}])');
