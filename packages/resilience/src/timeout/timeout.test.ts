import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { Rejection } from '../policy/rejection.ts';
import { Scope } from '../policy/scope.ts';
import { recordedSurroundings } from '../testing/recorded-surroundings.ts';
import { timeout } from './timeout.ts';

function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}

/** Time in which the process stands still until `endMs`, and wakes up with a timer that was due before. */
function afterStall(endMs: number) {
  const { time, ...rest } = recordedSurroundings();
  const stall = () => vi.spyOn(time, 'nowMs').mockReturnValue(endMs);
  return { time, stall, surroundings: { time, ...rest } };
}

describe('timeout after the process stood still', () => {
  test('takes an answer that came meanwhile and is read after the timer', async () => {
    const { time, stall, surroundings } = afterStall(300);
    const policy = timeout({ name: 'stock', afterMs: 100 }, surroundings);
    let answer = (_: string) => {};
    const answered = policy.run(() => new Promise<string>((resolve) => (answer = resolve)), new Scope());
    const silent = policy.run(never, new Scope());
    stall();
    setImmediate(() => answer('here already'));
    time.advanceAtOnce(100);
    await expect(silent).rejects.toMatchObject({ code: 'timed-out' });
    expect(await answered).toBe('here already');
    expect(time.pendingTimers).toBe(0);
  });

  test('times the calls that begin while the late ones are ended', async () => {
    const { time, stall, surroundings } = afterStall(300);
    const policy = timeout({ name: 'stock', afterMs: 100 }, surroundings);
    const late = policy.run(never, new Scope());
    const clock = stall();
    time.advanceAtOnce(100);
    clock.mockRestore();
    const next = policy.run(never, new Scope());
    await expect(late).rejects.toMatchObject({ code: 'timed-out' });
    await Promise.all([time.advance(100), expect(next).rejects.toMatchObject({ code: 'timed-out' })]);
  });
});

describe('timeout', () => {
  test('gives up on an operation that does not heed its scope, with an unknown outcome', async () => {
    const surroundings = recordedSurroundings();
    const policy = timeout({ name: 'stock', afterMs: 100 }, surroundings);
    let inner: Scope | undefined;
    const outcome = policy
      .run((scope) => {
        inner = scope;
        return never();
      }, new Scope())
      .catch((error: unknown) => error);
    await surroundings.time.advance(99);
    expect([inner?.cancelled, inner?.deadlineMs]).toEqual([false, 100]);
    await surroundings.time.advance(1);
    const error = await outcome;
    expect(error).toBeInstanceOf(Rejection);
    expect(error).toMatchObject({ code: 'timed-out', policy: 'stock', notSent: false });
    expect([inner?.cancelled, inner?.reason]).toEqual([true, error]);
    expect(surroundings.events).toEqual([{ type: 'timed-out', policy: 'stock', afterMs: 100 }]);
  });

  test('passes on results and errors as they are', async () => {
    const surroundings = recordedSurroundings();
    const policy = timeout({ name: 'stock', afterMs: 100 }, surroundings);
    const error = new Error('no');
    expect(await policy.run(async () => 5, new Scope())).toBe(5);
    await expect(policy.run(() => Promise.reject(error), new Scope())).rejects.toBe(error);
    await surroundings.time.advance(1000);
    expect(surroundings.events).toEqual([]);
  });

  test('ends its wait when the caller gives up, and leaves no listener and nothing that keeps a process alive', async () => {
    const surroundings = recordedSurroundings();
    const policy = timeout({ name: 'stock', afterMs: 100 }, surroundings);
    const scope = new Scope();
    const call = policy.run(never, scope);
    expect(surroundings.time.keptAlarms).toBe(1);
    scope.cancel('left');
    await expect(call).rejects.toBe('left');
    expect(surroundings.time.keptAlarms).toBe(0);
    await expect(policy.run(() => expect.unreachable(), scope)).rejects.toBe('left');
    await surroundings.time.advance(1000);
    expect([surroundings.events, surroundings.time.pendingTimers]).toEqual([[], 0]);
  });

  test('has one timer for a thousand calls, and sets it anew only when it has rung', async () => {
    const { time, ...rest } = recordedSurroundings();
    const policy = timeout({ name: 'stock', afterMs: 100 }, { time, ...rest });
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(Array.from({ length: 100 }, () => policy.run(async () => round, new Scope())));
      await time.advance(5);
    }
    expect([time.scheduledTimers, time.keptAlarms]).toEqual([1, 0]);
    await time.advance(100);
    expect(time.pendingTimers).toBe(0);
  });

  test('keeps the process alive while a call runs, whenever the timer was set', async () => {
    const { time, ...rest } = recordedSurroundings();
    const policy = timeout({ name: 'stock', afterMs: 100 }, { time, ...rest });
    await policy.run(async () => 1, new Scope());
    expect(time.keptAlarms).toBe(0);
    policy.run(never, new Scope()).catch(() => undefined);
    expect(time.keptAlarms).toBe(1);
    await time.advance(100);
    expect(time.keptAlarms).toBe(0);
  });

  test('refuses a time that is none', () => {
    for (const afterMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => timeout({ name: 'stock', afterMs }, recordedSurroundings())).toThrow(/stock: afterMs is .* above 0/);
    }
  });

  test('over any schedule: a call that lasts shorter succeeds, one that lasts longer is given up at its time', async () => {
    const call = fc.record({ startMs: fc.nat(300), lastsMs: fc.nat(200), leavesMs: fc.option(fc.nat(200)) });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 20 }), async (calls) => {
        const surroundings = recordedSurroundings();
        const { time } = surroundings;
        const policy = timeout({ name: 'stock', afterMs: 100 }, surroundings);
        const outcomes = calls.map(() => 'pending');
        for (const [index, { startMs, lastsMs, leavesMs }] of calls.entries()) {
          time.schedule(startMs, () => {
            const scope = new Scope();
            if (leavesMs !== null) time.schedule(leavesMs, () => scope.cancel('left'));
            policy
              .run(() => new Promise((resolve) => time.schedule(lastsMs, () => resolve('done'))), scope)
              .catch((error: unknown) => (error instanceof Rejection ? error.code : error))
              .then((outcome) => {
                outcomes[index] = `${outcome} after ${time.nowMs() - startMs}`;
              });
          });
        }
        await time.advance(1000);
        for (const [index, { lastsMs, leavesMs }] of calls.entries()) {
          const afterMs = Math.min(lastsMs, leavesMs ?? 1000, 100);
          const possible = [
            ...(lastsMs === afterMs ? ['done'] : []),
            ...(leavesMs === afterMs ? ['left'] : []),
            ...(afterMs === 100 ? ['timed-out'] : []),
          ];
          expect(possible.map((outcome) => `${outcome} after ${afterMs}`)).toContain(outcomes[index]);
        }
        expect([time.pendingTimers, time.keptAlarms]).toEqual([0, 0]);
      }),
      { seed: 4, numRuns: 50 },
    );
  });
});
