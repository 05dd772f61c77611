import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  parseDocument,
} from 'yaml';
import { Problem } from '../../core/problem.ts';
import { shortened } from '../../core/text/visible.ts';

/** More than CloudFormation and ECS take, by far; a longer file would only take the time. */
const LONGEST = 4_000_000;
/** A few lines of YAML whose aliases name each other are worth billions of values. */
const MOST_VALUES = 200_000;
const DEEPEST = 200;

/**
 * Reads YAML, one value for each document of the file. The short forms of CloudFormation's functions (`!Ref x`) come out as
 * the long ones (`{ Ref: x }`). It brings the YAML parser with it, so import this file only when there is YAML to read.
 *
 * @param file how messages name it
 * @param kind what it should be
 * @throws Problem naming the line of what is no YAML
 */
export function parseYaml(text: string, file: string, kind = 'a task definition'): unknown[] {
  if (text.length > LONGEST) throw new Problem(`${file} is too long to be ${kind}.`);
  const budget: Budget = { left: MOST_VALUES, kind, targets: new Map() };
  try {
    // Tags that are not known are only warned of; what they mean is told below.
    const parsed = parseAllDocuments(text, { logLevel: 'silent', version: '1.2' });
    const documents = Array.isArray(parsed) ? parsed : [];
    const error = documents.flatMap(({ errors }) => errors)[0];
    if (error) throw error;
    return documents.flatMap((document) =>
      document.contents === null ? [] : [plain(document.contents, document, budget, 0)],
    );
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    if (error instanceof TooMuch) throw new Problem(`${file} ${reason}.`, { cause: error });
    if (error instanceof RangeError || /call stack/.test(reason)) {
      throw new Problem(`${file} is nested too deeply to be ${kind}.`, { cause: error });
    }
    throw new Problem(`${file} is not YAML: ${shortened(reason, 200).replace(/:? *$/, '')}.`, {
      cause: error,
    });
  }
}

/**
 * The line on which each key of a section begins. Lines count from 1.
 *
 * @param section a key of the outermost mapping
 */
export function keyLines(text: string, section: string): ReadonlyMap<string, number> {
  const lineCounter = new LineCounter();
  const { contents } = parseDocument(text, { logLevel: 'silent', version: '1.2', lineCounter });
  const found = isMap(contents) ? contents.get(section, true) : undefined;
  return new Map(
    (isMap(found) ? found.items : []).flatMap(({ key }): [string, number][] =>
      isScalar(key) && key.range ? [[String(key.value), lineCounter.linePos(key.range[0]).line]] : [],
    ),
  );
}

class TooMuch extends Error {}

type Parsed = Document.Parsed;

interface Budget {
  left: number;
  readonly kind: string;
  /** What aliases name, which takes a walk through the document to find. */
  readonly targets: Map<Alias, Node>;
}

function plain(node: Node | unknown, document: Parsed, budget: Budget, depth: number): unknown {
  budget.left -= 1;
  if (budget.left < 0) throw new TooMuch('comes to too many values: its aliases repeat each other');
  if (depth > DEEPEST) throw new TooMuch(`is nested too deeply to be ${budget.kind}`);
  const inner = (child: unknown) => plain(child, document, budget, depth + 1);
  if (isAlias(node)) return inner(target(node, document, budget));
  if (isScalar(node)) return tagged(node.tag, node.value);
  if (isSeq(node)) return tagged(node.tag, node.items.map(inner));
  if (!isMap(node)) return node;
  const members: [string, unknown][] = [];
  for (const { key, value } of node.items) {
    const name = inner(key);
    const member = inner(value);
    // YAML 1.1, which CloudFormation and most tools read, merges what `<<` names.
    const merged = name === '<<' ? [member].flat().filter(isRecord) : [];
    if (merged.length > 0) members.unshift(...merged.reverse().flatMap((from) => Object.entries(from)));
    else members.push([typeof name === 'object' ? JSON.stringify(name) : String(name), member]);
  }
  return tagged(node.tag, Object.fromEntries(members));
}

function target(alias: Alias, document: Parsed, { targets }: Budget): Node {
  const node = targets.get(alias) ?? alias.resolve(document);
  if (!node) throw new Error(`the alias *${alias.source} names nothing`);
  targets.set(alias, node);
  return node;
}

/** `!Sub x` as `{ 'Fn::Sub': x }`. */
function tagged(tag: string | undefined, value: unknown): unknown {
  const [, name] = /^!([A-Za-z]+(?:::[A-Za-z]+)?)$/.exec(tag ?? '') ?? [];
  if (name === undefined) return value;
  return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
