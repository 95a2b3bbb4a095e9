import { describe, expect, test } from 'vitest';
import { Scope } from '../policy/scope.ts';
import { recordedSurroundings } from '../testing/recorded-surroundings.ts';
import { bulkhead } from './bulkhead.ts';

/** Operations that end when the test says so. */
function gates() {
  const open: (() => void)[] = [];
  const started: number[] = [];
  const operation = (call: number) => () => {
    started.push(call);
    return new Promise<number>((resolve) => open.push(() => resolve(call)));
  };
  return { open, started, operation };
}

describe('bulkhead', () => {
  test('runs as many as it may, lets as many wait, and rejects the rest unsent', async () => {
    const surroundings = recordedSurroundings();
    const policy = bulkhead({ name: 'db', limit: 2, queueLimit: 1 }, surroundings);
    const { operation, started, open } = gates();
    const calls = [0, 1, 2].map((call) => policy.run(operation(call), new Scope()));
    await expect(policy.run(operation(3), new Scope())).rejects.toMatchObject({
      code: 'bulkhead-full',
      policy: 'db',
      notSent: true,
      message: "bulkhead 'db': all slots are taken, and so are all places to wait",
    });
    expect([started, policy.running, policy.waiting]).toEqual([[0, 1], 2, 1]);
    open[0]?.();
    await surroundings.time.settle();
    expect(started).toEqual([0, 1, 2]);
    open[1]?.();
    open[2]?.();
    expect(await Promise.all(calls)).toEqual([0, 1, 2]);
    expect([policy.running, policy.waiting]).toEqual([0, 0]);
    expect(surroundings.events).toEqual([
      { type: 'call-queued', policy: 'db', waiting: 1 },
      { type: 'call-rejected', policy: 'db', code: 'bulkhead-full' },
    ]);
  });

  test('gives a free slot to who has waited longest, not to who comes at that moment', async () => {
    const { time, ...rest } = recordedSurroundings();
    const policy = bulkhead({ name: 'db', limit: 1, queueLimit: 10 }, { time, ...rest });
    const { operation, started, open } = gates();
    for (const call of [0, 1, 2]) void policy.run(operation(call), new Scope());
    for (let ended = 0; ended < 6; ended += 1) {
      open[ended]?.();
      await Promise.resolve();
      void policy.run(operation(3 + ended), new Scope());
      await time.settle();
    }
    expect(started).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('ends the wait of a call that is given up, and takes it out of the queue', async () => {
    const policy = bulkhead({ name: 'db', limit: 1, queueLimit: 2 }, recordedSurroundings());
    const { operation, started, open } = gates();
    const first = policy.run(operation(0), new Scope());
    const scope = new Scope();
    const abandoned = policy.run(operation(1), scope);
    const third = policy.run(operation(2), new Scope());
    scope.cancel(new Error('left'));
    await expect(abandoned).rejects.toThrow('left');
    expect(policy.waiting).toBe(1);
    open[0]?.();
    await first;
    await Promise.resolve();
    open[1]?.();
    expect(await third).toBe(2);
    expect(started).toEqual([0, 2]);
  });

  test('does not lose the slot of a call that is given up between being handed it and starting', async () => {
    const policy = bulkhead({ name: 'db', limit: 1, queueLimit: 1 }, recordedSurroundings());
    const { operation, open } = gates();
    const first = policy.run(operation(0), new Scope());
    const scope = new Scope();
    const second = policy.run(() => expect.unreachable(), scope);
    // The first registered reaction to the operation's end is the bulkhead's; this one runs before the waiter goes on.
    open[0]?.();
    void first.then(() => undefined);
    while (policy.waiting > 0) await Promise.resolve();
    scope.cancel('left');
    await expect(second).rejects.toBe('left');
    await first;
    expect([policy.running, policy.waiting]).toEqual([0, 0]);
  });

  test('calls nothing whose turn comes after its deadline, and passes the slot on', async () => {
    const { time, events, ...rest } = recordedSurroundings();
    const policy = bulkhead({ name: 'db', limit: 1, queueLimit: 2 }, { time, ...rest });
    const { operation, open } = gates();
    const first = policy.run(operation(0), new Scope());
    const late = policy.run(() => expect.unreachable(), new Scope(20));
    const third = policy.run(async () => 'in time', new Scope(200));
    await time.advance(20);
    open[0]?.();
    await first;
    await expect(late).rejects.toMatchObject({ code: 'deadline-exceeded', policy: 'db', notSent: true });
    expect(await third).toBe('in time');
    expect(policy.running).toBe(0);
    expect(events.at(-1)).toEqual({ type: 'deadline-exceeded', policy: 'db' });
  });

  test('does not lose slots to operations that throw before they return a promise, however many wait', async () => {
    const policy = bulkhead({ name: 'db', limit: 1, queueLimit: 20_000 }, recordedSurroundings());
    const throwing = (): Promise<never> => {
      throw new Error('at once');
    };
    const { operation, open } = gates();
    const first = policy.run(operation(0), new Scope());
    const calls = Array.from({ length: 20_000 }, () => policy.run(throwing, new Scope()));
    open[0]?.();
    await first;
    const ends = await Promise.allSettled(calls);
    expect(ends.every((end) => end.status === 'rejected' && end.reason.message === 'at once')).toBe(true);
    expect([policy.running, policy.waiting]).toEqual([0, 0]);
  });

  test('lets nobody wait longer than the time-out of its queue, by one timer', async () => {
    const { time, events, ...rest } = recordedSurroundings();
    const policy = bulkhead({ name: 'db', limit: 1, queueLimit: 10, queueTimeoutMs: 50 }, { time, ...rest });
    const { operation, started, open } = gates();
    const first = policy.run(operation(0), new Scope());
    const waits: Promise<unknown>[] = [];
    for (let call = 1; call <= 3; call += 1) {
      const wait = policy.run(operation(call), new Scope());
      waits.push(wait.catch((error: Error) => [error.message, time.nowMs()]));
      await time.advance(20);
    }
    expect([policy.waiting, time.pendingTimers]).toEqual([2, 1]);
    open[0]?.();
    await first;
    await time.advance(100);
    expect(await waits[0]).toEqual(["bulkhead 'db': the call has waited too long for a slot", 50]);
    expect(started).toEqual([0, 2]);
    expect(await waits[2]).toEqual(["bulkhead 'db': the call has waited too long for a slot", 90]);
    expect([time.pendingTimers, policy.running]).toEqual([0, 1]);
  });

  test('leaves no timer when nobody waits', async () => {
    const { time, ...rest } = recordedSurroundings();
    const policy = bulkhead({ name: 'db', limit: 1, queueLimit: 10, queueTimeoutMs: 50 }, { time, ...rest });
    const { operation, open } = gates();
    void policy.run(operation(0), new Scope());
    const scope = new Scope();
    const second = policy.run(operation(1), scope);
    scope.cancel('left');
    await expect(second).rejects.toBe('left');
    expect(time.pendingTimers).toBe(0);
    void policy.run(operation(2), new Scope());
    expect(time.pendingTimers).toBe(1);
    open[0]?.();
    await time.settle();
    expect(time.pendingTimers).toBe(0);
  });

  test('does not call for a caller that has left', async () => {
    const policy = bulkhead({ name: 'db', limit: 1 }, recordedSurroundings());
    const scope = new Scope();
    scope.cancel('left');
    await expect(policy.run(() => expect.unreachable(), scope)).rejects.toBe('left');
    expect(policy.running).toBe(0);
  });

  test('names the option that is out of range', () => {
    const made = (options: object) => () => bulkhead({ name: 'db', limit: 1, ...options }, recordedSurroundings());
    expect(made({ limit: 0 })).toThrow('db: limit is 0; give');
    expect(made({ queueLimit: -1 })).toThrow('queueLimit is');
    expect(made({ queueLimit: Number.NaN })).toThrow('queueLimit is');
    expect(made({ queueTimeoutMs: 0 })).toThrow('queueTimeoutMs is');
  });
});
