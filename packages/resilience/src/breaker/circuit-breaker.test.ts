import { describe, expect, test } from 'vitest';
import { deadline } from '../deadline/deadline.ts';
import { pipeline } from '../pipeline/pipeline.ts';
import { Rejection } from '../policy/rejection.ts';
import { Scope } from '../policy/scope.ts';
import { recordedSurroundings } from '../testing/recorded-surroundings.ts';
import { timeout } from '../timeout/timeout.ts';
import { circuitBreaker } from './circuit-breaker.ts';
import type { CircuitBreakerOptions } from './circuit-breaker-options.ts';
import { consecutive, rate } from './trip-rule.ts';

const failing = () => Promise.reject(new Error('down'));
const never = () => new Promise<never>(() => undefined);

function breakerWith(changed: Partial<CircuitBreakerOptions> = {}) {
  const surroundings = recordedSurroundings();
  const breaker = circuitBreaker({ name: 'db', trip: consecutive(2), openMs: 100, ...changed }, surroundings);
  const fail = () => breaker.run(failing, new Scope()).catch(() => undefined);
  return { ...surroundings, breaker, fail };
}

describe('circuitBreaker', () => {
  test('opens, rejects without calling, and closes by a probe, and tells each once', async () => {
    const { breaker, fail, time, events } = breakerWith();
    await fail();
    await fail();
    const rejection: unknown = await breaker.run(() => expect.unreachable(), new Scope()).catch((error) => error);
    expect(rejection).toBeInstanceOf(Rejection);
    expect(rejection).toMatchObject({
      code: 'circuit-open',
      policy: 'db',
      notSent: true,
      retryAfterMs: 100,
      message: "circuit breaker 'db' is open: 2 failures in a row",
    });
    await time.advance(100);
    expect(await breaker.run(async () => 'up', new Scope())).toBe('up');
    expect(events).toEqual([
      { type: 'breaker-opened', policy: 'db', reason: '2 failures in a row' },
      { type: 'call-rejected', policy: 'db', code: 'circuit-open' },
      { type: 'breaker-half-opened', policy: 'db' },
      { type: 'breaker-closed', policy: 'db' },
    ]);
  });

  test('half open, sends one of 1,000 callers and rejects 999 at once', async () => {
    const { breaker, time } = breakerWith();
    breaker.forceOpen();
    await time.advance(100);
    let sent = 0;
    let answer = (_: string) => {};
    const operation = () => {
      sent += 1;
      return new Promise<string>((resolve) => {
        answer = resolve;
      });
    };
    const calls = Array.from({ length: 1000 }, () => breaker.run(operation, new Scope()));
    const rejections = await Promise.allSettled(calls.slice(1));
    expect(rejections.filter(({ status }) => status === 'rejected')).toHaveLength(999);
    expect([sent, breaker.state.kind]).toEqual([1, 'half-open']);
    answer('up');
    expect(await calls[0]).toBe('up');
    expect(breaker.state.kind).toBe('closed');
  });

  test('is not closed by the success of a call that was sent before it opened', async () => {
    const { breaker, time } = breakerWith();
    let answer = (_: string) => {};
    const slow = breaker.run(() => new Promise<string>((resolve) => (answer = resolve)), new Scope());
    breaker.forceOpen();
    await time.advance(100);
    const probe = breaker.run(never, new Scope());
    answer('late');
    expect(await slow).toBe('late');
    expect(breaker.state.kind).toBe('half-open');
    await expect(breaker.run(never, new Scope())).rejects.toMatchObject({ code: 'circuit-open' });
    void probe;
  });

  test('is not opened by failures of calls that were sent before it closed', async () => {
    const { breaker, time } = breakerWith();
    const refuse: ((error: Error) => void)[] = [];
    const slow = () => new Promise<never>((_, reject) => refuse.push(reject));
    const calls = Array.from({ length: 10 }, () => breaker.run(slow, new Scope()));
    breaker.forceOpen();
    await time.advance(100);
    await breaker.run(async () => 'up', new Scope());
    for (const reject of refuse) reject(new Error('late'));
    await Promise.allSettled(calls);
    expect(breaker.state.kind).toBe('closed');
  });

  test('does not open after one failure of one call', async () => {
    const trip = rate({ windowMs: 1000, buckets: 10, minimumVolume: 5, failureRatio: 0.5 });
    const { breaker, fail } = breakerWith({ trip });
    for (let call = 0; call < 4; call += 1) await fail();
    expect(breaker.state.kind).toBe('closed');
    await fail();
    expect(breaker.state.kind).toBe('open');
  });

  test('counts results that its owner calls failures, and errors that it calls successes', async () => {
    const { breaker } = breakerWith({
      judgeResult: (status) => (status === 503 ? 'failure' : 'success'),
      judgeError: (error) => (error instanceof TypeError ? 'success' : 'failure'),
    });
    const call = (operation: () => Promise<unknown>) => breaker.run(operation, new Scope()).catch(() => undefined);
    await call(async () => 503);
    await call(() => Promise.reject(new TypeError('the caller was wrong')));
    await call(async () => 503);
    expect(breaker.state.kind).toBe('closed');
    await call(failing);
    expect(breaker.state.kind).toBe('open');
  });

  test('takes no call that was given up for a failure, unless a time-out gave it up', async () => {
    const { breaker } = breakerWith();
    const abandon = async (reason: unknown) => {
      const scope = new Scope();
      const call = breaker.run(() => new Promise((_, reject) => scope.onCancel(reject)), scope);
      scope.cancel(reason);
      await expect(call).rejects.toBe(reason);
    };
    for (let call = 0; call < 5; call += 1) await abandon(new Error('the client left'));
    expect(breaker.state.kind).toBe('closed');
    const timedOut = new Rejection('timed-out', 'outer', 'too slow', { notSent: false });
    await abandon(timedOut);
    await abandon(timedOut);
    expect(breaker.state.kind).toBe('open');
  });

  test('takes no rejection of a policy within that sent nothing for a failure', async () => {
    const { breaker } = breakerWith();
    const full = new Rejection('bulkhead-full', 'inner', 'full', { notSent: true });
    for (let call = 0; call < 5; call += 1) await breaker.run(() => Promise.reject(full), new Scope()).catch(() => {});
    expect(breaker.state.kind).toBe('closed');
  });

  test('keeps the place of a probe whose caller gives up until its operation settles', async () => {
    const { breaker, time } = breakerWith();
    breaker.forceOpen();
    await time.advance(100);
    const scope = new Scope();
    let end = (_: Error) => {};
    const probe = breaker.run(() => new Promise<never>((_, reject) => (end = reject)), scope);
    scope.cancel(new Error('left'));
    await expect(breaker.run(never, new Scope())).rejects.toMatchObject({ code: 'circuit-open' });
    end(new Error('ended'));
    await expect(probe).rejects.toThrow('ended');
    expect(breaker.state.kind).toBe('half-open');
    expect(await breaker.run(async () => 'up', new Scope())).toBe('up');
    expect(breaker.state.kind).toBe('closed');
  });

  test.each([
    ['timed-out', false, 'open'],
    ['deadline-exceeded', false, 'open'],
    ['deadline-exceeded', true, 'closed'],
  ] as const)(
    'counts a call once that a policy around it gave up with %s (not sent: %s), though its operation goes on: %s',
    async (code, notSent, state) => {
      const { breaker } = breakerWith({ trip: consecutive(2) });
      const giveUp = () => {
        const scope = new Scope(1000);
        let end = (_: Error) => {};
        const call = breaker.run(() => new Promise<never>((_, reject) => (end = reject)), scope).catch(() => undefined);
        scope.cancel(new Rejection(code, 'outer', 'too slow', { notSent }));
        return { end, call };
      };
      const first = giveUp();
      first.end(new Error('ended much later'));
      await first.call;
      expect(breaker.state.kind).toBe('closed');
      giveUp();
      expect(breaker.state.kind).toBe(state);
    },
  );

  test('opens where a time-out around it gives up on operations that do not heed their scopes', async () => {
    const { breaker, time, random } = breakerWith();
    const patient = pipeline(timeout({ name: 'outer', afterMs: 5 }, { time, random, observe: undefined }), breaker);
    const calls = [patient.execute(never), patient.execute(never)];
    await Promise.all([time.advance(5), Promise.allSettled(calls)]);
    expect(breaker.state).toMatchObject({ kind: 'open', reason: '2 failures in a row' });
  });

  test('opens again where its probe runs into the deadline of its call', async () => {
    const { breaker, time, random } = breakerWith();
    const limited = pipeline(deadline({ name: 'outer' }, { time, random, observe: undefined }), breaker);
    breaker.forceOpen();
    await time.advance(100);
    const probe = limited.execute(never, { deadlineMs: 103 });
    await Promise.all([time.advance(5), Promise.allSettled([probe])]);
    expect(breaker.state).toMatchObject({ kind: 'open', reason: 'a probe failed' });
  });

  test('a probe that never settles does not hold it half open for ever', async () => {
    const { breaker, time } = breakerWith({ probeTimeoutMs: 5000 });
    breaker.forceOpen();
    await time.advance(100);
    void breaker.run(never, new Scope());
    await time.advance(4999);
    await expect(breaker.run(never, new Scope())).rejects.toMatchObject({ code: 'circuit-open' });
    await time.advance(1);
    expect(await breaker.run(async () => 'up', new Scope())).toBe('up');
  });

  test('opens again when its probe throws before it returns a promise', async () => {
    const { breaker, time } = breakerWith();
    breaker.forceOpen();
    await time.advance(100);
    const throwing = () => {
      throw new Error('at once');
    };
    await expect(breaker.run(throwing, new Scope())).rejects.toThrow('at once');
    expect(breaker.state.kind).toBe('open');
  });

  test('gives the place of a probe back whose result cannot be judged', async () => {
    const judgeResult = (result: unknown) => {
      if (result === 'odd') throw new Error('cannot judge');
      return 'success' as const;
    };
    const { breaker, time } = breakerWith({ judgeResult });
    breaker.forceOpen();
    await time.advance(100);
    await expect(breaker.run(async () => 'odd', new Scope())).rejects.toThrow('cannot judge');
    expect(await breaker.run(async () => 'up', new Scope())).toBe('up');
  });

  test('does not call for a caller that has left', async () => {
    const { breaker } = breakerWith();
    const scope = new Scope();
    scope.cancel('left');
    await expect(breaker.run(() => expect.unreachable(), scope)).rejects.toBe('left');
  });

  test('is isolated and reset by hand', async () => {
    const { breaker, time, events } = breakerWith();
    breaker.isolate();
    await time.advance(1e6);
    await expect(breaker.run(never, new Scope())).rejects.toThrow("'db' is isolated by hand");
    breaker.reset();
    expect(await breaker.run(async () => 'up', new Scope())).toBe('up');
    expect(events.map(({ type }) => type)).toEqual(['breaker-opened', 'call-rejected', 'breaker-closed']);
  });

  test('stays isolated where it is opened by hand', async () => {
    const { breaker, time, events } = breakerWith();
    breaker.isolate();
    breaker.forceOpen();
    await time.advance(1e6);
    await expect(breaker.run(never, new Scope())).rejects.toThrow("'db' is isolated by hand");
    expect(events.map(({ type }) => type)).toEqual(['breaker-opened', 'call-rejected']);
  });

  test('opens for no longer however often it is opened by hand', async () => {
    const { breaker } = breakerWith({ openBackoff: { factor: 2, maxMs: 10_000 } });
    for (let time = 0; time < 5; time += 1) breaker.forceOpen();
    expect(breaker.state).toMatchObject({ kind: 'open', untilMs: 100 });
  });

  test('gives every caller a rejection of its own, which says how long is left', async () => {
    const { breaker, time } = breakerWith();
    breaker.forceOpen();
    const rejectionNow = () => breaker.run(never, new Scope()).catch((error: unknown) => error);
    const [first, second] = [await rejectionNow(), await rejectionNow()];
    expect(first).not.toBe(second);
    await time.advance(1);
    expect(await rejectionNow()).toMatchObject({ retryAfterMs: 99 });
  });

  test('refuses a rule from a configuration that no call could meet', () => {
    const trip = { kind: 'consecutive', failures: Number.NaN } as const;
    expect(() => breakerWith({ trip })).toThrow('consecutive: failures is NaN; give');
    const none = { kind: 'rate', windowMs: 1000, buckets: 0, minimumVolume: 5, failureRatio: 0.5 } as const;
    expect(() => breakerWith({ trip: none })).toThrow('rate: buckets is 0; give');
  });

  test('names the option that is out of range', () => {
    for (const [option, value] of [
      ['openMs', 0],
      ['probes', 0],
      ['successesToClose', 1.5],
      ['probeTimeoutMs', -1],
      ['openJitter', 2],
      ['rampFromShare', 0],
    ] as const) {
      expect(() => breakerWith({ [option]: value })).toThrow(`db: ${option} is ${value}; give`);
    }
  });
});
