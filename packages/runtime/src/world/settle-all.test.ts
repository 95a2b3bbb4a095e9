import { expect, test } from 'vitest';
import { settleAll } from './settle-all.ts';

test('a failure is thrown once everything beside it has settled', async () => {
  const slow = Promise.withResolvers<string>();
  let settled = false;
  const all = settleAll([Promise.reject(new Error('first')), slow.promise, Promise.reject(new Error('second'))]);
  const outcome = all.then(
    () => 'well',
    (error: Error) => {
      settled = true;
      return error.message;
    },
  );
  await new Promise((resolve) => setImmediate(resolve));
  expect(settled).toBe(false);
  slow.resolve('there');
  expect(await outcome).toBe('first');
});

test('values come in their order', async () => {
  expect(await settleAll([Promise.resolve(1), Promise.resolve(2)])).toEqual([1, 2]);
});
