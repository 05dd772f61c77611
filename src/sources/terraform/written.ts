import type { Argument, Body } from '../hcl/body.ts';
import { itemsOf } from './composed.ts';
import type { Instance } from './deployment.ts';
import type { Evaluator, Scope } from './evaluate.ts';
import { type BlockCode, nodeOf } from './expressions.ts';
import { at, type JsonObject } from './json-value.ts';
import { known, mapOf, OPEN, type Value } from './value.ts';

/** A block within a resource: its name, and what the plan has of it. */
export interface PathStep {
  readonly name: string;
  readonly values: JsonObject;
  readonly unknown: unknown;
}

/** An attribute that is used: of an instance, or of a block in it. */
export interface Use {
  readonly instance: Instance;
  readonly path: readonly PathStep[];
  readonly code: BlockCode;
  readonly attribute: string;
  /** `aws_route_table.main.route[0].gateway_id`. */
  readonly label: string;
}

/** What the code says of an attribute. */
export interface Written {
  /** What it may be worth: one value for each block that may be the one. */
  readonly values: readonly Value[];
  /** Where it stands, where that is one place. */
  readonly argument: Argument | undefined;
}

/** Works out what the code says of an attribute; undefined where its block isn't in the code. */
export function writtenOf(evaluator: Evaluator, use: Use): Written | undefined {
  const { instance, path, attribute, code } = use;
  const body = evaluator.blockOf(instance);
  if (!body) return undefined;
  const scope = evaluator.scopeOf(instance);
  const argument = body.argument(path[0]?.name ?? attribute);
  if (path.length === 0) {
    return { values: [evaluator.argument(argument, nodeOf(code, attribute), scope)], argument };
  }
  let candidates: readonly Candidate[] = [ofBody(body, scope, evaluator)];
  for (const { name, values, unknown } of path) {
    candidates = candidates
      .flatMap((each) => each.blocks(name) ?? [NOT_TOLD])
      .filter((each) => isLike(each, values, unknown));
  }
  return { values: candidates.map((each) => each.value(attribute)), argument };
}

/** A block of the code that may be one of the plan. */
interface Candidate {
  /** Of what the block says nothing, null. */
  readonly value: (attribute: string) => Value;
  /** Undefined where they can't be told. */
  readonly blocks: (name: string) => readonly Candidate[] | undefined;
}

const NOT_TOLD: Candidate = { value: () => OPEN, blocks: () => undefined };

function ofBody(body: Body, scope: Scope, evaluator: Evaluator): Candidate {
  return {
    value: (attribute) => {
      const argument = body.argument(attribute);
      return argument ? evaluator.argument(argument, undefined, scope) : known(null);
    },
    blocks: (name) => {
      const argument = body.argument(name);
      const isList = argument !== undefined && body.blocks(name).length === 0;
      if (isList) return ofList(evaluator.argument(argument, undefined, scope));
      const made = body.blocks('dynamic', name).map((dynamic) => ofDynamic(dynamic, name, scope, evaluator));
      if (made.includes(undefined)) return undefined;
      return [
        ...body.blocks(name).map((block) => ofBody(block, scope, evaluator)),
        ...made.flatMap((each) => each ?? []),
      ];
    },
  };
}

/** Blocks that are written as a list of objects. */
function ofList(list: Value): readonly Candidate[] | undefined {
  if (list.is !== 'list') return undefined;
  const maps = list.items.filter((item) => item.is === 'map');
  if (maps.length < list.items.length) return undefined;
  return maps.map(({ entries }) => ({
    value: (attribute) => entries.get(attribute) ?? known(null),
    blocks: (name) => ofList(entries.get(name) ?? OPEN),
  }));
}

/** @see https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks */
function ofDynamic(
  dynamic: Body,
  name: string,
  scope: Scope,
  evaluator: Evaluator,
): readonly Candidate[] | undefined {
  const items = itemsOf(evaluator.argument(dynamic.argument('for_each'), undefined, scope));
  const [content, another] = dynamic.blocks('content');
  const iterator = dynamic.argument('iterator') ? iteratorOf(dynamic) : name;
  if (!items || !content || another || iterator === undefined) return undefined;
  return items.map(([key, value]) => {
    const names = new Map([
      ...scope.names,
      [
        iterator,
        mapOf([
          ['key', key],
          ['value', value],
        ]),
      ] as const,
    ]);
    return ofBody(content, { ...scope, names }, evaluator);
  });
}

function iteratorOf(dynamic: Body): string | undefined {
  const expression = dynamic.argument('iterator')?.expression();
  if (expression?.op === 'literal') return String(expression.value);
  return expression?.op === 'reference' && expression.words.length === 1 ? expression.words[0] : undefined;
}

/** What a plan has as it is written, so that it tells the blocks of a set apart. */
const TELLING = ['cidr_block', 'from_port', 'to_port', 'rule_no', 'rule_number'];

/** Whether a block of the code can be one of the plan. */
const isLike = (candidate: Candidate, values: JsonObject, unknown: unknown): boolean =>
  TELLING.every((attribute) => {
    const written = candidate.value(attribute);
    if (written.is !== 'known' || written.value === null || written.value === '') return true;
    return at(unknown, attribute) === true || String(at(values, attribute)) === String(written.value);
  });
