import { MemoryRows } from '@temblor/protocols/transactions/memory-rows';
import { expect, test } from 'vitest';
import type { InventoryTables } from '../../model/rows.ts';
import { sweepHolds } from './hold-sweeper.ts';
import { inventoryRules } from './inventory-rules.ts';

const rules = inventoryRules({ holdLeaseMs: 1000 });

function heldSeats(): MemoryRows<InventoryTables> {
  const hold = (key: string, expires_at_ms: number) => ({
    table: 'holds' as const,
    key,
    row: { reservation_id: key, event_id: 'a', quantity: 2, state: 'held' as const, expires_at_ms },
  });
  const row = { event_id: 'a', capacity: 10, free: 4, held: 6, sold: 0 };
  return new MemoryRows([{ table: 'events', key: 'a', row }, hold('r1', 1000), hold('r2', 1001), hold('r3', 2000)]);
}

test('seats whose lease ended come free, whoever sweeps at the same time', async () => {
  const rows = heldSeats();
  const swept: string[] = [];
  const sweep = (nowMs: number) =>
    sweepHolds(rules, rows.store(), { nowMs, bug: undefined }, (event) => swept.push(event));
  await sweep(999);
  expect(swept).toEqual([]);
  await Promise.all([sweep(1001), sweep(1001)]);
  expect(rows.list('events', { limit: 1 })).toMatchObject([{ free: 8, held: 2 }]);
  expect(rows.list('holds', { limit: 9 }).map(({ state }) => state)).toEqual(['expired', 'expired', 'held']);
  expect(new Set(swept)).toEqual(new Set(['a']));
});

test('a hold comes free whose lease is longer than any can be: the clock was set back', async () => {
  const rows = heldSeats();
  const swept: string[] = [];
  const sweep = (nowMs: number) =>
    sweepHolds(rules, rows.store(), { nowMs, bug: undefined }, (event) => swept.push(event));
  await sweep(-9_000);
  expect(swept).toEqual(['a']);
  expect(rows.list('holds', { limit: 9 }).map(({ state }) => state)).toEqual(['held', 'held', 'expired']);
  await sweep(-3_600_000);
  expect(rows.list('events', { limit: 1 })).toMatchObject([{ free: 10, held: 0 }]);
});
