import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventRow, InventoryTables } from '../../model/rows.ts';
import type { PlantedBug } from '../../planted-bugs.ts';
import { RulesInMemory } from '../service-calls/testing/rules-in-memory.ts';
import { inventoryRules } from './inventory-rules.ts';

const holdLeaseMs = 1000;

function inventory(capacity: number, bug?: PlantedBug): RulesInMemory<InventoryTables> {
  const event = (event_id: string): EventRow => ({ event_id, capacity, free: capacity, held: 0, sold: 0 });
  const initial = ['a', 'b'].map((key) => ({ table: 'events' as const, key, row: event(key) }));
  return new RulesInMemory('inventory', inventoryRules({ holdLeaseMs }), initial, bug);
}

const reserve = (quantity: number, reservation_id = 'r') => ({ reservation_id, event_id: 'a', quantity });
const named = { reservation_id: 'r', event_id: 'a' };

describe('seats of an event', () => {
  test('are held, then sold, and told of', () => {
    const seats = inventory(10);
    const held = { reservation_id: 'r', state: 'held', expires_at_ms: seats.nowMs + holdLeaseMs };
    expect(seats.post('/reserve', reserve(4))).toEqual({ status: 200, body: held });
    expect(seats.get('/holds/r').body).toEqual({ ...held, event_id: 'a', quantity: 4 });
    expect(seats.get('/events/a').body).toEqual({ event_id: 'a', capacity: 10, free: 6, held: 4, sold: 0 });
    expect(seats.post('/confirm', named)).toEqual({ status: 200, body: { reservation_id: 'r', state: 'sold' } });
    expect(seats.get('/events/a').body).toMatchObject({ free: 6, held: 0, sold: 4 });
    seats.nowMs += holdLeaseMs;
    expect(seats.due()).toEqual([]);
    expect(seats.post('/reserve', reserve(4)).body).toMatchObject({ state: 'sold' });
  });

  test('that are too few are refused with how many may come free, and nothing is kept of it', () => {
    const seats = inventory(10);
    seats.post('/reserve', reserve(8, 'other'));
    const refused = seats.post('/reserve', reserve(3));
    expect(refused).toMatchObject({ status: 409, body: { code: 'no_seats', free: 2, held: 8 } });
    expect(seats.get('/holds/r').status).toBe(404);
    seats.post('/release', { ...named, reservation_id: 'other' });
    expect(seats.post('/reserve', reserve(3)).status).toBe(200);
  });

  test('of an event that is not there are refused', () => {
    const seats = inventory(10);
    const answer = seats.post('/reserve', { ...reserve(1), event_id: 'toString' });
    expect(answer).toMatchObject({ status: 404, body: { code: 'unknown_event' } });
    expect(seats.get('/events/toString')).toMatchObject({ status: 404, body: { code: 'unknown_event' } });
  });

  test('are refused to a call of other contents under the same id', () => {
    const seats = inventory(10);
    seats.post('/reserve', reserve(4));
    const code = 'other_contents';
    expect(seats.post('/reserve', reserve(5))).toMatchObject({ status: 422, body: { code } });
    expect(seats.post('/reserve', { ...reserve(4), event_id: 'b' })).toMatchObject({ status: 422, body: { code } });
    expect(seats.post('/confirm', { ...named, event_id: 'b' })).toMatchObject({ status: 422, body: { code } });
    expect(seats.post('/release', { ...named, event_id: 'b' })).toMatchObject({ status: 422, body: { code } });
    expect(seats.get('/events/a').body).toMatchObject({ held: 4 });
  });

  test('that were sold can be given back, once', () => {
    const seats = inventory(10);
    seats.post('/reserve', reserve(4));
    seats.post('/confirm', named);
    expect(seats.post('/release', named).body).toEqual({ reservation_id: 'r', state: 'released', had: 'sold' });
    expect(seats.post('/release', named).body).toEqual({ reservation_id: 'r', state: 'released', had: 'nothing' });
    expect(seats.get('/events/a').body).toMatchObject({ free: 10, held: 0, sold: 0 });
    expect(seats.post('/confirm', named)).toMatchObject({ status: 409, body: { code: 'hold_gone' } });
  });
});

describe('a hold', () => {
  test('that is released before it arrives is refused when it does', () => {
    const seats = inventory(10);
    expect(seats.post('/release', named)).toMatchObject({ status: 200, body: { had: 'nothing' } });
    expect(seats.post('/reserve', reserve(4))).toMatchObject({ status: 409, body: { code: 'hold_released' } });
    expect(seats.get('/events/a').body).toMatchObject({ free: 10 });
    expect(seats.get('/holds/r').body).toMatchObject({ state: 'released', event_id: null });
  });

  test.each(['swept', 'not swept yet'])('whose lease ended is over, %s', (how) => {
    const seats = inventory(10);
    seats.post('/reserve', reserve(4));
    seats.nowMs += holdLeaseMs;
    expect(seats.get('/holds/r').body).toMatchObject({ state: 'expired', expires_at_ms: null });
    if (how === 'swept') for (const run of seats.due()) run();
    expect(seats.post('/confirm', named)).toMatchObject({ status: 409, body: { code: 'hold_gone' } });
    expect(seats.post('/reserve', reserve(4))).toMatchObject({ status: 409, body: { code: 'hold_released' } });
    expect(seats.get('/events/a').body).toMatchObject({ free: 10, held: 0 });
  });

  test.each(['/confirm', '/release'])('that was listed as due is left alone where %s came first', (path) => {
    const seats = inventory(10);
    seats.post('/reserve', reserve(4));
    seats.nowMs += holdLeaseMs;
    const due = seats.due();
    seats.nowMs -= 1;
    seats.post(path, named);
    const before = seats.get('/events/a').body;
    for (const run of [...due, ...due]) run();
    expect(seats.get('/events/a').body).toEqual(before);
  });

  test('that nobody asked for is not there', () => {
    expect(inventory(1).get('/holds/r')).toMatchObject({ status: 404, body: { code: 'hold_not_found' } });
    expect(inventory(1).post('/confirm', named)).toMatchObject({ status: 409, body: { code: 'hold_gone' } });
  });
});

