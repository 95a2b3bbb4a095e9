import { expect, test } from 'vitest';
import { rejectSoon } from './reject-soon.ts';

test('rejects with the very error, for whoever listens in the same turn', async () => {
  const error = new Error('full');
  await expect(rejectSoon(error)).rejects.toBe(error);
});

test('has not rejected while the caller is still at the place where it listens', async () => {
  const order: string[] = [];
  const rejected = rejectSoon(new Error('full'));
  const heard = rejected.catch(() => order.push('rejected'));
  order.push('listening');
  await heard;
  expect(order).toEqual(['listening', 'rejected']);
});
