/** A resource of a plan's JSON. */
interface Listed {
  readonly type: string;
  readonly index?: number | string;
}

interface Tree {
  resources?: Listed[];
  child_modules?: Tree[];
}

/**
 * A plan of which each resource with `count` has `count` instances, and values as long as needed for a size.
 *
 * @param json what Terraform printed for a few of each
 */
export function scaled(json: string, count: number, megabytes: number): string {
  const plan = JSON.parse(json);
  const times = (list: readonly Listed[]): Listed[] =>
    list.flatMap((resource) => {
      if (typeof resource.index !== 'number' || resource.type === 'aws_vpc') return [resource];
      return resource.index === 0
        ? Array.from({ length: count }, (_, index) => instance(resource, index))
        : [];
    });
  const grow = (module: Tree): void => {
    module.resources = times(module.resources ?? []);
    for (const child of module.child_modules ?? []) grow(child);
  };
  plan.resource_changes = times(plan.resource_changes);
  grow(plan.planned_values.root_module);
  const missing = megabytes * 1_000_000 - JSON.stringify(plan).length;
  const share = 'x'.repeat(Math.max(0, Math.ceil(missing / plan.resource_changes.length)));
  for (const { change } of plan.resource_changes) change.after.description = share;
  return JSON.stringify(plan);
}

const instance = (resource: Listed, index: number): Listed =>
  JSON.parse(
    JSON.stringify(resource)
      .replaceAll('[0]"', `[${index}]"`)
      .replace('"index":0', `"index":${index}`)
      .replace(/"cidr_block":"10\.0\.\d+\.0\/24"/, `"cidr_block":"10.${index >> 8}.${index % 256}.0/24"`),
  );
