import { Problem } from '../../core/problem.ts';
import type { Value } from './value.ts';

/** More text than all the templates of a company come to. */
const MOST_CHARACTERS = 50_000_000;
/** How many conditions, parameters and outputs one can lead through. */
const DEEPEST = 300;

/** What all stacks share. */
export class World {
  readonly region: string | undefined;
  /** `Fn::ImportValue`. */
  readonly imported: (name: Value, where: string) => Value;
  #left = MOST_CHARACTERS;
  readonly #underWay: { readonly key: string; readonly shown: string }[] = [];

  constructor(region: string | undefined, imported: (name: Value, where: string) => Value) {
    this.region = region;
    this.imported = imported;
  }

  /** @throws Problem when the texts made so far are too long in sum */
  spend(characters: number, where: string): void {
    this.#left -= characters;
    if (this.#left < 0) throw new Problem(`${where} makes too much text: its values repeat each other.`);
  }

  /**
   * Does `work` for `key`.
   *
   * @param shown how a message names it
   * @throws Problem when that is under way already, so that it would need itself
   */
  within<T>(key: string, shown: string, work: () => T): T {
    const from = this.#underWay.findIndex((each) => each.key === key);
    if (from !== -1) {
      const circle = [...this.#underWay.slice(from).map((each) => each.shown), shown];
      throw new Problem(
        `${key.split(': ')[0]}: ${circle.slice(0, 8).join(' → ')} refer to each other in a circle.`,
      );
    }
    if (this.#underWay.length >= DEEPEST) throw new Problem(`${key} refers to too many others in a row.`);
    this.#underWay.push({ key, shown });
    try {
      return work();
    } finally {
      this.#underWay.pop();
    }
  }
}
