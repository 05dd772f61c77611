/** What a Terraform address says of a resource: `module.vpc["a"].aws_subnet.private[0]`. */
export interface Address {
  /** The module calls on the way, outermost first. */
  readonly modules: readonly ModuleStep[];
  readonly mode: 'resource' | 'data';
  readonly type: string;
  readonly label: string;
  /** `[0]`, `["eu-west-1a"]`, or nothing. */
  readonly index: string;
}

/** One call of a module. */
export interface ModuleStep {
  readonly name: string;
  readonly index: string;
}

const INDEX = String.raw`(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?`;
const STEP = new RegExp(String.raw`module\.([\w-]+)(${INDEX})\.`, 'gy');
const RESOURCE = new RegExp(String.raw`(data\.)?([a-z][\w-]*_[\w-]+)\.([\w-]+)(${INDEX})$`, 'y');

/**
 * Reads an address.
 *
 * @returns undefined for what is none: the ID of something that exists, a logical ID
 * @see https://developer.hashicorp.com/terraform/cli/state/resource-addressing
 */
export function parseAddress(text: string): Address | undefined {
  const modules: ModuleStep[] = [];
  let at = 0;
  STEP.lastIndex = 0;
  for (let step = STEP.exec(text); step; step = STEP.exec(text)) {
    const [, name = '', index = ''] = step;
    modules.push({ name, index });
    at = STEP.lastIndex;
  }
  RESOURCE.lastIndex = at;
  const resource = RESOURCE.exec(text);
  if (!resource) return undefined;
  const [, data, type = '', label = '', index = ''] = resource;
  return { modules, mode: data ? 'data' : 'resource', type, label, index };
}
