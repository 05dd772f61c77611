import type { Unsettled } from '../../core/network/network.ts';
import { isUnknown, type Name, type Told, type ToldList } from './parts.ts';

/** What is known of a list. */
export interface Settled<T> {
  readonly items: readonly T[];
  /** False where code leaves open whether there are more. */
  readonly complete: boolean;
}

/** Notes what code leaves open while a network is made of its parts. */
export class OpenFacts {
  private readonly noted = new Map<string, Unsettled>();

  /** All that was noted, each once. */
  get all(): Unsettled[] {
    return [...this.noted.values()];
  }

  /** Notes that a fact is open. */
  note(of: Name, fact: string, unknown: string): void {
    const key = `${of}\n${fact}\n${unknown}`;
    if (!this.noted.has(key)) this.noted.set(key, { of, fact, unknown });
  }

  /** A value, or undefined with a note where it is open. */
  value<T>(told: Told<T>, of: Name, fact: string): T | undefined {
    if (!isUnknown(told)) return told;
    this.note(of, fact, told.unknown);
    return undefined;
  }

  /** The items that are settled, with a note for the rest. */
  list<T>(told: ToldList<T>, of: Name, fact: string): Settled<T> {
    if (isUnknown(told)) {
      this.note(of, fact, told.unknown);
      return { items: [], complete: false };
    }
    const items = told.flatMap((item): T[] => {
      if (!isUnknown(item)) return [item];
      this.note(of, fact, item.unknown);
      return [];
    });
    return { items, complete: items.length === told.length };
  }
}
