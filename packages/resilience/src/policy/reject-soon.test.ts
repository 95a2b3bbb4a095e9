import { promiseHooks } from 'node:v8';
import { expect, test } from 'vitest';
import { rejectSoon } from './reject-soon.ts';

test('rejects with the very error, for whoever listens in the same turn', async () => {
  const error = new Error('full');
  await expect(rejectSoon(error)).rejects.toBe(error);
});

test('is not settled before the caller has come to the place where it listens', async () => {
  const settled = new Set<unknown>();
  const stop = promiseHooks.onSettled((promise) => settled.add(promise));
  const rejected = rejectSoon(new Error('full'));
  const wasSettled = settled.has(rejected);
  await rejected.catch(() => undefined);
  stop();
  expect(wasSettled).toBe(false);
  expect(settled.has(rejected)).toBe(true);
});
