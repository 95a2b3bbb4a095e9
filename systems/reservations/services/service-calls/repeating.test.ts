import { expect, test } from 'vitest';
import { repeat } from './repeating.ts';

test('work is repeated after it failed, one time after another, until it is to end', async () => {
  const closing = new AbortController();
  const failures: unknown[] = [];
  const enough = Promise.withResolvers<void>();
  let [running, times] = [0, 0];
  const work = async () => {
    running += 1;
    expect(running).toBe(1);
    await Promise.resolve();
    running -= 1;
    times += 1;
    if (times === 5) enough.resolve();
    if (times === 2) throw new Error('once');
  };
  const repeating = repeat(work, {
    intervalMs: () => 1,
    closing: closing.signal,
    onTrouble: (error) => failures.push(error),
  });
  await enough.promise;
  closing.abort();
  await repeating[Symbol.asyncDispose]();
  const ended = times;
  expect(failures).toEqual([new Error('once')]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(times).toBe(ended);
});
