import type { Clock } from '@temblor/foundation/clock/clock';
import type { FactWriter } from '@temblor/kit/facts/fact-writer';
import type { RowStore, Transaction } from '@temblor/protocols/transactions/transaction';
import type { EventRow, InventoryTables } from '../../model/rows.ts';

/** So many events stand in one window. */
const mostEvents = 100;

interface SeatReporterParts {
  readonly instance: string;
  readonly store: RowStore<InventoryTables>;
  readonly facts: FactWriter;
  readonly clock: Clock;
}

/**
 * Tells where the seats are of the events that this instance changed. They are read again when they are told: other
 * instances change them too, and whoever tells last has then seen the last change.
 */
export class SeatReporter {
  readonly #parts: SeatReporterParts;
  #startUs: number;
  #changed = new Set<string>();

  constructor(parts: SeatReporterParts) {
    this.#parts = parts;
    this.#startUs = parts.clock.nowUs();
  }

  /** Says that the seats of an event may have changed. */
  changed(eventId: string): void {
    this.#changed.add(eventId);
  }

  /** Writes a window, where something changed since the last one. @throws StoreFailure, and tells it next time. */
  async tell(): Promise<void> {
    const { instance, store, facts, clock } = this.#parts;
    const ids = [...this.#changed].slice(0, mostEvents);
    if (ids.length === 0) {
      this.#startUs = clock.nowUs();
      return;
    }
    for (const id of ids) this.#changed.delete(id);
    try {
      const rows = await store.transact(lookAtEvents(ids));
      const [startUs, endUs] = [this.#startUs, clock.nowUs()];
      const events = rows.map(({ event_id, ...seats }) => ({ event: event_id, ...seats }));
      this.#startUs = endUs;
      facts.write({ type: 'seats-window', instance, startUs, endUs, events });
    } catch (error) {
      for (const id of ids) this.#changed.add(id);
      throw error;
    }
  }
}

function lookAtEvents(ids: readonly string[]): Transaction<InventoryTables, readonly EventRow[]> {
  return {
    name: 'look at events',
    reads: ids.map((key) => ({ table: 'events', key })),
    decide: (rows) => ({ writes: [], answer: ids.flatMap((id) => rows.get('events', id) ?? []) }),
  };
}
