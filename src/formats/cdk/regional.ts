import type { Plan } from '../../core/plan/planned.ts';
import { ts } from '../template.ts';

/** A text of ours as an expression in the stack, with the Region taken from the stack. */
export function regionalTs({ region }: Plan, text: string): string {
  const escaped = text.replaceAll(/[`\\]|\$(?=\{)/g, '\\$&');
  const marked = escaped.replaceAll(new RegExp(`(?<=[.-])${region}(?=[.-])`, 'g'), `\${this.region}`);
  return marked === escaped ? ts(text) : `\`${marked}\``;
}

/** An Availability Zone of the Region as an expression in the stack. */
export const zoneTs = ({ region }: Plan, az: string): string =>
  az.startsWith(region) ? `\`\${this.region}${az.slice(region.length)}\`` : ts(az);
