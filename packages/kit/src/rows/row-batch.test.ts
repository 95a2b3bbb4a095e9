import type { Decision, Rows, Transaction } from '@temblor/protocols/transactions/transaction';
import { describe, expect, test } from 'vitest';
import { assertReadable, BatchRows, keysOf, pend } from './row-batch.ts';

interface Counter {
  readonly id: string;
  readonly value: number;
}
interface Tables {
  readonly counters: Counter;
  readonly names: { readonly name: string };
}

const shapes = {
  counters: { key: 'id', columns: { id: 'text', value: 'bigint' } },
  names: { key: 'name', columns: { name: 'text' } },
} as const;

const of = (key: string) => ({ table: 'counters', key }) as const;

function transaction<Answer>(
  keys: readonly string[],
  decide: (rows: Rows<Tables>) => Decision<Tables, Answer>,
): Transaction<Tables, Answer> {
  return { name: 'change', reads: keys.map(of), decide };
}

const add = (key: string, amount: number) =>
  transaction([key], (rows) => {
    const value = (rows.get('counters', key)?.value ?? 0) + amount;
    return { writes: [{ ...of(key), row: { id: key, value } }], answer: value };
  });

const remove = (key: string) => transaction([key], () => ({ writes: [{ ...of(key), row: null }], answer: null }));

/** Decides all of them over one counter `a` of 10. @returns the answers, or what was thrown, and what is to be written. */
async function decideAll(transactions: readonly Transaction<Tables, unknown>[]) {
  const rows = new BatchRows<Tables>(shapes, [{ table: 'counters', row: { id: 'a', value: 10 } }]);
  const taken = transactions.map((one) => pend(one));
  const decided = taken.map(({ pending }) => rows.decide(pending));
  for (const { deliver } of decided) deliver();
  const answers = await Promise.all(taken.map(({ answer }) => answer.catch((error: unknown) => error)));
  return { answers, wrote: decided.map(({ wrote }) => wrote), changes: Object.fromEntries(rows.changes()) };
}

describe('transactions of one batch', () => {
  test('see what those before them wrote, and what is written is how the last one left it', async () => {
    const { answers, changes } = await decideAll([add('a', 1), add('a', 1), add('b', 5), remove('b'), add('c', 1)]);
    expect(answers).toEqual([11, 12, 5, null, 1]);
    expect(changes).toEqual({
      counters: {
        upserts: [
          { id: 'a', value: 12 },
          { id: 'c', value: 1 },
        ],
        deletes: ['b'],
      },
    });
  });

  test('one that throws is told so alone, and leaves nothing', async () => {
    const thrown = new RangeError('not today');
    const throwing = transaction(['a'], () => {
      throw thrown;
    });
    const { answers, wrote, changes } = await decideAll([throwing, add('a', 1)]);
    expect(answers).toEqual([thrown, 11]);
    expect(wrote).toEqual([false, true]);
    expect(changes).toEqual({ counters: { upserts: [{ id: 'a', value: 11 }], deletes: [] } });
  });

  test.each([
    [
      'reads a row that it did not name',
      transaction(['a'], (rows) => ({ writes: [], answer: rows.get('counters', 'b') })),
    ],
    ['writes a row that it did not name', { ...add('b', 1), reads: [of('b2')] }],
    ['writes what no column holds', add('a', 0.5)],
    [
      'writes a first row well and a second one not',
      transaction(['a', 'b'], () => ({
        writes: [
          { ...of('a'), row: { id: 'a', value: 0 } },
          { ...of('b'), row: { id: 'else', value: 0 } },
        ],
        answer: null,
      })),
    ],
  ])('one that %s is refused, and leaves nothing', async (_, wrong) => {
    const { answers, changes } = await decideAll([wrong, add('a', 1)]);
    expect(answers).toEqual([expect.any(TypeError), 11]);
    expect(changes).toEqual({ counters: { upserts: [{ id: 'a', value: 11 }], deletes: [] } });
  });

  test('what only reads changes nothing', async () => {
    const reading = transaction(['a'], (rows) => ({ writes: [], answer: rows.get('counters', 'a') }));
    expect(await decideAll([reading])).toEqual({ answers: [{ id: 'a', value: 10 }], wrote: [false], changes: {} });
  });

  test('a row that is not as its table is declared is not given out', async () => {
    const rows = new BatchRows<Tables>(shapes, [{ table: 'counters', row: { id: 'a', value: 'ten' } }]);
    const { pending, answer } = pend(add('a', 1));
    rows.decide(pending).deliver();
    await expect(answer).rejects.toThrow(/not as it is declared/);
  });
});

test('a key is looked up once, whoever names it', () => {
  const batch = [add('a', 1), add('b', 1), add('a', 1)].map((one) => pend(one).pending);
  expect(keysOf(batch)).toEqual(new Map([['counters', new Set(['a', 'b'])]]));
});

test('a key that no database has is refused before it is asked for', () => {
  expect(() => assertReadable<Tables>(shapes, [of('a\0')])).toThrow(TypeError);
  expect(() => assertReadable<Tables>(shapes, [of('\udc00')])).toThrow(TypeError);
  assertReadable<Tables>(shapes, [of('a'), { table: 'names', key: '' }]);
});
