import { isUnknown, type Name, type Parts, type Planned } from '../planned/parts.ts';
import { changesIn } from './changes.ts';
import { codeFor } from './code.ts';
import { deploymentAfter, deploymentBefore } from './deployment.ts';
import { servicesIn, taskDefinitionsIn } from './ecs.ts';
import { endpointAdditionsIn, endpointsIn } from './endpoints.ts';
import { hostedZonesIn, natGatewaysIn, prefixListsIn } from './gateways-and-lists.ts';
import { at } from './json-value.ts';
import { KINDS, MAIN } from './kinds.ts';
import { type CodeFiles, moduleCodeReader } from './module-code.ts';
import { networkAclsIn } from './network-acls.ts';
import { withOutside } from './outside.ts';
import { regionOf, withRegions } from './region.ts';
import { routingIn } from './routes.ts';
import { securityGroupsIn } from './security-groups.ts';
import { parseShown, type Shown } from './shown.ts';
import { type Source, sourceOf } from './source.ts';
import { subnetsIn } from './subnets.ts';
import { unreadIn } from './unread.ts';
import { adoptDefaults, shareLists, vpcsIn } from './vpcs.ts';

/**
 * What a plan leads to and what there was before, or what a state holds.
 *
 * A state doesn't tell what there was before it, and with a plan that deploys for the first time there was nothing: `before` is
 * undefined for both.
 *
 * @param text what `terraform show -json` printed, or OpenTofu's `tofu show -json`
 * @param file how messages name it
 * @param files the code that the plan was made from: tells which of several resources an expression means
 * @throws Problem when it is anything else, saying which command prints it
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
export function readTerraform(text: string, file: string, files?: CodeFiles): Planned {
  const shown = parseShown(text, file);
  const earlier = deploymentBefore(shown);
  const before = earlier && sourceOf(earlier, shown.variables, undefined);
  const beforeParts = before && partsOf(before, shown);
  const codeOf = files && moduleCodeReader(files);
  const after = sourceOf(deploymentAfter(shown), shown.variables, before, codeOf);
  const afterParts = partsOf(after, shown);
  const code = codeFor(file, shown, after);
  return {
    before: beforeParts,
    after: afterParts,
    code: { ...code, changes: changesIn(shown, beforeParts, afterParts) },
  };
}

function partsOf(source: Source, shown: Shown): Parts {
  adoptDefaults(source);
  shareLists(source);
  const region = regionOf(source, shown);
  const endpoints = endpointsIn(source);
  const networkAcls = networkAclsIn(source);
  const parts = withOutside(
    {
      region,
      vpcs: isUnknown(region) ? withRegions(vpcsIn(source), source, shown) : vpcsIn(source),
      subnets: subnetsIn(source),
      ...routingIn(source),
      endpoints,
      endpointAdditions: endpointAdditionsIn(source),
      ...securityGroupsIn(source),
      ...networkAcls,
      natGateways: natGatewaysIn(source),
      prefixLists: prefixListsIn(source, endpoints),
      hostedZones: hostedZonesIn(source),
      taskDefinitions: taskDefinitionsIn(source),
      services: servicesIn(source, isUnknown(region) ? '' : region),
      ids: idsIn(source),
      unread: unreadIn(source, shown),
      assumptions: [],
      types: typesIn(source),
    },
    source,
  );
  return { ...parts, assumptions: assumptionsOf(source, shown) };
}

/** Types of what parts name. */
const NAMED_TYPES = new Set(
  Object.values(KINDS)
    .flatMap(({ types }) => types)
    .concat('aws_ecs_service'),
);

/** The IDs that are known already: of what exists. */
function idsIn(source: Source): ReadonlyMap<Name, string> {
  const ids = new Map<Name, string>();
  for (const instance of source.deployment.instances) {
    const id = at(instance.values, instance.type.startsWith('aws_ecs_') ? 'arn' : 'id');
    if (!NAMED_TYPES.has(instance.type) || typeof id !== 'string' || id === '') continue;
    ids.set(source.resolver.nameOf(instance), id);
    const main = KINDS.vpc.types.includes(instance.type)
      ? at(instance.values, 'main_route_table_id')
      : undefined;
    const name = instance.address + MAIN;
    if (typeof main === 'string' && source.resolver.nameOfId(main, KINDS.routeTable) === name) {
      ids.set(name, main);
    }
  }
  return ids;
}

function typesIn({ deployment }: Source): ReadonlyMap<string, number> {
  const types = new Map<string, number>();
  for (const { data, type } of deployment.instances) {
    const name = data ? `data.${type}` : type;
    types.set(name, (types.get(name) ?? 0) + 1);
  }
  return types;
}

function assumptionsOf({ resolver }: Source, shown: Shown): string[] {
  const isPartial = shown.kind === 'plan' && !shown.complete && shown.deferred.length === 0;
  return [
    ...resolver.assumptions,
    ...(isPartial
      ? ['The plan is of a part of the code only (-target): the rest is taken to stay as it is.']
      : []),
  ];
}
