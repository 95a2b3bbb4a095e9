import { describe, expect, test } from 'vitest';
import { Originals } from './originals.ts';

/** Images that are made when the test says so. */
function openOriginals(ids: readonly string[]) {
  const making: { id: string; end: (fails?: boolean) => void }[] = [];
  const make = (id: string) => {
    const made = Promise.withResolvers<Buffer>();
    const end = (fails = false) => (fails ? made.reject(new Error(`no ${id}`)) : made.resolve(Buffer.from(id)));
    making.push({ id, end });
    return made.promise;
  };
  const originals = new Originals(new Map(ids.map((id) => [id, id])), make);
  const begun = () => making.map(({ id }) => id);
  return { originals, making, begun };
}

describe('originals', () => {
  test('are not made before somebody asks, then once for all who ask, and no others with them', async () => {
    const { originals, making, begun } = openOriginals(['a', 'b']);
    expect(begun()).toEqual([]);
    const both = Promise.all([originals.take('a'), originals.take('a')]);
    making[0]?.end();
    expect((await both).map(String)).toEqual(['a', 'a']);
    expect(String(await originals.take('a'))).toBe('a');
    expect(begun()).toEqual(['a']);
  });

  test('one that could not be made is made anew for who asks next', async () => {
    const { originals, making, begun } = openOriginals(['a']);
    const failing = originals.take('a');
    making[0]?.end(true);
    await expect(failing).rejects.toThrow('no a');
    const second = originals.take('a');
    making[1]?.end();
    expect(String(await second)).toBe('a');
    expect(begun()).toEqual(['a', 'a']);
  });

  test('there is none of an unknown id', async () => {
    const { originals, begun } = openOriginals(['a']);
    expect(await originals.take('constructor')).toBeUndefined();
    expect(begun()).toEqual([]);
  });
});
