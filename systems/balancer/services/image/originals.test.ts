import { describe, expect, test } from 'vitest';
import { Originals } from './originals.ts';

/** Images that are made when the test says so. */
function openOriginals(ids: readonly string[]) {
  const making: { id: string; end: (fails?: boolean) => void }[] = [];
  const failures: unknown[] = [];
  const closing = new AbortController();
  const make = (id: string) => {
    const made = Promise.withResolvers<Buffer>();
    const end = (fails = false) => (fails ? made.reject(new Error(`no ${id}`)) : made.resolve(Buffer.from(id)));
    making.push({ id, end });
    return made.promise;
  };
  const images = new Map(ids.map((id) => [id, id]));
  const originals = new Originals(images, make, (error) => failures.push(error), closing.signal);
  const begun = () => making.map(({ id }) => id);
  return { originals, making, begun, failures, closing };
}

describe('originals', () => {
  test('are not made before somebody asks, and then once for all who ask', async () => {
    const { originals, making, begun } = openOriginals(['a']);
    expect(begun()).toEqual([]);
    const both = Promise.all([originals.take('a'), originals.take('a')]);
    making[0]?.end();
    expect((await both).map(String)).toEqual(['a', 'a']);
    expect(String(await originals.take('a'))).toBe('a');
    expect(begun()).toEqual(['a']);
  });

  test('the others follow in the background, one at a time', async () => {
    const { originals, making, begun } = openOriginals(['a', 'b', 'c']);
    const first = originals.take('b');
    expect(begun()).toEqual(['b']);
    making[0]?.end();
    await first;
    await expect.poll(begun).toEqual(['b', 'a']);
    making[1]?.end();
    await expect.poll(begun).toEqual(['b', 'a', 'c']);
    making[2]?.end();
    await originals.settle();
  });

  test('none follows after the closing', async () => {
    const { originals, making, begun, closing } = openOriginals(['a', 'b', 'c']);
    const first = originals.take('a');
    making[0]?.end();
    await first;
    await expect.poll(begun).toEqual(['a', 'b']);
    closing.abort();
    making[1]?.end();
    await originals.settle();
    expect(begun()).toEqual(['a', 'b']);
  });

  test('one that could not be made is made anew for who asks next', async () => {
    const { originals, making, begun, failures } = openOriginals(['a', 'b']);
    const failing = originals.take('a');
    making[0]?.end(true);
    await expect(failing).rejects.toThrow('no a');
    const second = originals.take('a');
    making[1]?.end();
    await second;
    await expect.poll(begun).toEqual(['a', 'a', 'b']);
    making[2]?.end(true);
    await originals.settle();
    expect(failures).toMatchObject([{ message: 'no b' }]);
  });

  test('there is none of an unknown id', async () => {
    const { originals, begun } = openOriginals(['a']);
    expect(await originals.take('constructor')).toBeUndefined();
    expect(begun()).toEqual([]);
  });
});
