import type { VectorClock } from '../clocks/vector-clock.ts';
import { vectorEntries, vectorEntry, vectorMerge } from '../clocks/vector-clock.ts';
import type { CausalStamp } from './causal-delivery.ts';
import { isNextInCausalOrder } from './causal-delivery.ts';

/**
 * The messages that a node holds, in an order in which each comes after all that it depends on.
 *
 * A value: appending gives another log. Logs share one array while one is the other's continuation, so that appending
 * costs what is appended.
 */
export class CausalLog<Entry extends CausalStamp> {
  /** How many messages of each sender are held. */
  readonly holds: VectorClock;
  readonly length: number;
  readonly #entries: Entry[];

  private constructor(holds: VectorClock, entries: Entry[]) {
    this.holds = holds;
    this.length = entries.length;
    this.#entries = entries;
  }

  static empty<Entry extends CausalStamp>(): CausalLog<Entry> {
    return new CausalLog<Entry>({}, []);
  }

  /** Those of the given messages that are new and depend on nothing that is missing; the others have to come again. */
  acceptable(entries: readonly Entry[]): Entry[] {
    let holds = this.holds;
    return entries.filter((entry) => {
      const isNext = isNextInCausalOrder(holds, entry);
      if (isNext) holds = vectorMerge(holds, entry.clock);
      return isNext;
    });
  }

  /** @param entries acceptable ones. */
  append(entries: readonly Entry[]): CausalLog<Entry> {
    const shared = this.#entries.length === this.length ? this.#entries : this.#entries.slice(0, this.length);
    for (const entry of entries) shared.push(entry);
    return new CausalLog(
      entries.reduce((holds, entry) => vectorMerge(holds, entry.clock), this.holds),
      shared,
    );
  }

  /** What somebody lacks who holds only `theirs`: the first so many, in causal order. */
  missing(theirs: VectorClock, maximum: number): Entry[] {
    const lacks = vectorEntries(this.holds).map(([node, count]) => Math.max(0, count - vectorEntry(theirs, node)));
    let left = lacks.reduce((sum, count) => sum + count, 0);
    const found: Entry[] = [];
    for (let index = this.length - 1; index >= 0 && left > 0; index -= 1) {
      const entry = this.#entries[index];
      if (entry === undefined || vectorEntry(entry.clock, entry.from) <= vectorEntry(theirs, entry.from)) continue;
      found.push(entry);
      left -= 1;
    }
    return found.reverse().slice(0, maximum);
  }
}
