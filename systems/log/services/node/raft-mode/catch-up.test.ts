import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { expect, test } from 'vitest';
import { ClusterSecret } from '../http/cluster-secret.ts';
import { CatchUp } from './catch-up.ts';

test('a disk that fails while messages are fetched ends the node; another node that cannot be reached does not', async () => {
  const full = new TemblorError('disk-full', 'no room');
  const told: unknown[] = [];
  const trouble = Promise.withResolvers<void>();
  const store = { count: 5, sync: () => Promise.reject(full) };
  await using catchUp = new CatchUp({
    store,
    take: () => {},
    urlOf: () => undefined,
    secret: new ClusterSecret(undefined),
    failed: (error) => told.push(error),
    trouble: () => trouble.resolve(),
  });
  catchUp.fetch(2, 6);
  await trouble.promise;
  expect(told).toEqual([]);
  await expect
    .poll(() => {
      catchUp.fetch(2, 5);
      return told;
    })
    .toContain(full);
  expect(catchUp.durableCount).toBe(5);
});
