import { isNextInCausalOrder } from '../causal/causal-delivery.ts';
import type { LamportTime } from '../clocks/lamport-clock.ts';
import type { VectorClock } from '../clocks/vector-clock.ts';
import { vectorEntries, vectorEntry, vectorMerge } from '../clocks/vector-clock.ts';
import type { NodeId } from '../port/protocol.ts';

/**
 * A message of the replicated log. Its place in the order of all is (`time`, `from`), its identity `from` with its number
 * there, `clock[from]`: a leader's number, not a position in the log, so that two leaders never give the same one.
 */
export interface BullyEntry {
  /** The leader that took it. */
  readonly from: NodeId;
  readonly time: LamportTime;
  /** How many messages of each leader it comes after, with itself under `from`: what it may depend on. */
  readonly clock: VectorClock;
  readonly content: string;
}

/**
 * The messages that a node holds, in an order in which each comes after all that it depends on.
 *
 * A value: appending gives another log. Logs share one array while one is the other's continuation, so that appending
 * costs what is appended.
 */
export class EntryLog {
  /** How many messages of each leader are held. */
  readonly holds: VectorClock;
  readonly length: number;
  readonly #entries: BullyEntry[];

  private constructor(holds: VectorClock, entries: BullyEntry[]) {
    this.holds = holds;
    this.length = entries.length;
    this.#entries = entries;
  }

  static empty(): EntryLog {
    return new EntryLog({}, []);
  }

  /** Those of the given messages that are new and depend on nothing that is missing; the others have to come again. */
  acceptable(entries: readonly BullyEntry[]): BullyEntry[] {
    let holds = this.holds;
    return entries.filter((entry) => {
      const isNext = isNextInCausalOrder(holds, entry);
      if (isNext) holds = vectorMerge(holds, entry.clock);
      return isNext;
    });
  }

  /** @param entries acceptable ones. */
  append(entries: readonly BullyEntry[]): EntryLog {
    const shared = this.#entries.length === this.length ? this.#entries : this.#entries.slice(0, this.length);
    for (const entry of entries) shared.push(entry);
    return new EntryLog(
      entries.reduce((holds, entry) => vectorMerge(holds, entry.clock), this.holds),
      shared,
    );
  }

  /** What somebody lacks who holds only `theirs`: the first so many, in causal order. */
  missing(theirs: VectorClock, maximum: number): BullyEntry[] {
    const lacks = vectorEntries(this.holds).map(([node, count]) => Math.max(0, count - vectorEntry(theirs, node)));
    let left = lacks.reduce((sum, count) => sum + count, 0);
    const found: BullyEntry[] = [];
    for (let index = this.length - 1; index >= 0 && left > 0; index -= 1) {
      const entry = this.#entries[index];
      if (entry === undefined || vectorEntry(entry.clock, entry.from) <= vectorEntry(theirs, entry.from)) continue;
      found.push(entry);
      left -= 1;
    }
    return found.reverse().slice(0, maximum);
  }
}
