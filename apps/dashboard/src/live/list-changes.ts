/** Counts the facts after which a list of the lab is another one: so lists are read again when they changed, and never else. */
import type { JournalEvent } from '@temblor/lab/journal/event';

/** The part of a journal that is looked at. */
interface FactSource {
  readonly systems: readonly string[];
  facts(system: string | null): readonly JournalEvent[];
}

const changing: ReadonlySet<JournalEvent['type']> = new Set([
  'system-starting',
  'system-ready',
  'system-stopping',
  'system-stopped',
  'run-started',
  'run-ended',
]);

export class ListChanges {
  readonly #read = new Map<string | null, { readonly facts: readonly JournalEvent[]; readonly length: number }>();
  #count = 0;

  /** How many such facts there were until now; it never falls, also where another journal began. */
  count(source: FactSource): number {
    for (const system of [null, ...source.systems]) {
      const facts = source.facts(system);
      const before = this.#read.get(system);
      const same = before?.facts === facts && before.length <= facts.length;
      for (let place = same ? before.length : 0; place < facts.length; place += 1) {
        const fact = facts[place];
        if (fact !== undefined && changing.has(fact.type)) this.#count += 1;
      }
      this.#read.set(system, { facts, length: facts.length });
    }
    return this.#count;
  }
}
