import { Problem } from '../../core/problem.ts';
import { shown } from './parse-template.ts';
import type { Stack } from './stack.ts';
import { isList, isMembers, Open, type Value } from './value.ts';

/** CloudFormation takes 500 resources in a template. */
const LONGEST = 2000;

/**
 * Refuses resources of a stack that need each other, which CloudFormation can create in no order.
 *
 * @param ids of those whose properties decide something
 * @throws Problem naming them
 */
export function assertNoCircle(stack: Stack, ids: readonly string[]): void {
  const needs = new Map(ids.map((id) => [id, neededBy(stack, id)]));
  const done = new Set<string>();
  const underWay: string[] = [];
  const visit = (id: string): void => {
    if (done.has(id)) return;
    const from = underWay.indexOf(id);
    if (from !== -1) {
      const circle = [...underWay.slice(from), id].map(shown);
      const rest = circle.length > 8 ? [...circle.slice(0, 8), '…'] : circle;
      throw new Problem(
        `${stack.template.file}: Resources ${rest.join(' → ')} need each other, so none of them can be created first.`,
      );
    }
    if (underWay.length >= LONGEST) {
      throw new Problem(`${stack.template.file}: more than ${LONGEST} resources need each other in a row.`);
    }
    underWay.push(id);
    for (const other of needs.get(id) ?? []) visit(other);
    underWay.pop();
    done.add(id);
  };
  for (const id of ids) visit(id);
}

function neededBy(stack: Stack, id: string): ReadonlySet<string> {
  const { resources } = stack.template;
  const needed = new Set(resources.get(id)?.dependsOn);
  const collect = (value: Value): void => {
    if (value instanceof Open) {
      for (const piece of value.pieces) {
        if (typeof piece === 'string' || !('resource' in piece) || !piece.resource.startsWith(stack.prefix))
          continue;
        const [own = ''] = piece.resource.slice(stack.prefix.length).split(/[/.]/);
        if (resources.has(own)) needed.add(own);
      }
    } else if (isList(value)) value.forEach(collect);
    else if (isMembers(value)) Object.values(value).forEach(collect);
  };
  collect(stack.properties(id));
  return needed;
}
