import type { Name } from '../planned/parts.ts';
import { type Block, blockOf } from './blocks.ts';
import type { Deployment, Instance } from './deployment.ts';
import type { JsonObject } from './json-value.ts';
import type { CodeOf } from './module-code.ts';
import { Resolver } from './resolver.ts';

/** A deployment at one moment, to be asked for its resources. */
export interface Source {
  readonly deployment: Deployment;
  readonly resolver: Resolver;
  /** What there was before it; undefined for nothing. Tells what other resources had added to lists that AWS reports. */
  readonly earlier: Source | undefined;
  /** The managed resources of some types. */
  readonly resources: (...types: readonly string[]) => readonly Block[];
  /** The data sources of some types. */
  readonly data: (...types: readonly string[]) => readonly Block[];
  readonly byName: (name: Name) => Instance | undefined;
}

/** @param codeOf the code of its modules, where that is there */
export function sourceOf(
  deployment: Deployment,
  variables: JsonObject | undefined,
  earlier: Source | undefined,
  codeOf?: CodeOf,
): Source {
  const resolver = new Resolver(deployment, variables, codeOf);
  const addresses = new Map(deployment.instances.map((instance) => [instance.address, instance]));
  const blocks = (types: readonly string[], data: boolean) =>
    types.flatMap((type) =>
      (deployment.byType.get(type) ?? [])
        .filter((instance) => instance.data === data)
        .map((instance) => blockOf(instance, resolver)),
    );
  return {
    deployment,
    resolver,
    earlier,
    resources: (...types) => blocks(types, false),
    data: (...types) => blocks(types, true),
    byName: (name) => addresses.get(name),
  };
}
