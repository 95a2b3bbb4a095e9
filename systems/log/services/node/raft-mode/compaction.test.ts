import type { RaftEntry } from '@temblor/protocols/raft/types';
import { expect, test } from 'vitest';
import type { MessageStore } from '../store/message-store.ts';
import { Compaction } from './compaction.ts';

/** A store whose syncs the test ends. */
function begin(turn = { place: 0, of: 3 }) {
  const syncs: PromiseWithResolvers<void>[] = [];
  const store: Pick<MessageStore, 'count' | 'sync'> & { count: number } = {
    count: 0,
    sync: () => {
      const sync = Promise.withResolvers<void>();
      syncs.push(sync);
      return sync.promise;
    },
  };
  const told: unknown[] = [];
  const compaction = new Compaction({
    store,
    afterLength: 10,
    turn,
    compact: (index, count) => told.push([index, count]),
    failed: (error) => told.push(error),
  });
  const apply = (index: number, data: string) => {
    const entry: RaftEntry = { kind: 'data', index, term: 1, data };
    store.count = index * 2;
    compaction.applied(entry);
  };
  return { syncs, told, apply };
}

test('entries go once the messages that they brought are durable, and those that came meanwhile stay', async () => {
  const { syncs, told, apply } = begin();
  apply(1, '12345');
  expect(syncs).toHaveLength(0);
  apply(2, '12345');
  apply(3, '12345678901234567890');
  expect(syncs).toHaveLength(1);
  expect(told).toEqual([]);
  syncs[0]?.resolve();
  await expect.poll(() => told).toEqual([[2, 4]]);
  apply(4, '');
  expect(syncs).toHaveLength(2);
});

test('the nodes of a cluster do so after different lengths', async () => {
  const places = [0, 1, 2].map((place) => begin({ place, of: 3 }));
  const begun: { index: number; place: number }[] = [];
  for (let index = 1; index <= 27; index += 1) {
    for (const [place, { apply, syncs }] of places.entries()) {
      apply(index, '1');
      if (syncs.length > 0) begun.push({ index, place });
      syncs.pop()?.resolve();
    }
    await new Promise(setImmediate);
  }
  const at = (wanted: number) => begun.filter(({ place }) => place === wanted).map(({ index }) => index);
  expect([0, 1, 2].map(at)).toEqual([
    [10, 20],
    [9, 18, 27],
    [7, 14, 21],
  ]);
});

test('nothing goes where the disk refuses', async () => {
  const { syncs, told, apply } = begin();
  apply(1, '1234567890');
  const refused = new Error('no room');
  syncs[0]?.reject(refused);
  await expect.poll(() => told).toEqual([refused]);
});
