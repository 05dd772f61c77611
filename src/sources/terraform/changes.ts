import type { Name, Parts, ResourceChange } from '../planned/parts.ts';
import { actionOf } from './code.ts';
import { at } from './json-value.ts';
import type { Shown, ShownChange } from './shown.ts';

/** Types of resources that decide which way traffic of a VPC goes. */
const OF_NETWORKS =
  /^aws_(default_)?(vpc|subnet|route$|route_table|main_route_table|network_acl|security_group|nat_gateway|internet_gateway|egress_only|ec2_managed_prefix_list|ec2_transit_gateway|route53_zone)/;

/** How deep in a resource's values the IDs of others are: an attribute, a list in it, a block in that. */
const DEEPEST = 3;

/**
 * What a plan does to the resources of networks. What each is about is told by the IDs that it has before and after: those of what
 * is only created are not known yet.
 */
export function changesIn({ changes }: Shown, before: Parts | undefined, after: Parts): ResourceChange[] {
  const names = new Map<string, Name>();
  for (const { ids } of [after, ...(before ? [before] : [])])
    for (const [name, id] of ids) names.set(id, name);
  return changes.flatMap((shown): ResourceChange[] => {
    const { address, type, mode } = shown;
    const action = actionOf(shown);
    if (mode !== 'managed' || action === undefined || !OF_NETWORKS.test(type)) return [];
    const texts = [...textsIn(shown.change.before, DEEPEST), ...textsIn(shown.change.after, DEEPEST)];
    const about = texts.flatMap((text) => names.get(text) ?? []);
    const change = { name: address, action, about: [...new Set([address, ...about])] };
    return [decidesNames(shown) ? { ...change, decidesNames: true } : change];
  });
}

/** Whether a change is one of how names resolve in a VPC: of its DNS attributes, or of which DHCP options it uses. */
function decidesNames({ type, change }: ShownChange): boolean {
  if (type.endsWith('dhcp_options_association')) return true;
  if (type !== 'aws_vpc' && type !== 'aws_default_vpc') return false;
  return DNS_ATTRIBUTES.some(
    (attribute) =>
      at(change.before, attribute) !== at(change.after, attribute) ||
      at(change.after_unknown, attribute) === true,
  );
}

const DNS_ATTRIBUTES = ['enable_dns_support', 'enable_dns_hostnames'];

function textsIn(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  return Object.values(value).flatMap((each) => textsIn(each, depth - 1));
}
