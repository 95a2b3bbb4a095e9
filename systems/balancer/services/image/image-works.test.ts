import { bulkhead } from '@temblor/resilience/bulkhead/bulkhead';
import { Scope } from '@temblor/resilience/policy/scope';
import { recordedSurroundings } from '@temblor/resilience/testing/recorded-surroundings';
import { describe, expect, test } from 'vitest';
import { ImageWorks } from './image-works.ts';
import type { Rendition } from './rendition.ts';

const small: Rendition = { width: 4, height: 3, format: 'jpeg', filter: 'none' };

function openWorks(limit: number, queueLimit: number) {
  const ends: (() => void)[] = [];
  const rendered: string[] = [];
  const works = new ImageWorks({
    bulkhead: bulkhead({ name: 'images', limit, queueLimit }, recordedSurroundings()),
    originals: { take: async (id) => (id === 'none' ? undefined : Buffer.from(id)) },
    render: (original) => {
      rendered.push(String(original));
      return new Promise((resolve) => ends.push(() => resolve(Buffer.from(`small ${original}`))));
    },
  });
  return { works, ends, rendered };
}

describe('image works', () => {
  test('render what is asked for, hand the original out as it is, and know what there is not', async () => {
    const { works, ends } = openWorks(3, 0);
    const made = works.make('a', small, new Scope());
    await expect.poll(() => ends.length).toBe(1);
    ends[0]?.();
    expect(await made).toEqual({ kind: 'rendered', bytes: Buffer.from('small a') });
    expect(await works.make('a', undefined, new Scope())).toEqual({ kind: 'rendered', bytes: Buffer.from('a') });
    expect(await works.make('none', small, new Scope())).toEqual({ kind: 'unknown-image' });
  });

  test('refuse what is too much', async () => {
    const { works, ends } = openWorks(1, 1);
    const [first, second] = [works.make('a', small, new Scope()), works.make('b', small, new Scope())];
    expect(await works.make('c', small, new Scope())).toEqual({ kind: 'overloaded' });
    for (const turn of [0, 1]) {
      await expect.poll(() => ends.length).toBe(turn + 1);
      ends[turn]?.();
    }
    expect(await Promise.all([first, second])).toMatchObject([{ kind: 'rendered' }, { kind: 'rendered' }]);
  });

  test('do nothing for who left before its turn', async () => {
    const { works, ends, rendered } = openWorks(1, 2);
    const scope = new Scope();
    const first = works.make('a', small, new Scope());
    const left = works.make('b', small, scope);
    const third = works.make('c', small, new Scope());
    scope.cancel(new Error('left'));
    await expect(left).rejects.toThrow('left');
    for (const turn of [0, 1]) {
      await expect.poll(() => ends.length).toBe(turn + 1);
      ends[turn]?.();
    }
    await Promise.all([first, third]);
    expect(rendered).toEqual(['a', 'c']);
  });

  test('render nothing for who left while the original was made', async () => {
    const made = Promise.withResolvers<Buffer>();
    const works = new ImageWorks({
      bulkhead: bulkhead({ name: 'images', limit: 1 }, recordedSurroundings()),
      originals: { take: () => made.promise },
      render: () => expect.unreachable(),
    });
    const scope = new Scope();
    const left = works.make('a', small, scope);
    scope.cancel(new Error('left'));
    made.resolve(Buffer.from('a'));
    await expect(left).rejects.toThrow('left');
  });
});
