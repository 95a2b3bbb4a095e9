import { describe, expect, expectTypeOf, test } from 'vitest';
import { pipeline } from '../pipeline/pipeline.ts';
import { Scope } from '../policy/scope.ts';
import { recordedSurroundings } from '../testing/recorded-surroundings.ts';
import { fallback } from './fallback.ts';

const failure = new Error('no');

describe('fallback', () => {
  test('answers for the errors that it handles, and tells so', async () => {
    const surroundings = recordedSurroundings();
    const policy = fallback(
      { name: 'cached', handles: (error) => error === failure, answer: () => 'old' },
      surroundings,
    );
    const call = pipeline(policy).execute<number>(() => Promise.reject(failure));
    expectTypeOf(call).resolves.toEqualTypeOf<number | string>();
    expect(await call).toBe('old');
    expect(surroundings.events).toEqual([{ type: 'fallback-used', policy: 'cached', reason: failure }]);
  });

  test('passes on results, and errors that it does not handle', async () => {
    const surroundings = recordedSurroundings();
    const policy = fallback({ name: 'cached', handles: () => false, answer: () => 'old' }, surroundings);
    expect(await policy.run(async () => 5, new Scope())).toBe(5);
    await expect(policy.run(() => Promise.reject(failure), new Scope())).rejects.toBe(failure);
    expect(surroundings.events).toEqual([]);
  });

  test('does not answer for a call that its caller gave up', async () => {
    const policy = fallback({ name: 'cached', handles: () => true, answer: () => 'old' }, recordedSurroundings());
    const scope = new Scope();
    const call = policy.run(async () => {
      scope.cancel('left');
      throw failure;
    }, scope);
    await expect(call).rejects.toBe('left');
  });

  test('rejects with what its answer rejects with, or throws', async () => {
    const other = new Error('the cache is down too');
    for (const answer of [
      () => Promise.reject(other),
      () => {
        throw other;
      },
    ]) {
      const policy = fallback({ name: 'cached', handles: () => true, answer }, recordedSurroundings());
      await expect(policy.run(() => Promise.reject(failure), new Scope())).rejects.toBe(other);
    }
  });
});
