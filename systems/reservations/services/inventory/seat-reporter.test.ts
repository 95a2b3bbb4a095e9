import type { JournalFact } from '@temblor/lab/journal/event';
import { MemoryRows } from '@temblor/protocols/transactions/memory-rows';
import type { RowStore } from '@temblor/protocols/transactions/transaction';
import { expect, test } from 'vitest';
import type { EventRow, InventoryTables } from '../../model/rows.ts';
import { SeatReporter } from './seat-reporter.ts';

const event = (event_id: string): EventRow => ({ event_id, capacity: 5, free: 5, held: 0, sold: 0 });

function open(store: RowStore<InventoryTables>) {
  const facts: JournalFact[] = [];
  let nowUs = 0;
  const clock = { nowUs: () => (nowUs += 10) };
  const writer = { write: (fact: JournalFact) => void facts.push(fact) };
  return { reporter: new SeatReporter({ instance: 'inventory-1', store, facts: writer, clock }), facts };
}

const stored = (ids: readonly string[]) =>
  new MemoryRows<InventoryTables>(ids.map((key) => ({ table: 'events', key, row: event(key) }))).store();

test('a window tells of the events that changed, and of those that are there', async () => {
  const { reporter, facts } = open(stored(['a', 'b']));
  reporter.changed('a');
  reporter.changed('a');
  reporter.changed('not there');
  await reporter.tell();
  const { event_id, ...seats } = event('a');
  const window = { type: 'seats-window', instance: 'inventory-1', startUs: 10, endUs: 20 };
  expect(facts).toEqual([{ ...window, events: [{ event: event_id, ...seats }] }]);
  await reporter.tell();
  expect(facts).toHaveLength(1);
});

test('more events than a window holds are told in the next ones', async () => {
  const ids = Array.from({ length: 150 }, (_, place) => `e${place}`);
  const { reporter, facts } = open(stored(ids));
  for (const id of ids) reporter.changed(id);
  await reporter.tell();
  await reporter.tell();
  const counts = facts.map((fact) => (fact.type === 'seats-window' ? fact.events.length : 0));
  expect(counts).toEqual([100, 50]);
});

test('what could not be read is told the next time', async () => {
  const rows = stored(['a']);
  let broken = true;
  const transact: RowStore<InventoryTables>['transact'] = (transaction) =>
    broken ? Promise.reject(new Error('gone')) : rows.transact(transaction);
  const { reporter, facts } = open({ ...rows, transact });
  reporter.changed('a');
  await expect(reporter.tell()).rejects.toThrow('gone');
  broken = false;
  await reporter.tell();
  expect(facts).toMatchObject([{ events: [{ event: 'a' }] }]);
});
