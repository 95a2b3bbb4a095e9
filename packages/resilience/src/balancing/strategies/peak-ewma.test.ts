import { seededRandom } from '@temblor/foundation/randomness/random';
import { describe, expect, test } from 'vitest';
import type { Outcome, Replica } from '../replica.ts';
import { standIns } from '../testing/stand-in-replica.ts';
import { PeakEwma } from './peak-ewma.ts';

function three() {
  const strategy = new PeakEwma(seededRandom(9));
  const [a, b, c] = standIns(1, 1, 1);
  if (a === undefined || b === undefined || c === undefined) throw new Error('three replicas');
  strategy.offer([a, b, c], 0);
  const answer = (replica: Replica, latencyMs: number, nowMs: number, outcome: Outcome = 'success') =>
    strategy.finished(replica, outcome, latencyMs, nowMs);
  /** How many of 300 choices fall to it. */
  const chosen = (replica: Replica, nowMs: number) =>
    Array.from({ length: 300 }, () => strategy.choose(undefined, [], nowMs)).filter((each) => each === replica).length;
  return { strategy, a, b, c, answer, chosen };
}

describe('PeakEwma', () => {
  test('the slowest of three is never the better of two', () => {
    const { a, b, c, answer, chosen } = three();
    for (const [replica, latencyMs] of [[a, 10] as const, [b, 20] as const, [c, 200] as const])
      answer(replica, latencyMs, 1);
    expect(chosen(c, 1)).toBe(0);
    expect(chosen(a, 1)).toBeGreaterThan(chosen(b, 1));
  });

  test('a queue outweighs a latency', () => {
    const { a, b, c, answer, chosen } = three();
    for (const [replica, latencyMs] of [[a, 10] as const, [b, 20] as const, [c, 20] as const])
      answer(replica, latencyMs, 1);
    a.inFlight = 5;
    expect(chosen(a, 1)).toBe(0);
  });

  test('one that was slow is tried again, in seconds', () => {
    const { a, b, c, answer, chosen } = three();
    for (const replica of [a, b]) answer(replica, 10, 0);
    answer(c, 500, 0);
    for (let nowMs = 0; nowMs < 45_000; nowMs += 100) for (const replica of [a, b]) answer(replica, 10, nowMs);
    expect(chosen(c, 1000)).toBe(0);
    expect(chosen(c, 45_000)).toBeGreaterThan(0);
  });

  test('one call of half a minute keeps a replica that is as fast as the others away for no longer than that', () => {
    for (const outcome of ['success', 'failure'] as const) {
      const { a, b, c, answer, chosen } = three();
      for (const replica of [a, b, c]) answer(replica, 5, 0);
      answer(c, 30_000, 0, outcome);
      expect(chosen(c, 0)).toBe(0);
      for (let nowMs = 0; nowMs < 31_000; nowMs += 10) for (const replica of [a, b]) answer(replica, 5, nowMs);
      expect(chosen(c, 31_000)).toBeGreaterThan(0);
    }
  });

  test('one that was slow before any answer does not look fast', () => {
    const { a, b, c, answer, chosen } = three();
    answer(c, 5000, 1, 'failure');
    for (const replica of [a, b]) answer(replica, 500, 1);
    expect(chosen(c, 1)).toBe(0);
  });

  test('answers that all take longer than before are told apart', () => {
    const { a, b, c, answer, chosen } = three();
    for (const replica of [a, b, c]) answer(replica, 1, 0);
    for (let nowMs = 1; nowMs < 100; nowMs += 1) {
      for (const replica of [a, b]) answer(replica, 1000, nowMs);
      answer(c, 3000, nowMs);
    }
    expect(chosen(c, 100)).toBe(0);
  });

  test('one that fails at once does not look like the fastest', () => {
    const { a, b, c, answer, chosen } = three();
    // It never answered, so that it has no latency of its own that could be multiplied.
    for (let nowMs = 1; nowMs < 1000; nowMs += 1) {
      for (const replica of [a, b]) answer(replica, 20, nowMs);
      answer(c, 0.1, nowMs, 'failure');
    }
    expect(chosen(c, 1000)).toBe(0);
  });

  test('a call that was given up tells nothing', () => {
    const { a, b, c, answer, chosen } = three();
    for (const replica of [a, b, c]) answer(replica, 20, 0);
    answer(c, 5000, 1, 'cancelled');
    expect(chosen(c, 0)).toBeGreaterThan(50);
  });

  test('who comes back is taken for as fast as the others', () => {
    const { strategy, a, b, c, answer, chosen } = three();
    for (const replica of [a, b]) answer(replica, 20, 0);
    answer(c, 60_000, 0);
    strategy.offer([a, b], 0);
    strategy.offer([a, b, c], 0);
    expect(chosen(c, 0)).toBeGreaterThan(50);
  });

  test('calls in flight count after a day without any', () => {
    const { a, b, chosen } = three();
    a.inFlight = 3;
    b.inFlight = 1;
    expect(chosen(a, 86_400_000)).toBe(0);
  });
});
