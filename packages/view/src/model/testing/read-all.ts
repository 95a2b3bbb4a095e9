import type { EventFilter, JournalStore } from '../journal-store.ts';

/** A filter that lets every event pass. */
export const everything: EventFilter = { system: null, types: new Set(), subject: '', text: '', windows: true };

/** Everything that a page can read of a journal. */
export function readAll(store: JournalStore): unknown {
  return {
    facts: store.facts('voting'),
    load: store.loadSeries('voting'),
    link: store.linkSeries('voting', 'voter->inventory-1'),
    service: store.serviceSeries('voting', 'inventory'),
    requests: [0, 3000].map((startUs) => inOrder(store.requests('voting', startUs, Number.POSITIVE_INFINITY))),
    events: Array.from({ length: store.length }, (_, index) => [store.atUs(index), store.eventAt(index)]),
    selected: [...store.select({ ...everything, text: 'Inventory', windows: false })],
    rest: [store.span, store.systems, store.missed, store.unreadable],
  };
}

function inOrder(rows: readonly object[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted();
}
