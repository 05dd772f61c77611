import type { AdoptedEndpoint } from '../../core/plan/planned.ts';
import type { AdoptedResource, EndpointProperties } from '../adopted-endpoints.ts';
import type { Json } from '../json.ts';
import { literal, lowerFirst } from '../ts-layout.ts';

/** The key of `EcrApiEndpoint` among the existing endpoints: `ecrApi`. */
export const keyOf = (logicalId: string): string => lowerFirst(logicalId.replace('Endpoint', ''));

/** Properties under the construct's names. Renames only CloudFormation's own properties, not what is inside a policy. */
export const constructProps = (properties: EndpointProperties, tags: AdoptedEndpoint['tags']): Json =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      lowerFirst(name),
      name === 'Tags' ? Object.entries(tags).map(([key, text]) => ({ key, value: text })) : value,
    ]),
  );

/** The statements that change an adopted endpoint. */
export function fixesOf({ logicalId, fixed, fixes }: AdoptedResource): string[] {
  return fixes.map((name) => {
    const head = `existing.${keyOf(logicalId)}.${lowerFirst(name)} =`;
    const value = fixed[name] ?? null;
    return `    ${head} ${literal(4, value, head.length + 5)};`;
  });
}
