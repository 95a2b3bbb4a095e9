import { VirtualTime } from '@temblor/resilience/testing/virtual-time';
import { expect, test } from 'vitest';
import { RepeatedWork } from './repeated-work.ts';

function scene(work: (closing: AbortSignal) => Promise<number>) {
  const time = new VirtualTime();
  const troubles: unknown[] = [];
  const atMs: number[] = [];
  const repeated = new RepeatedWork({
    time,
    work: (closing) => {
      atMs.push(time.nowMs());
      return work(closing);
    },
    afterFailureMs: 50,
    onTrouble: (error) => troubles.push(error),
  });
  return { time, troubles, atMs, repeated };
}

test('work is done at once, and again after the pause that it asked for', async () => {
  const { time, atMs, repeated } = scene(async () => 100);
  await time.advance(250);
  expect(atMs).toEqual([0, 100, 200]);
  await repeated[Symbol.asyncDispose]();
  await time.advance(1000);
  expect(atMs).toHaveLength(3);
  expect(time.pendingTimers).toBe(0);
});

test('work that throws is done again, and its trouble told', async () => {
  const { time, atMs, troubles, repeated } = scene(() => Promise.reject(new Error('no')));
  await time.advance(100);
  expect(atMs).toEqual([0, 50, 100]);
  expect(troubles).toHaveLength(3);
  await repeated[Symbol.asyncDispose]();
});

test('who is woken works at once, and once more at once if it was at work, but never twice at a time', async () => {
  let finish = (): void => undefined;
  const { time, atMs, repeated } = scene(() => {
    const { promise, resolve } = Promise.withResolvers<number>();
    finish = () => resolve(1000);
    return promise;
  });
  repeated.wake();
  repeated.wake();
  await time.settle();
  expect(atMs).toEqual([0]);
  finish();
  await time.advance(10);
  expect(atMs).toHaveLength(2);
  finish();
  await time.advance(10);
  repeated.wake();
  expect(atMs).toEqual([0, 0, 20]);
  finish();
  await repeated[Symbol.asyncDispose]();
});

test('who closes tells the work that is under way, and waits for it', async () => {
  const finished = Promise.withResolvers<number>();
  let given: AbortSignal | undefined;
  const { atMs, repeated, time } = scene((closing) => {
    given = closing;
    return finished.promise;
  });
  let isClosed = false;
  const closing = repeated[Symbol.asyncDispose]().then(() => {
    isClosed = true;
  });
  await time.settle();
  expect([given?.aborted, isClosed]).toEqual([true, false]);
  finished.resolve(0);
  await closing;
  repeated.wake();
  await time.advance(100);
  expect(atMs).toHaveLength(1);
});
