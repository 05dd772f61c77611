import type { Plan } from '../../core/plan/planned.ts';
import { yaml } from '../template.ts';

/** An IPv4 block needs no quotes. An IPv6 block does, because of its colons. */
export const cidrYaml = (cidr: string): string => (/^[\d.]+\/\d+$/.test(cidr) ? cidr : yaml(cidr));

/** A text of ours as YAML, with the Region as a pseudo parameter and everything else literal. */
export function regional({ region, partition }: Pick<Plan, 'region' | 'partition'>, text: string): string {
  const marked = text
    .replaceAll('${', '${!')
    .replace(`arn:${partition}:`, `arn:\${AWS::Partition}:`)
    .replaceAll(new RegExp(`(?<=[.-])${region}(?=[.-])`, 'g'), `\${AWS::Region}`);
  return marked === text
    ? yaml(text)
    : `!Sub ${/^[\w.:${}/*-]+$/.test(marked) ? marked : JSON.stringify(marked)}`;
}

/** A value as the lines of a YAML block. */
export function yamlLines(value: unknown, text: (text: string) => string): string[] {
  if (typeof value === 'string') return [text(value)];
  if (isEmpty(value)) return [JSON.stringify(value)];
  if (Array.isArray(value)) {
    return value.flatMap((item) =>
      yamlLines(item, text).map((line, index) => `${index === 0 ? '-' : ' '} ${line}`),
    );
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, item]) =>
      typeof item === 'object' && item !== null && !isEmpty(item)
        ? [`${yaml(key)}:`, ...yamlLines(item, text).map((line) => `  ${line}`)]
        : [`${yaml(key)}: ${yamlLines(item, text).join('')}`],
    );
  }
  return [JSON.stringify(value)];
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
