import { monotonicClock } from '@temblor/foundation/clock/clock';
import { expect, test } from 'vitest';
import { Timers } from './timers.ts';

/** A timer of others, due after all that are to be seen or not: it comes when their time is over. */
async function ranOutAfter(delayUs: number): Promise<void> {
  const ranOut = Promise.withResolvers<void>();
  using others = new Timers<'over'>(monotonicClock, () => ranOut.resolve());
  others.set('over', delayUs);
  await ranOut.promise;
}

test('a timer runs out by the clock it was given, not by that of the system', async () => {
  const slow = { nowUs: () => Math.floor(monotonicClock.nowUs() / 3) };
  const ranOut = Promise.withResolvers<number>();
  using timers = new Timers<'one'>(slow, () => ranOut.resolve(slow.nowUs()));
  const dueUs = slow.nowUs() + 5_000;
  timers.set('one', 5_000);
  expect(await ranOut.promise).toBeGreaterThanOrEqual(dueUs);
});

test('a timer that was put off runs out once, one that was brought forward without waiting for its old time', async () => {
  const seen: string[] = [];
  const last = Promise.withResolvers<void>();
  using timers = new Timers<'off' | 'forward' | 'last'>(monotonicClock, (timer) => {
    seen.push(timer);
    if (timer === 'last') last.resolve();
  });
  timers.set('off', 2_000);
  timers.set('off', 8_000);
  timers.set('forward', 3_600_000_000);
  timers.set('forward', 1_000);
  timers.set('last', 20_000);
  await last.promise;
  expect(seen).toEqual(['forward', 'off', 'last']);
});

test('timers that are cancelled or disposed of never run out, and one can be set again', async () => {
  const seen: string[] = [];
  const again = Promise.withResolvers<void>();
  const timers = new Timers<'cancelled' | 'again' | 'left'>(monotonicClock, (timer) => {
    seen.push(timer);
    again.resolve();
  });
  timers.set('cancelled', 1_000);
  timers.cancel('cancelled');
  timers.set('again', 1_000);
  timers.cancel('again');
  timers.set('again', 4_000);
  timers.set('left', 8_000);
  await again.promise;
  timers[Symbol.dispose]();
  await ranOutAfter(12_000);
  expect(seen).toEqual(['again']);
});

test('a time longer than the system keeps is not cut to nothing', async () => {
  const seen: string[] = [];
  using timers = new Timers<'long'>(monotonicClock, (timer) => seen.push(timer));
  timers.set('long', 2 ** 31 * 1_000 + 1);
  await ranOutAfter(5_000);
  expect(seen).toEqual([]);
});
