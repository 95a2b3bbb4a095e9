import { monotonicClock } from '@temblor/foundation/clock/clock';
import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest';
import { z } from 'zod';
import { Flags } from './flags.ts';

function openFlags() {
  const acted: [string, string | undefined][] = [];
  const flags = new Flags(
    {
      crash: { schema: z.boolean() },
      latency_seconds: { schema: z.number().min(0).max(60), defaultLeaseMs: 1000 },
      latency_at: { schema: z.enum(['before', 'after']), refines: 'latency_seconds' },
    },
    { clock: monotonicClock, onFirstEffect: (flag, fault) => acted.push([flag, fault]) },
  );
  return { flags, acted };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('flags', () => {
  test('are off until they are turned on, and have the type of their schema', () => {
    const { flags } = openFlags();
    expect([flags.value('crash'), flags.value('latency_seconds')]).toEqual([undefined, undefined]);
    flags.set({ crash: true, latency_seconds: 5 });
    expect([flags.value('crash'), flags.value('latency_seconds')]).toEqual([true, 5]);
    expectTypeOf(flags.value('crash')).toEqualTypeOf<boolean | undefined>();
    expectTypeOf(flags.value('latency_at')).toEqualTypeOf<'before' | 'after' | undefined>();
  });

  test('go off by themselves, each when its own lease is over', () => {
    const { flags } = openFlags();
    flags.set({ crash: true, latency_seconds: 5 });
    vi.advanceTimersByTime(999);
    expect(flags.raised.size).toBe(2);
    vi.advanceTimersByTime(1);
    expect([...flags.raised.keys()]).toEqual(['crash']);
    vi.advanceTimersByTime(58_999);
    expect(flags.value('crash')).toBe(true);
    vi.advanceTimersByTime(1);
    expect(flags.value('crash')).toBeUndefined();
  });

  test('one that is turned on anew has its new lease only', () => {
    const { flags } = openFlags();
    flags.set({ crash: true }, { durationMs: 100 });
    flags.set({ crash: true }, { durationMs: 1000 });
    vi.advanceTimersByTime(999);
    expect(flags.value('crash')).toBe(true);
  });

  test('are turned off by false or 0, and all of them at once', () => {
    const { flags } = openFlags();
    flags.set({ crash: true, latency_seconds: 5 });
    flags.set({ crash: false });
    expect([...flags.raised.keys()]).toEqual(['latency_seconds']);
    flags.set({ crash: true, latency_seconds: 0 });
    expect([...flags.raised.keys()]).toEqual(['crash']);
    flags.clear();
    expect(flags.raised.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('what says more about a flag goes when that one is turned on without it', () => {
    const { flags } = openFlags();
    flags.set({ latency_seconds: 5, latency_at: 'after' });
    flags.set({ crash: true });
    expect(flags.value('latency_at')).toBe('after');
    flags.set({ latency_seconds: 3 });
    expect(flags.value('latency_at')).toBeUndefined();
  });

  test('change nothing where one of the values does not fit, or there is no such flag', () => {
    const { flags } = openFlags();
    expect(() => flags.set({ crash: true, latency_seconds: 61 })).toThrow(z.ZodError);
    expect(() => flags.set({ crash: true, speed: 1 })).toThrow(/'speed'/);
    expect(flags.raised.size).toBe(0);
  });

  test('tell of their first effect, and again after they were turned on anew', () => {
    const { flags, acted } = openFlags();
    flags.acted('crash');
    flags.set({ crash: true }, { fault: 'f1' });
    flags.acted('crash');
    flags.acted('crash');
    flags.set({ crash: true }, { fault: 'f2' });
    flags.acted('crash');
    expect(acted).toEqual([
      ['crash', 'f1'],
      ['crash', 'f2'],
    ]);
  });
});

describe('what a flag holds back', () => {
  /** Whether a promise has come to its end once everything that is due was done. */
  async function isOver(held: Promise<void>): Promise<boolean> {
    let over = false;
    void held.then(() => {
      over = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    return over;
  }

  test('goes on after its time, and not before', async () => {
    const { flags } = openFlags();
    flags.set({ crash: true });
    const held = flags.hold('crash', 5000);
    vi.advanceTimersByTime(4999);
    expect(await isOver(held)).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await isOver(held)).toBe(true);
  });

  test('goes on at once when the flag goes off or its caller leaves, and where it is off', async () => {
    const { flags } = openFlags();
    expect(await isOver(flags.hold('crash', 5000))).toBe(true);
    flags.set({ crash: true, latency_seconds: 5 }, { durationMs: 60_000 });
    const leaving = new AbortController();
    const [first, second] = [flags.hold('crash', 5000), flags.hold('latency_seconds', 5000, leaving.signal)];
    flags.set({ crash: false });
    expect([await isOver(first), await isOver(second)]).toEqual([true, false]);
    leaving.abort();
    expect(await isOver(second)).toBe(true);
    expect(await isOver(flags.hold('latency_seconds', 5000, leaving.signal))).toBe(true);
  });
});
