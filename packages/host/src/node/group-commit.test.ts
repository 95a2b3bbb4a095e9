import { expect, test } from 'vitest';
import { jsonCodec } from '../codec/codec.ts';
import type { LogBatch } from '../write-ahead-log/write-ahead-log.ts';
import type { PersistEffect } from './group-commit.ts';
import { GroupCommit } from './group-commit.ts';

interface Types {
  state: null;
  message: never;
  command: never;
  output: never;
  register: string;
  record: string;
  timer: never;
}

/** A log whose writes end when the test says so. */
function committing() {
  const writes: { readonly batch: LogBatch; readonly end: PromiseWithResolvers<void> }[] = [];
  const seen: string[] = [];
  const commit = new GroupCommit<Types>({
    log: {
      write: (batch) => {
        const end = Promise.withResolvers<void>();
        writes.push({ batch, end });
        return end.promise;
      },
    },
    codecs: { register: jsonCodec<string>(), record: jsonCodec<string>() },
    durable: (count) => seen.push(`${count} durable`),
    failed: (error) => seen.push(`failed: ${String(error)}`),
  });
  const add = (effect: Partial<PersistEffect<Types>>) => {
    commit.add({ kind: 'persist', ticket: 0, append: [], rewrite: false, ...effect });
    commit.start();
  };
  const written = () =>
    writes.map(({ batch }) =>
      [...(batch.register === undefined ? [] : [batch.register]), ...batch.records].map(String),
    );
  return { add, writes, written, seen, commit };
}

test('what comes while a batch is written shares the next', async () => {
  const { add, writes, written, seen, commit } = committing();
  for (const record of ['a', 'b', 'c']) add({ append: [record] });
  expect(written()).toEqual([['"a"']]);
  writes[0]?.end.resolve();
  await expect.poll(written).toEqual([['"a"'], ['"b"', '"c"']]);
  expect(seen).toEqual(['1 durable']);
  writes[1]?.end.resolve();
  await commit.stop();
  expect(seen).toEqual(['1 durable', '2 durable']);
});

test('a register and a rewrite begin a batch of their own, so that nothing is durable before what was asked for earlier', async () => {
  const { add, writes, written } = committing();
  add({ append: ['a'] });
  add({ append: ['b'] });
  add({ append: ['c'], register: 'r' });
  add({ append: ['d'] });
  add({ append: ['abcd'], rewrite: true });
  for (let batch = 0; batch < 4; batch += 1) {
    await expect.poll(() => writes.length).toBe(batch + 1);
    writes[batch]?.end.resolve();
  }
  expect(written()).toEqual([['"a"'], ['"b"'], ['"r"', '"c"', '"d"'], ['"abcd"']]);
  expect(writes.map(({ batch }) => batch.rewrite)).toEqual([false, false, false, true]);
});

test('after a write that failed nothing is durable, and nothing more is written', async () => {
  const { add, writes, seen, commit } = committing();
  add({ append: ['a'] });
  add({ append: ['b'] });
  writes[0]?.end.reject(new Error('full'));
  await commit.stop();
  add({ append: ['c'] });
  await commit.stop();
  expect(seen).toEqual(['failed: Error: full']);
  expect(writes).toHaveLength(1);
});
