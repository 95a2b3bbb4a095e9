import { describe, expect, test } from 'vitest';
import type { Loaded } from './loader.ts';
import { Loader } from './loader.ts';

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A loader whose answers the test gives, in order. */
function openLoader(isFinal: (value: string) => boolean = () => false) {
  const told: Loaded<string>[] = [];
  const asked: { answer: (value: string) => Promise<unknown>; fail: () => Promise<unknown>; signal: AbortSignal }[] =
    [];
  const loader = new Loader<string>({
    read: (signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const then = (act: () => void) => {
        act();
        return settle();
      };
      asked.push({
        answer: (value) => then(() => resolve(value)),
        fail: () => then(() => reject(new Error('the lab does not answer'))),
        signal,
      });
      return promise;
    },
    isFinal,
    onChange: (loaded) => told.push(loaded),
  });
  return { loader, told, asked };
}

const ready = (value: string): Loaded<string> => ({ kind: 'ready', value });
const failed: Loaded<string> = { kind: 'failed', problem: 'the lab does not answer' };

describe('something that is loaded', () => {
  test('is read again after a failure, and comes', async () => {
    const { loader, told, asked } = openLoader();
    loader.refresh();
    await asked[0]?.fail();
    expect(told).toEqual([failed]);
    loader.refresh();
    await asked[1]?.answer('runs');
    expect(told).toEqual([failed, ready('runs')]);
  });

  test('stays as it was read where it cannot be read again', async () => {
    const { loader, told, asked } = openLoader();
    loader.refresh();
    await asked[0]?.answer('runs');
    loader.refresh();
    await asked[1]?.fail();
    expect(told).toEqual([ready('runs')]);
  });

  test('is read once more after a reading that was under way when it changed, however often', async () => {
    const { loader, told, asked } = openLoader();
    loader.refresh();
    loader.refresh();
    loader.refresh();
    expect(asked).toHaveLength(1);
    await asked[0]?.answer('old');
    expect(asked).toHaveLength(2);
    await asked[1]?.answer('new');
    expect(asked).toHaveLength(2);
    expect(told).toEqual([ready('old'), ready('new')]);
  });

  test('is read again where the lab came back before the reading of before had failed', async () => {
    const { loader, told, asked } = openLoader();
    loader.refresh();
    loader.refresh();
    await asked[0]?.fail();
    await asked[1]?.answer('runs');
    expect(told).toEqual([failed, ready('runs')]);
  });

  test('is read no more when it is what it will always be', async () => {
    const { loader, asked } = openLoader((value) => value === 'report');
    loader.refresh();
    await asked[0]?.answer('under way');
    loader.refresh();
    loader.refresh();
    await asked[1]?.answer('report');
    loader.refresh();
    expect(asked).toHaveLength(2);
  });

  test('ends with whoever wanted it: the request is called off, and nothing is told', async () => {
    const { loader, told, asked } = openLoader();
    loader.refresh();
    loader.close();
    expect(asked[0]?.signal.aborted).toBe(true);
    await asked[0]?.fail();
    loader.refresh();
    expect(asked).toHaveLength(1);
    expect(told).toEqual([]);
  });
});
