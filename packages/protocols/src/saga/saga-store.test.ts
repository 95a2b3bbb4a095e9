import { describe, expect, test } from 'vitest';
import { MemoryRows } from '../transactions/memory-rows.ts';
import { createSaga } from './saga.ts';
import type { LocalWork, SagaHold, SagaTables } from './saga-rows.ts';
import { claimSaga, insertSaga, readSaga, recordSaga, renewLease, sagaKey } from './saga-store.ts';
import type { SavedSaga } from './saga-types.ts';
import { selling } from './testing/saga-run.fixture.ts';

interface ShopTables extends SagaTables {
  readonly sales: { readonly saga_id: string };
}

const accepted = createSaga(selling, { id: 's', input: null, deadlineMs: 5_000 });
const ended: SavedSaga = { ...accepted, phase: 'completed' };
const at = (nowMs: number, withoutLease = false) => ({ nowMs, leaseMs: 1_000, withoutLease });
const owned = (epoch: number, version: number, owner = 'ana'): SagaHold => ({ owner, epoch, version });

/** A store with one saga, accepted by Ana at 0 ms. */
function shop() {
  const rows = new MemoryRows<ShopTables>();
  const hold = rows.run({
    name: 'accept',
    reads: [sagaKey<ShopTables>('s')],
    decide: () => {
      const inserted = insertSaga<ShopTables>(accepted, 'ana', at(0));
      return { writes: [inserted.write], answer: inserted.hold };
    },
  });
  const record = (by: SagaHold, saga: SavedSaga, nowMs = 0, work?: LocalWork<ShopTables>, withoutLease = false) =>
    rows.run(recordSaga(by, saga, work, { ...at(nowMs, withoutLease), definition: selling }));
  const claim = (owner: string, nowMs: number, withoutLease = false) =>
    rows.run(claimSaga<ShopTables>('s', owner, at(nowMs, withoutLease)));
  const renew = (by: SagaHold, nowMs: number) => rows.run(renewLease<ShopTables>('s', by, at(nowMs)));
  const row = () => rows.run(readSaga<ShopTables>('s'));
  return { rows, hold, record, claim, renew, row };
}

describe('a record', () => {
  test('is written by who holds the saga, under the next version, and keeps its lease', () => {
    const { hold, record, row } = shop();
    expect(record(hold, accepted, 300)).toEqual({ kind: 'recorded', hold: owned(1, 2) });
    expect(row()).toMatchObject({ version: 2, lease_until_ms: 1_300, updated_at_ms: 300, open: true });
  });

  test('takes its local work with it, or neither is written', () => {
    const { rows, hold, record } = shop();
    const work: LocalWork<ShopTables> = {
      reads: [{ table: 'sales', key: 's' }],
      writes: () => [{ table: 'sales', key: 's', row: { saga_id: 's' } }],
    };
    expect(record(owned(1, 7), ended, 0, work)).toEqual({ kind: 'fenced' });
    expect(rows.list('sales', { limit: 1 })).toEqual([]);
    expect(record(hold, ended, 0, work).kind).toBe('recorded');
    expect(rows.list('sales', { limit: 1 })).toEqual([{ saga_id: 's' }]);
  });

  test('of a saga that has ended closes it; of one whose undoing keeps failing shows it to an operator', () => {
    const { hold, record, row } = shop();
    const stuck = { kind: 'undoing', attempt: 4, lastReason: null } as const;
    record(hold, { ...accepted, phase: 'backward', steps: accepted.steps.with(0, stuck) });
    expect(row()).toMatchObject({ open: true, needs_operator: true });
    record(owned(1, 2), ended);
    expect(row()).toMatchObject({ open: false, needs_operator: false, phase: 'completed' });
  });

  test('is refused under an old version, an old epoch, or another owner', () => {
    const { hold, record, row } = shop();
    record(hold, accepted);
    const before = row();
    for (const stale of [hold, owned(0, 2), owned(2, 2), owned(1, 2, 'ben')])
      expect(record(stale, ended)).toEqual({ kind: 'fenced' });
    expect(row()).toEqual(before);
  });

  test('of a saga that was never inserted breaks the run', () => {
    const { hold, record } = shop();
    expect(() => record(hold, { ...accepted, id: 'other' })).toThrow('saga other is to be recorded');
  });
});

describe('a claim', () => {
  test('waits until the lease ends, and fences who held it', () => {
    const { hold, record, claim } = shop();
    expect(claim('ben', 999)).toEqual({ kind: 'not-free' });
    expect(claim('ben', 1_000)).toEqual({ kind: 'claimed', saga: accepted, hold: owned(2, 2, 'ben') });
    expect(record(hold, ended)).toEqual({ kind: 'fenced' });
    expect(record(owned(2, 2, 'ben'), ended).kind).toBe('recorded');
  });

  test('is granted where the lease is longer than any can be: the clock was set back', () => {
    const { claim, renew, hold, row } = shop();
    expect(claim('ben', -9_000)).toEqual({ kind: 'not-free' });
    expect(renew(hold, -20_000)).toEqual({ kind: 'renewed' });
    expect(row()).toMatchObject({ lease_until_ms: -19_000 });
    expect(claim('ben', -40_000)).toEqual({ kind: 'claimed', saga: accepted, hold: owned(2, 2, 'ben') });
    expect(row()).toMatchObject({ owner: 'ben', lease_until_ms: -39_000 });
  });

  test('of one’s own saga is granted at once, and fences a write of one’s own that is still on its way', () => {
    const { hold, record, claim } = shop();
    expect(claim('ana', 1)).toEqual({ kind: 'claimed', saga: accepted, hold: owned(2, 2) });
    expect(record(hold, ended)).toEqual({ kind: 'fenced' });
  });

  test('says what has ended, and what was never there', () => {
    const { rows, hold, record, claim } = shop();
    record(hold, ended);
    expect(claim('ben', 5_000)).toEqual({ kind: 'ended', saga: ended });
    expect(rows.run(claimSaga<ShopTables>('other', 'ben', at(0)))).toEqual({ kind: 'absent' });
  });
});

describe('a lease', () => {
  test('is renewed beside a record, and never shortened', () => {
    const { hold, record, renew, row } = shop();
    expect(renew(hold, 500)).toEqual({ kind: 'renewed' });
    expect(row()).toMatchObject({ lease_until_ms: 1_500, version: 1 });
    expect(record(hold, accepted, 800).kind).toBe('recorded');
    expect(renew(hold, 700)).toEqual({ kind: 'renewed' });
    expect(row()).toMatchObject({ lease_until_ms: 1_800, version: 2 });
  });

  test('is not renewed by who lost it; one that ended by its holder’s own record is no loss', () => {
    const { hold, record, claim, renew } = shop();
    claim('ben', 1_000);
    expect(renew(hold, 1_000)).toEqual({ kind: 'fenced' });
    record(owned(2, 2, 'ben'), ended);
    expect(renew(owned(2, 3, 'ben'), 1_000)).toEqual({ kind: 'ended' });
  });

  test('that a planted bug leaves out keeps nobody from anything', () => {
    const { hold, record, claim } = shop();
    expect(claim('ben', 1, true).kind).toBe('claimed');
    expect(record(hold, ended, 1, undefined, true).kind).toBe('recorded');
  });
});

test('the row of a saga that is not there is null', () => {
  expect(new MemoryRows<SagaTables>().run(readSaga('s'))).toBeNull();
});
