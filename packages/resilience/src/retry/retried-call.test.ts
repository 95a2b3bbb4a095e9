import { expect, test, vi } from 'vitest';
import { Scope } from '../policy/scope.ts';
import { recordedSurroundings } from '../testing/recorded-surroundings.ts';
import { retry } from './retry.ts';

test('a retry calls nothing after the deadline where the process stood still while it waited', async () => {
  const { time, events, ...rest } = recordedSurroundings();
  const backoff = { kind: 'constant', delayMs: 100 } as const;
  const policy = retry({ name: 'stock', maxAttempts: 3, backoff, retryable: () => true }, { time, ...rest });
  const failure = new Error('no');
  let calls = 0;
  const failing = () => {
    calls += 1;
    return Promise.reject(failure);
  };
  const call = policy.run(failing, new Scope(500));
  await time.settle();
  vi.spyOn(time, 'nowMs').mockReturnValue(600);
  await Promise.all([time.advance(100), expect(call).rejects.toBe(failure)]);
  expect(calls).toBe(1);
  expect(events.at(-1)).toEqual({ type: 'retry-refused', policy: 'stock', attempt: 1, why: 'deadline' });
});
