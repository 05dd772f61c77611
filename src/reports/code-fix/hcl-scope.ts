import type { Network } from '../../core/network/network.ts';
import { hcl } from '../../formats/template.ts';
import { type Hcl, hclLabel } from '../../formats/terraform/hcl-value.ts';
import type { Code, Name } from '../../sources/planned/parts.ts';
import { type Address, type ModuleStep, parseAddress } from '../../sources/planned/terraform-address.ts';
import { awsLists, isAwsId, isAwsList, madeWithVpc, namesIn } from './aws-parts.ts';
import type { Block } from './hcl-block.ts';
import type { PlacedBlock } from './hcl-text.ts';

/**
 * How further code refers to what a fix is about, and what it takes for that: outputs of modules, variables, data sources. One for
 * each fix; it gathers what the references need.
 */
export class HclScope {
  readonly #code: Code;
  readonly #names: ReadonlySet<Name>;
  readonly #needed = new Map<string, PlacedBlock>();

  readonly #lists: ReadonlyMap<Name, string>;

  constructor(code: Code, network: Network) {
    this.#code = code;
    this.#names = namesIn(network);
    this.#lists = awsLists(network);
  }

  /** What must be added for the references that were given. */
  get needed(): readonly PlacedBlock[] {
    return [...this.#needed.values()];
  }

  /** A label that no block of a type has in the root module. */
  label(type: string, wanted: string): string {
    const label = identifier(wanted);
    const taken = (candidate: string) =>
      [...this.#names].some(
        (name) => name === `${type}.${candidate}` || name.startsWith(`${type}.${candidate}[`),
      );
    for (let number = 1; ; number++) {
      const candidate = number === 1 ? label : `${label}_${number}`;
      if (!taken(candidate)) return candidate;
    }
  }

  /**
   * The ID of a resource as an expression.
   *
   * @param module where the expression stands
   * @returns undefined where nothing leads there
   */
  id(name: Name, module: string): Hcl | undefined {
    const list = this.list(name, module);
    if (list !== undefined) return `${list}.id`;
    const ofVpc = madeWithVpc(name);
    if (ofVpc) return this.#attribute(ofVpc.vpc, ofVpc.attribute, module);
    return this.#attribute(name, 'id', module);
  }

  /** The data source of a prefix list, where it is one of AWS's own. */
  list(name: Name, module: string): Hcl | undefined {
    const listName = this.#lists.get(name) ?? (isAwsList(name) ? name : undefined);
    if (listName === undefined) return undefined;
    const label = identifier(listName.replace(/^(?:cn\.)?com\.amazonaws\.[^.]+\./, ''));
    this.#need(module, { words: ['data', 'aws_prefix_list', label], groups: [[['name', hcl(listName)]]] });
    return `data.aws_prefix_list.${label}`;
  }

  #attribute(name: Name, attribute: string, module: string): Hcl | undefined {
    const address = parseAddress(name);
    if (!address)
      return isAwsId(name) && attribute === 'id' ? (this.#fromCode(name, module) ?? hcl(name)) : undefined;
    const home = pathOf(address.modules);
    if (home === module) return `${localName(address)}.${attribute}`;
    if (module !== '')
      return home.startsWith(`${module}.`)
        ? this.#throughOutputs(address, attribute, module)
        : this.#passedIn(name, attribute, module);
    const known = this.#code.reference(name);
    if (known === undefined) return this.#throughOutputs(address, attribute, module);
    return attribute === 'id'
      ? known
      : (ofSameResource(known, attribute) ?? this.#throughOutputs(address, attribute, module));
  }

  /** How the root module calls what exists, such as a data source. */
  #fromCode(name: Name, module: string): Hcl | undefined {
    const known = module === '' ? this.#code.reference(name) : undefined;
    return known === name ? undefined : known;
  }

  /** Adds an output to each module between a resource and the place that refers to it. */
  #throughOutputs(address: Address, attribute: string, module: string): Hcl {
    const steps = address.modules;
    const outer = module === '' ? 0 : depthOf(module);
    const output = outputName(address, attribute);
    for (let depth = steps.length; depth > outer; depth--) {
      const inner = steps[depth];
      const value = inner ? `${stepText(inner)}.${output}` : `${localName(address)}.${attribute}`;
      this.#need(pathOf(steps.slice(0, depth)), { words: ['output', output], groups: [[['value', value]]] });
    }
    const first = steps[outer];
    return first ? `${stepText(first)}.${output}` : `${localName(address)}.${attribute}`;
  }

  /** Adds a variable to a module that the root module calls. */
  #passedIn(name: Name, attribute: string, module: string): Hcl | undefined {
    const address = parseAddress(name);
    const value = this.#attribute(name, attribute, '');
    if (!address || value === undefined || depthOf(module) !== 1) return undefined;
    const variable = outputName(address, attribute);
    const [, call = ''] = /^module\.([\w-]+)/.exec(module) ?? [];
    this.#need(module, { words: ['variable', variable], groups: [[['type', 'string']]] });
    this.#need('', { words: ['module', call], groups: [[[variable, value]]] });
    return `var.${variable}`;
  }

  #need(module: string, block: Block): void {
    this.#needed.set(
      [module, ...block.words, ...block.groups.flat().map(([argument]) => argument)].join(' '),
      {
        module,
        block,
        edits: block.words[0] === 'module' ? block.words.join('.') : undefined,
      },
    );
  }
}

const stepText = ({ name, index }: ModuleStep): string => `module.${name}${index}`;

/** The path of a module: `module.a["x"].module.b`. */
export const pathOf = (steps: readonly ModuleStep[]): string => steps.map(stepText).join('.');

const depthOf = (module: string): number => (parseAddress(`${module}.aws_vpc.a`)?.modules ?? []).length;

const localName = ({ mode, type, label, index }: Address): string =>
  `${mode === 'data' ? 'data.' : ''}${type}.${label}${index}`;

/** Another attribute of what a reference to an ID refers to; not where that is an output. */
const ofSameResource = (reference: Hcl, attribute: string): Hcl | undefined =>
  /^(?:data\.)?aws_[\w.-]+(?:\[.*\])?\.id$/.test(reference) ? reference.replace(/id$/, attribute) : undefined;

/** `private_0_subnet_id` for the ID of `aws_subnet.private[0]`. */
const outputName = ({ type, label, index }: Address, attribute: string): string =>
  identifier(`${label}${index}_${type.replace(/^aws_/, '')}_${attribute}`);

/** Text as an identifier. */
const identifier = (text: string): string => {
  const label = hclLabel(text).replaceAll(/_{2,}/g, '_').replaceAll(/^_|_$/g, '');
  return /^[A-Za-z]/.test(label) ? label : `a_${label}`;
};
