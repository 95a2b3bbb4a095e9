import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pipeline } from '../pipeline/pipeline.ts';
import { Scope } from '../policy/scope.ts';
import { recordedSurroundings } from '../testing/recorded-surroundings.ts';
import { deadline } from './deadline.ts';
import { formatDeadline, parseDeadline } from './deadline-header.ts';

describe('deadline', () => {
  test('refuses a deadline of another clock, and takes the longest that a header can bring', async () => {
    const policy = deadline({ name: 'caller' }, recordedSurroundings(1, 1000));
    const ofTheWallClock = policy.run(() => expect.unreachable(), new Scope(Date.UTC(2026, 0)));
    await expect(ofTheWallClock).rejects.toThrow(
      /^deadlineMs is 1767225600000, 20454 days from now; give it on the clock/,
    );
    const longestMs = parseDeadline('999999999999999', 1000);
    expect(await policy.run(async () => 'sent', new Scope(longestMs))).toBe('sent');
  });

  test('refuses a call whose deadline has passed before it is sent', async () => {
    const surroundings = recordedSurroundings(1, 50);
    const policy = pipeline(deadline({ name: 'stock' }, surroundings));
    for (const deadlineMs of [50, 49, -1]) {
      await expect(policy.execute(() => expect.unreachable(), { deadlineMs })).rejects.toMatchObject({
        code: 'deadline-exceeded',
        notSent: true,
      });
    }
    expect(surroundings.events).toHaveLength(3);
  });

  test('refuses a call that cannot be answered in time', async () => {
    const policy = pipeline(deadline({ name: 'stock', leastRemainingMs: 20 }, recordedSurroundings()));
    await expect(policy.execute(() => expect.unreachable(), { deadlineMs: 19 })).rejects.toThrow('only 19 ms are left');
    expect(await policy.execute(async () => 5, { deadlineMs: 20 })).toBe(5);
  });

  test('gives up on calls each at its own deadline, in whatever order they came, with one timer', async () => {
    const surroundings = recordedSurroundings();
    const policy = deadline({ name: 'stock' }, surroundings);
    const ended: unknown[] = [];
    for (const deadlineMs of [30, 10, 20, 10]) {
      policy
        .run(() => new Promise(() => undefined), new Scope(deadlineMs))
        .catch(({ code, notSent }) => ended.push([deadlineMs, surroundings.time.nowMs(), code, notSent]));
    }
    expect(surroundings.time.pendingTimers).toBe(1);
    await surroundings.time.advance(100);
    const gaveUp = (atMs: number) => [atMs, atMs, 'deadline-exceeded', false];
    expect(ended).toEqual([gaveUp(10), gaveUp(10), gaveUp(20), gaveUp(30)]);
  });

  test('lets a call without a deadline pass, with no timer', async () => {
    const surroundings = recordedSurroundings();
    expect(await pipeline(deadline({ name: 'stock' }, surroundings)).execute(async () => 5)).toBe(5);
    expect(surroundings.time.scheduledTimers).toBe(0);
  });
});

describe('the header of a deadline', () => {
  test('grants a callee no more than its caller waits, and at most a millisecond less', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 86_400_000, noNaN: true }), fc.nat(), fc.nat(), (leftMs, here, there) => {
        const parsed = parseDeadline(formatDeadline(here + leftMs, here), there) ?? Number.NaN;
        expect(parsed - there).toBeLessThanOrEqual(here + leftMs - here);
        expect(parsed - there).toBeGreaterThan(leftMs - 1.001);
      }),
      { seed: 4 },
    );
  });

  test('is absent without a deadline, and "0" after it', () => {
    expect(formatDeadline(Number.POSITIVE_INFINITY, 5)).toBeUndefined();
    expect(formatDeadline(4, 5)).toBe('0');
    expect(parseDeadline('0', 5)).toBe(5);
    expect(parseDeadline(undefined, 5)).toBeUndefined();
  });

  test('grants a day at most, either way', () => {
    expect(formatDeadline(1e15, 0)).toBe('86400000');
    expect(parseDeadline('999999999999999', 1000)).toBe(86_401_000);
  });

  test.each(['', ' 5', '-5', '+5', '5.5', '5e3', '0x10', '1000000000000000', 'Infinity', '5, 6', '５', '100m'])(
    'says nothing as %j',
    (value) => {
      expect(parseDeadline(value, 0)).toBeUndefined();
      expect(parseDeadline([value, value], 0)).toBeUndefined();
    },
  );
});
