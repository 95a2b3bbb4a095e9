import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertStorable, isRowOf, isStorable } from './table-shapes.ts';

interface Thing {
  readonly id: string;
  readonly count: number | null;
  readonly data: unknown;
}

const shape = { key: 'id', columns: { id: 'text', count: 'integer', data: 'jsonb' } } as const;

describe('what a column can hold', () => {
  test.each([
    ['text', 'a'],
    ['text', ''],
    ['text', null],
    ['text', '😀'],
    ['integer', -2_147_483_647],
    ['bigint', Number.MAX_SAFE_INTEGER],
    ['boolean', false],
    ['jsonb', { a: [1, null, 'x', { b: false }] }],
    ['jsonb', null],
    ['jsonb', '\\u0000, which is only six characters'],
    ['jsonb', 'a bell \u0007'],
  ] as const)('%s holds %o', (type, value) => {
    expect(isStorable(type, value)).toBe(true);
  });

  test.each([
    ['text', 'a\0b'],
    ['text', '\ud800'],
    ['text', 1],
    ['text', undefined],
    ['integer', 0.5],
    ['integer', 2_147_483_648],
    ['bigint', 2 ** 53],
    ['bigint', '1'],
    ['bigint', Number.NaN],
    ['boolean', 0],
    ['jsonb', undefined],
    ['jsonb', { a: ['\0'] }],
    ['jsonb', { '\0': 1 }],
    ['jsonb', '\\\0'],
    ['jsonb', '\udfff'],
    ['jsonb', () => 1],
  ] as const)('%s does not hold %o', (type, value) => {
    expect(isStorable(type, value)).toBe(false);
  });

  test('a text is refused in jsonb exactly where it is refused as it is', () => {
    const nasty = fc.string({ unit: fc.constantFrom('\\', '\0', 'u0000', 'ud800', '\ud800', '\udc00', '"', 'a') });
    fc.assert(
      fc.property(nasty, (text) => {
        expect(isStorable('jsonb', { [text]: [text] })).toBe(isStorable('text', text));
      }),
    );
  });
});

describe('a row', () => {
  const assertThing = (key: string, row: object) => assertStorable<Thing>('things', shape, key, row);

  test('is storable with each of its columns, its key and no other', () => {
    assertThing('a', { id: 'a', count: null, data: 1 });
    expect(() => assertThing('a', { id: 'a', count: 0.5, data: 1 })).toThrow(/integer cannot hold things.count/);
    expect(() => assertThing('a', { id: 'a', data: 1 })).toThrow(/things.count/);
    expect(() => assertThing('b', { id: 'a', count: 1, data: 1 })).toThrow(/'b'/);
    expect(() => assertThing('a', { id: 'a', count: 1, data: 1, colour: 1 })).toThrow(/'colour'/);
  });

  test('is recognised by its columns', () => {
    expect(isRowOf<Thing>(shape, { id: 'a', count: 1, data: {} })).toBe(true);
    expect(isRowOf<Thing>(shape, { id: 'a', count: '1', data: {} })).toBe(false);
    expect(isRowOf<Thing>(shape, { id: 'a', count: 1 })).toBe(false);
  });
});
