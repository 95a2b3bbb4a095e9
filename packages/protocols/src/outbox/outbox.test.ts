import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MemoryRows } from '../transactions/memory-rows.ts';
import { enqueue, outboxKey, settleDelivery, takeForDelivery } from './outbox.ts';
import type { OutboxTables } from './outbox-rows.ts';

const backoff = { firstMs: 100, longestMs: 1_000 };

function outboxWith(inHandUntilMs: number | null, nowMs = 0) {
  const rows = new MemoryRows<OutboxTables>();
  rows.run({
    name: 'sell',
    reads: [outboxKey<OutboxTables>('m')],
    decide: () => ({
      writes: [enqueue({ key: 'm', topic: 'sold', payload: { seat: 1 } }, nowMs, inHandUntilMs)],
      answer: null,
    }),
  });
  const row = () => rows.list('outbox', { limit: 1 })[0];
  const take = (atMs: number, untilMs = atMs + 50) => rows.run(takeForDelivery('m', atMs, untilMs, 5000));
  const fail = (attempt: number, atMs: number, drawn = 0.5) =>
    rows.run(settleDelivery('m', { kind: 'failed', attempt, nowMs: atMs, drawn }, backoff));
  const succeed = (attempt: number, atMs: number) =>
    rows.run(settleDelivery('m', { kind: 'taken', attempt, nowMs: atMs }, backoff));
  return { row, take, fail, succeed };
}

describe('a message', () => {
  test('that its writer sends at once is in nobody else’s hands meanwhile', () => {
    const { take, succeed, row } = outboxWith(50);
    expect(take(49)).toEqual({ kind: 'not-due' });
    expect(succeed(1, 49)).toBe('delivered');
    expect(row()).toMatchObject({ attempts: 1, next_attempt_at_ms: null, delivered_at_ms: 49 });
    expect(take(100)).toEqual({ kind: 'delivered' });
  });

  test('whose writer died is taken by another once its time is over', () => {
    const { take } = outboxWith(50);
    expect(take(50)).toMatchObject({ kind: 'taken', message: { attempts: 2, next_attempt_at_ms: 100 } });
  });

  test('that nobody sends at once is due immediately, and is taken by one sender', () => {
    const { take } = outboxWith(null, 7);
    expect(take(6)).toEqual({ kind: 'not-due' });
    expect(take(7)).toMatchObject({ kind: 'taken', message: { attempts: 1 } });
    expect(take(8)).toEqual({ kind: 'not-due' });
  });

  test('that was not taken is sent again, later each time, and no later than the longest wait', () => {
    const { take, fail, row } = outboxWith(null);
    const waits: number[] = [];
    for (let [attempt, nowMs] = [1, 0]; attempt <= 6; attempt += 1) {
      take(nowMs);
      expect(fail(attempt, nowMs, 1)).toBe('to-be-sent-again');
      const next = row()?.next_attempt_at_ms ?? 0;
      waits.push(next - nowMs);
      nowMs = next;
    }
    expect(waits).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  test('whose first sender was too slow: its failure does not matter, its success does', () => {
    const { take, fail, succeed, row } = outboxWith(null);
    take(0, 50);
    take(50, 100);
    expect(fail(1, 60)).toBe('superseded');
    expect(row()?.next_attempt_at_ms).toBe(100);
    expect(succeed(1, 70)).toBe('delivered');
    expect(fail(2, 80)).toBe('delivered');
    expect(row()).toMatchObject({ next_attempt_at_ms: null, delivered_at_ms: 70 });
  });

  test('whose next attempt is further away than any can be is due: the clock was set back', () => {
    const { take } = outboxWith(20_000);
    expect(take(5001).kind).toBe('not-due');
    expect(take(5000).kind).toBe('taken');
    expect(take(5000).kind).toBe('not-due');
  });

  test('that is not there is not taken', () => {
    expect(new MemoryRows<OutboxTables>().run(takeForDelivery('m', 0, 1, 5000))).toEqual({ kind: 'absent' });
  });
});

test('whoever takes and settles, a message is in one sender’s hands at a time until it is delivered, and then in none', () => {
  const happening = fc.record({
    what: fc.constantFrom('take', 'fail', 'succeed', 'die'),
    laterMs: fc.nat({ max: 80 }),
    drawn: fc.double({ min: 0, max: 0.99, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      const { take, fail, succeed, row } = outboxWith(null);
      let nowMs = 0;
      let inHand: { attempt: number; untilMs: number } | undefined;
      let delivered = false;
      for (const { what, laterMs, drawn } of happenings) {
        nowMs += laterMs;
        if (inHand !== undefined && nowMs >= inHand.untilMs) inHand = undefined;
        if (what === 'take') {
          const taken = take(nowMs);
          if (taken.kind !== 'taken') continue;
          expect(inHand).toBeUndefined();
          expect(delivered).toBe(false);
          inHand = { attempt: taken.message.attempts, untilMs: nowMs + 50 };
        } else if (inHand !== undefined && what !== 'die') {
          if (what === 'succeed') succeed(inHand.attempt, nowMs);
          else fail(inHand.attempt, nowMs, drawn);
          delivered ||= what === 'succeed';
          inHand = undefined;
        }
      }
      expect(row()?.delivered_at_ms !== null).toBe(delivered);
    }),
  );
});
