import { describe, expect, test } from 'vitest';
import { MemoryRows } from './memory-rows.ts';
import type { Decision, RowKey, Rows, Transaction } from './transaction.ts';

interface Account {
  readonly owner: string;
  readonly cents: number;
  readonly due_at_ms: number | null;
}
interface Bank {
  readonly accounts: Account;
  readonly notes: { readonly text: string };
}
type Address = RowKey<Bank>;

const account = (owner: string, cents = 0, due_at_ms: number | null = null): Account => ({ owner, cents, due_at_ms });
const ana: Address = { table: 'accounts', key: 'ana' };
const ben: Address = { table: 'accounts', key: 'ben' };

function named<Answer>(
  reads: readonly Address[],
  decide: (rows: Rows<Bank>) => Decision<Bank, Answer>,
): Transaction<Bank, Answer> {
  return { name: 'try', reads, decide };
}

function bank(...accounts: readonly Account[]) {
  return new MemoryRows<Bank>(accounts.map((row) => ({ table: 'accounts', key: row.owner, row })));
}

const transfer = (cents: number) =>
  named([ana, ben], (rows) => {
    const [from, to] = [rows.get('accounts', 'ana'), rows.get('accounts', 'ben')];
    if (from === undefined || to === undefined || from.cents < cents) return { writes: [], answer: 'refused' };
    return {
      writes: [
        { table: 'accounts', key: 'ana', row: { ...from, cents: from.cents - cents } },
        { table: 'accounts', key: 'ben', row: { ...to, cents: to.cents + cents } },
      ],
      answer: 'moved',
    };
  });

const all = { limit: 100 };

test('a transaction reads, writes and answers', () => {
  const rows = bank(account('ana', 10), account('ben'));
  expect(rows.run(transfer(7))).toBe('moved');
  expect(rows.run(transfer(7))).toBe('refused');
  expect(rows.list('accounts', all)).toEqual([account('ana', 3), account('ben', 7)]);
});

describe('what breaks the rules is refused, and nothing of it is written', () => {
  const before = [account('ana', 10), account('ben')];
  const write = (key: string, row: Account) => ({ table: 'accounts', key, row }) as const;
  const cases: readonly [string, Transaction<Bank, null>, string][] = [
    [
      'a read that is not declared',
      named([ana], (rows) => ({ writes: [], answer: rows.get('accounts', 'ben') === undefined ? null : null })),
      'reads accounts ben, which is not among its reads',
    ],
    [
      'a write of what was not read',
      named([ana], () => ({ writes: [write('ana', account('ana')), write('ben', account('ben'))], answer: null })),
      'writes accounts ben, which is not among its reads',
    ],
    [
      'two writes of one row',
      named([ana], () => ({ writes: [write('ana', account('ana')), write('ana', account('ana'))], answer: null })),
      'writes accounts ana twice',
    ],
    [
      'a value that JSON loses',
      named([ana, ben], () => ({
        writes: [write('ben', account('ben', 1)), write('ana', account('ana', Number.NaN))],
        answer: null,
      })),
      'writes accounts ana: cents with NaN, which does not survive JSON',
    ],
  ];
  test.each(cases)('%s', (_, transaction, message) => {
    const rows = bank(...before);
    expect(() => rows.run(transaction)).toThrow(message);
    expect(rows.list('accounts', all)).toEqual(before);
  });
});

test('rows are nobody’s to change: not the writer’s, not the reader’s', () => {
  const mine = { owner: 'ana', cents: 1, due_at_ms: null };
  const rows = bank(mine);
  mine.cents = 2;
  const [read] = rows.list('accounts', all);
  expect(read?.cents).toBe(1);
  expect(Object.isFrozen(read)).toBe(true);
});

test('a list is in the order of keys, by its filter and its limit', () => {
  const rows = bank(account('c', 1, 5), account('a', 1, 7), account('b', 2, 5), account('d', 1, null));
  const owners = (filter: Partial<Parameters<typeof rows.list<'accounts'>>[1]>) =>
    rows.list('accounts', { limit: 100, ...filter }).map((row) => row.owner);
  expect(owners({})).toEqual(['a', 'b', 'c', 'd']);
  expect(owners({ limit: 2 })).toEqual(['a', 'b']);
  expect(owners({ after: 'b' })).toEqual(['c', 'd']);
  expect(owners({ equal: { cents: 1 } })).toEqual(['a', 'c', 'd']);
  expect(owners({ atMost: { due_at_ms: 5 } })).toEqual(['b', 'c']);
  expect(owners({ atLeast: { due_at_ms: 7 } })).toEqual(['a']);
  expect(owners({ atLeast: { due_at_ms: 5 }, atMost: { due_at_ms: 6 } })).toEqual(['b', 'c']);
  expect(rows.list('notes', all)).toEqual([]);
});

test('a null deletes, and a copy goes its own way', () => {
  const rows = bank(account('ana', 1), account('ben', 2));
  const twin = rows.copy();
  twin.run(named([ana], () => ({ writes: [{ table: 'accounts', key: 'ana', row: null }], answer: null })));
  expect(twin.list('accounts', all)).toEqual([account('ben', 2)]);
  expect(rows.list('accounts', all)).toHaveLength(2);
});

test('behind the port it answers and throws as the core does', async () => {
  const rows = bank(account('ana', 10), account('ben'));
  const store = rows.store();
  await expect(store.transact(transfer(4))).resolves.toBe('moved');
  await expect(store.list('accounts', { limit: 1 })).resolves.toEqual([account('ana', 6)]);
  await expect(
    store.transact(named([], () => ({ writes: [{ table: 'notes', key: 'n', row: { text: '' } }], answer: null }))),
  ).rejects.toThrow('writes notes n');
});
