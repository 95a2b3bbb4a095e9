import { seededRandom } from '@temblor/foundation/randomness/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventQueue } from './event-queue.ts';
import { NodeClock } from './node-clock.ts';
import { NodeTimers } from './node-timers.ts';

function world(readingUs = 0) {
  const queue = new EventQueue();
  const clock = new NodeClock();
  clock.restart(readingUs, 0);
  const ranOut: { timer: string; atUs: number; localUs: number }[] = [];
  const timers = new NodeTimers<'a' | 'b'>(queue, clock, seededRandom(7), (timer) => {
    if (timers.take(timer)) ranOut.push({ timer, atUs: queue.nowUs, localUs: clock.reading(queue.nowUs) });
  });
  const run = (untilUs: number) => {
    for (let action = queue.next(untilUs); action !== undefined; action = queue.next(untilUs)) action();
  };
  return { queue, clock, timers, ranOut, run };
}

describe('a timer', () => {
  test('runs out once, within its range', () => {
    const { timers, ranOut, run } = world(5_000);
    timers.set('a', 10, 20);
    run(1_000);
    expect(ranOut).toHaveLength(1);
    expect(ranOut[0]?.atUs).toBeGreaterThanOrEqual(10);
    expect(ranOut[0]?.atUs).toBeLessThanOrEqual(20);
  });

  test('that is set anew runs out by its last time only, be it later or sooner', () => {
    const { queue, timers, ranOut, run } = world();
    timers.set('a', 10, 10);
    queue.schedule(5, () => timers.set('a', 10, 10));
    queue.schedule(8, () => timers.set('a', 50, 50));
    queue.schedule(9, () => timers.set('a', 2, 2));
    run(1_000);
    expect(ranOut).toEqual([{ timer: 'a', atUs: 11, localUs: 11 }]);
  });

  test('that is cancelled never runs out, and may be set again', () => {
    const { queue, timers, ranOut, run } = world();
    timers.set('a', 10, 10);
    timers.set('b', 10, 10);
    queue.schedule(5, () => timers.cancel('a'));
    queue.schedule(6, () => timers.set('a', 20, 20));
    queue.schedule(7, () => timers.cancel('a'));
    run(1_000);
    expect(ranOut.map(({ timer }) => timer)).toEqual(['b']);
  });

  test('is forgotten at the end of a life', () => {
    const { timers, ranOut, run } = world();
    timers.set('a', 10, 10);
    timers.cancelAll();
    run(1_000);
    expect(ranOut).toEqual([]);
  });

  test('follows its clock, also where the rate changes while it runs', () => {
    const { queue, clock, timers, ranOut, run } = world();
    clock.addRate(2, 0);
    timers.set('a', 100, 100);
    timers.set('b', 300, 300);
    queue.schedule(20, () => {
      clock.addRate(2, 20);
      timers.clockChanged();
    });
    queue.schedule(50, () => {
      clock.removeRate(2, 50);
      clock.removeRate(2, 50);
      timers.clockChanged();
    });
    run(1_000);
    expect(ranOut).toEqual([
      { timer: 'a', atUs: 35, localUs: 100 },
      { timer: 'b', atUs: 190, localUs: 300 },
    ]);
  });
});

test('a clock never goes back, and no timer runs out before its time by the clock, whatever the rates', () => {
  const changes = fc.array(
    fc.record({
      afterUs: fc.integer({ min: 0, max: 3_000 }),
      rate: fc.double({ min: 0.1, max: 10, noNaN: true }),
      timeoutUs: fc.integer({ min: 0, max: 5_000 }),
    }),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(changes, fc.integer({ min: 0, max: 1_000_000_000 }), (steps, readingUs) => {
      const { queue, clock, timers, ranOut, run } = world(readingUs);
      let atUs = 0;
      let dueUs = 0;
      let rate = 1;
      for (const step of steps) {
        atUs += step.afterUs;
        queue.schedule(atUs, () => {
          const before = clock.reading(queue.nowUs);
          clock.removeRate(rate, queue.nowUs);
          rate = step.rate;
          clock.addRate(rate, queue.nowUs);
          expect(clock.reading(queue.nowUs)).toBe(before);
          timers.clockChanged();
          timers.set('a', step.timeoutUs, step.timeoutUs);
          dueUs = before + step.timeoutUs;
        });
      }
      run(atUs + 100_000);
      const last = ranOut.at(-1);
      expect(last?.localUs).toBeGreaterThanOrEqual(dueUs);
      expect(last?.localUs).toBeLessThanOrEqual(dueUs + 2 * Math.ceil(rate));
    }),
  );
});
