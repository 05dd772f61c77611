import { Problem } from '../../core/problem.ts';
import { shortened } from '../../core/text/visible.ts';
import { isUnknown, type Told } from '../planned/parts.ts';
import { evaluate } from './evaluate.ts';
import { isRecord, type Json } from './parse-template.ts';
import type { Scope } from './scope.ts';
import { equal, whyOpen } from './value.ts';

/**
 * Whether a condition holds; unknown where its answer depends on what the templates don't settle.
 *
 * @throws Problem where it is none
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
 */
export function evaluateCondition(json: Json, scope: Scope, where: string): Told<boolean> {
  const [[name, argument] = ['', undefined], ...others] = isRecord(json) ? Object.entries(json) : [];
  if (others.length > 0) throw new Problem(`${where}: a condition is one function, ${FORMS}.`);
  const all = (least: number): readonly Told<boolean>[] => {
    if (!Array.isArray(argument) || argument.length < least || argument.length > 10) {
      throw new Problem(
        `${where}: ${name} takes a list of ${least === 1 ? 'one condition' : '2 to 10 conditions'}.`,
      );
    }
    return argument.map((each) => evaluateCondition(each, scope, where));
  };
  switch (name) {
    case 'Condition':
      if (typeof argument !== 'string')
        throw new Problem(`${where}: Condition takes the name of a condition.`);
      return scope.condition(argument, where);
    case 'Fn::Equals':
      return compared(argument, scope, where);
    case 'Fn::Not': {
      const [each = false] = all(1);
      return isUnknown(each) ? each : !each;
    }
    case 'Fn::And':
      return decided(all(2), false);
    case 'Fn::Or':
      return decided(all(2), true);
    default:
      throw new Problem(`${where}: ${name === '' ? 'a condition' : shortened(name)} must be ${FORMS}.`);
  }
}

const FORMS = 'Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition';

function compared(argument: Json, scope: Scope, where: string): Told<boolean> {
  if (!Array.isArray(argument) || argument.length !== 2) {
    throw new Problem(`${where}: Fn::Equals takes two values.`);
  }
  const [a, b] = argument.map((each) => evaluate(each, scope, where) ?? '');
  const same = equal(a ?? '', b ?? '');
  return same ?? whyOpen(a) ?? whyOpen(b) ?? { unknown: 'the ID of a resource' };
}

/** `answer` where one of them is that, the opposite where all are, else what the first unknown one depends on. */
const decided = (each: readonly Told<boolean>[], answer: boolean): Told<boolean> =>
  each.includes(answer) ? answer : (each.find(isUnknown) ?? !answer);
