import type { Network } from '../../core/network/network.ts';
import { yaml } from '../../formats/template.ts';
import type { Code, Name } from '../../sources/planned/parts.ts';
import { awsLists, isAwsId, isAwsList, madeWithVpc, namesIn } from './aws-parts.ts';
import type { PlacedNode } from './yaml-text.ts';

/** A YAML scalar as it is written: `!Ref Vpc`. */
export type Scalar = string;

/** The stack that a resource is in, empty for that of the template itself, and its logical ID there. */
export interface Place {
  readonly stack: string;
  readonly id: string;
}

/** Where the template has a resource; undefined for what exists outside, and for what AWS made with a VPC. */
export function placeOf(name: Name): Place | undefined {
  const [, stack = '', id] = /^(?:(.*)\/)?([A-Za-z0-9]+)$/.exec(name) ?? [];
  return id === undefined ? undefined : { stack, id };
}

/**
 * How further code in a template refers to what a fix is about, and the parameters and outputs that this takes. One for each fix; it
 * gathers what the references need.
 */
export class YamlScope {
  readonly #code: Code;
  readonly #names: ReadonlySet<Name>;
  readonly #groups: ReadonlySet<Name>;
  readonly #lists: ReadonlyMap<Name, string>;
  readonly #needed: PlacedNode[] = [];

  constructor(code: Code, network: Network) {
    this.#code = code;
    this.#names = namesIn(network);
    this.#groups = new Set(network.securityGroups?.map(({ id }) => id));
    this.#lists = awsLists(network);
  }

  /** What must be added for the references that were given. */
  get needed(): readonly PlacedNode[] {
    return this.#needed;
  }

  /** A logical ID that the template doesn't have. */
  logicalId(words: string): string {
    const wanted = words.replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_, first: string) =>
      first.toUpperCase(),
    );
    for (let number = 1; ; number++) {
      const candidate = number === 1 ? wanted : `${wanted}${number}`;
      if (!this.#names.has(candidate)) return candidate;
    }
  }

  /**
   * The ID of a resource.
   *
   * @param stack where the reference stands
   * @returns undefined where nothing leads there
   */
  id(name: Name, stack: string): Scalar | undefined {
    const list = isAwsList(name) ? name : this.#lists.get(name);
    if (list !== undefined && !isAwsId(name)) return this.#listParameter(list, stack);
    if (isAwsId(name)) return (stack === '' ? this.#code.reference(name) : undefined) ?? yaml(name);
    const ofVpc = madeWithVpc(name);
    if (ofVpc) {
      const vpc = placeOf(ofVpc.vpc);
      return vpc && ofVpc.property && vpc.stack === stack ? `!GetAtt ${vpc.id}.${ofVpc.property}` : undefined;
    }
    const place = placeOf(name);
    if (!place) return undefined;
    if (place.stack === stack)
      return (stack === '' ? this.#code.reference(name) : undefined) ?? this.#own(name, place);
    if (stack !== '') return this.#passedIn(name, place, stack);
    return this.#code.reference(name) ?? this.#throughOutputs(name, place);
  }

  /** In the template that has it. A group's ID is an attribute, since its `Ref` is a name for some. */
  #own = (name: Name, { id }: Place): Scalar =>
    this.#groups.has(name) ? `!GetAtt ${id}.GroupId` : `!Ref ${id}`;

  /** A template can't look up the ID of AWS's own list. */
  #listParameter(name: Name, stack: string): Scalar {
    const parameter = this.logicalId(`${name.split('.').at(-1)} prefix list id`);
    this.#needed.push({
      stack,
      node: {
        Parameters: { [parameter]: { Type: 'String', Description: yaml(`ID of the prefix list ${name}`) } },
      },
    });
    return `!Ref ${parameter}`;
  }

  /** Adds an output to each nested template between a resource and the template. */
  #throughOutputs(name: Name, place: Place): Scalar {
    const steps = place.stack.split('/');
    for (let depth = steps.length; depth > 0; depth--) {
      const inner = steps[depth];
      const value = inner === undefined ? this.#own(name, place) : `!GetAtt ${inner}.Outputs.${place.id}`;
      this.#needed.push({
        stack: steps.slice(0, depth).join('/'),
        node: { Outputs: { [place.id]: { Value: value } } },
      });
    }
    return `!GetAtt ${steps[0]}.Outputs.${place.id}`;
  }

  /** Adds a parameter to a nested template that the template itself calls. */
  #passedIn(name: Name, { id }: Place, stack: string): Scalar | undefined {
    const value = this.id(name, '');
    if (value === undefined || stack.includes('/')) return undefined;
    this.#needed.push(
      { stack, node: { Parameters: { [id]: { Type: 'String' } } } },
      { stack: '', node: { Resources: { [stack]: { Properties: { Parameters: { [id]: value } } } } } },
    );
    return `!Ref ${id}`;
  }
}