test('an event is made once, with the capacity that it keeps', () => {
  const seats = inventory(10);
  const row = { event_id: 'c d/é', capacity: 5, free: 5, held: 0, sold: 0 };
  const path = `/events/${encodeURIComponent(row.event_id)}`;
  expect(seats.put(path, { capacity: 5 })).toEqual({ status: 201, body: row });
  expect(seats.put(path, { capacity: 5 })).toEqual({ status: 200, body: row });
  expect(seats.put(path, { capacity: 6 })).toMatchObject({ status: 409, body: { code: 'event_exists', capacity: 5 } });
});

describe('with a planted bug', () => {
  test('without tombstones a hold that arrives late has its effect', () => {
    const seats = inventory(10, 'no-tombstones');
    seats.post('/release', named);
    expect(seats.post('/reserve', reserve(4)).status).toBe(200);
  });

  test('without a lease seats are held for ever', () => {
    const seats = inventory(10, 'no-hold-lease');
    seats.post('/reserve', reserve(4));
    seats.nowMs += 1_000 * holdLeaseMs;
    expect(seats.due()).toEqual([]);
    expect(seats.get('/events/a').body).toMatchObject({ held: 4 });
  });
});

const reservation = fc.constantFrom('r1', 'r2', 'r3', 'r4');
const event = fc.constantFrom('a', 'b');
const command = fc.oneof(
  fc.record({
    path: fc.constant('/reserve'),
    body: fc.record({ reservation_id: reservation, event_id: event, quantity: fc.integer({ min: 1, max: 4 }) }),
  }),
  fc.record({
    path: fc.constantFrom('/confirm', '/release'),
    body: fc.record({ reservation_id: reservation, event_id: event }),
  }),
  fc.record({ path: fc.constant('pass'), ms: fc.integer({ min: 1, max: holdLeaseMs }) }),
  fc.record({ path: fc.constantFrom('list', 'sweep') }),
);

function expectBalance(seats: RulesInMemory<InventoryTables>): void {
  const holds = seats.rows.list('holds', { limit: 100 });
  for (const row of seats.rows.list('events', { limit: 100 })) {
    const of = (state: string) =>
      holds
        .filter((hold) => hold.event_id === row.event_id && hold.state === state)
        .reduce((n, { quantity }) => n + quantity, 0);
    expect([row.held, row.sold]).toEqual([of('held'), of('sold')]);
    expect(row.free + row.held + row.sold).toBe(row.capacity);
    expect(Math.min(row.free, row.held, row.sold)).toBeGreaterThanOrEqual(0);
  }
}

test('in any order of calls, repeats and leases that end, the books balance and what is over stays over', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), fc.integer({ min: 1, max: 8 }), (commands, capacity) => {
      const seats = inventory(capacity);
      const over = new Set<string>();
      const leaseEndsMs = new Map<string, number>();
      let due: readonly (() => void)[] = [];
      for (const next of commands) {
        if ('ms' in next) seats.nowMs += next.ms;
        else if (!('body' in next)) {
          if (next.path === 'list') due = seats.due();
          else for (const run of due) run();
        } else {
          const { reservation_id: id } = next.body;
          const answer = seats.post(next.path, next.body);
          const rows = (table: 'holds' | 'events') => seats.rows.list(table, { limit: 100 });
          const after = [rows('holds'), rows('events')];
          const again = seats.post(next.path, next.body);
          if (next.path === '/release') expect(again.status).toBe(answer.status);
          else expect(again).toEqual(answer);
          expect([rows('holds'), rows('events')]).toEqual(after);
          if (answer.status === 200 && next.path !== '/release') {
            expect(over.has(id)).toBe(false);
            expect(seats.nowMs).toBeLessThan(leaseEndsMs.get(id) ?? Number.POSITIVE_INFINITY);
          }
          if (answer.status === 200 && next.path === '/reserve' && !leaseEndsMs.has(id))
            leaseEndsMs.set(id, seats.nowMs + holdLeaseMs);
          if (answer.status === 200 && next.path === '/confirm') leaseEndsMs.set(id, Number.POSITIVE_INFINITY);
          if (answer.status === 200 && next.path === '/release') over.add(id);
        }
        expectBalance(seats);
      }
    }),
    { numRuns: 300 },
  );
});
