import type { Told } from '../planned/parts.ts';
import type { Value } from './value.ts';

/** What an expression can refer to in its stack. `where` is how messages name the place of the expression. */
export interface Scope {
  /** `Ref`; undefined for `AWS::NoValue`. */
  readonly reference: (name: string, where: string) => Value | undefined;
  /** `Fn::GetAtt`. */
  readonly attribute: (id: string, attribute: string, where: string) => Value;
  /** A condition by name, or what it depends on. */
  readonly condition: (name: string, where: string) => Told<boolean>;
  /** `Fn::FindInMap`: undefined where the template has no such value. */
  readonly mapped: (keys: readonly [string, string, string], where: string) => Value | undefined;
  /** `Fn::ImportValue`. */
  readonly imported: (name: Value, where: string) => Value;
  /** Counts the characters of a text that was made. */
  readonly spend: (characters: number, where: string) => void;
}
