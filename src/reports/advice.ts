import type { Finding } from '../core/findings/findings.ts';
import type { Resource } from '../core/findings/rule.ts';
import { oneLine, visible } from '../core/text/visible.ts';
import { type InCode, resourceText } from './report.ts';

/** What to do about a finding. */
export type Advice =
  /** AWS CLI commands, one a line. */
  | {
      readonly kind: 'commands';
      readonly command: string;
      readonly undo: string;
      readonly notes: readonly string[];
    }
  /** Code, where the network is code: what is deployed is changed by deploying that. */
  | { readonly kind: 'code'; readonly code: string; readonly notes: readonly string[] }
  /** The page of the rule. */
  | { readonly kind: 'page' };

/** The fix of a finding in the words that its network calls for, with what to know before. */
export function adviceFor({ fix, sideEffects, ...finding }: Finding, code: InCode | undefined): Advice {
  if (fix === null) return { kind: 'page' };
  if (code === undefined)
    return {
      kind: 'commands',
      command: fix.command,
      undo: fix.undo,
      notes: sideEffects.map(({ message }) => `Note: ${message}`),
    };
  const text = code.fixOf({ fix, sideEffects, ...finding });
  if (text === undefined) return { kind: 'page' };
  // The wider rule that is offered instead is a command.
  const notes = sideEffects.filter((note) => note.code !== 'network-acl-wide');
  return {
    kind: 'code',
    code: text.split('\n').map(visible).join('\n'),
    notes: notes.map(({ message }) => `Note: ${message}`),
  };
}

/** `aws_vpc.main (shop), network.tf:3`. */
export function placedText(resource: Resource, code: InCode | undefined): string {
  const place = code?.locate(resource.id);
  return place ? `${resourceText(resource)}, ${oneLine(place.file)}:${place.line}` : resourceText(resource);
}

/** How a language is called where its code is marked. */
export const MARKS: Readonly<Record<InCode['language'], string>> = {
  terraform: 'hcl',
  cloudformation: 'yaml',
};
