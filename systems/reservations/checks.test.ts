/** The checks of the reservations, on books and histories written by hand. */
import type { Json, Operation } from '@temblor/checkers/history/operation';
import type { Check } from '@temblor/lab/experiment/declaration';
import { describe, expect, test } from 'vitest';
import {
  booksBalanced,
  chargedOnce,
  clientsWereToldTheTruth,
  confirmedAreNotified,
  duplicatesHaveOneAnswer,
  noSagaLeft,
  overloadIsRefused,
  seatsNeverOversold,
} from './checks.ts';
import type { Books } from './model/books-types.ts';
import { balancedBooks } from './model/testing/balanced-books.ts';
import type { Observe } from './read-books.ts';
import { readSettledBooks } from './read-books.ts';
import { spanish } from './spanish.ts';
import { asked, contextOf, observing, reserve } from './testing/check-context.ts';

const confirmed = reserve(1, 200, { reservation_id: 'R1' });

function look(id: number, status: number, output: Json): Operation {
  return { ...reserve(id, status, output), name: 'look', input: { reservation_id: 'R1' } };
}

describe('balanced books', () => {
  test.each<[Check]>([
    [booksBalanced],
    [noSagaLeft],
    [chargedOnce],
    [seatsNeverOversold],
    [confirmedAreNotified],
    [clientsWereToldTheTruth],
  ])('pass %o, and without any request tell nothing', async (check) => {
    const history = [confirmed, reserve(2, 0, null), look(3, 200, { status: 'confirmed' })];
    expect(await check(contextOf(history))).toMatchObject({ verdict: 'passed', violations: [] });
    expect(await check(contextOf([]))).toMatchObject({ verdict: 'inconclusive' });
  });

  test('are read to the end, page after page', async () => {
    const books = balancedBooks();
    const ledger = Array.from({ length: 2500 }, (_, index) => ({
      entry_id: `entry-${String(index).padStart(4, '0')}`,
      payment_key: 'R1',
      kind: 'charge' as const,
      amount: 1,
    }));
    expect((await readSettledBooks(observing(() => ({ ...books, ledger })))).ledger).toEqual(ledger);
  });

  test('are read once the last saga has ended and the last message is delivered', async () => {
    const books = balancedBooks();
    let asks = 0;
    const settling = (): Books => {
      asks += 1;
      const open = asks < 3;
      const sagas = open ? [{ saga_id: 'R1', phase: 'forward' as const, open }] : [];
      return { ...books, sagas, reservations: open ? [] : books.reservations };
    };
    const read = await readSettledBooks(observing(settling));
    expect(read).toMatchObject({ sagas: [], reservations: books.reservations });
  });

  test('that a service does not show are no books', async () => {
    const observe: Observe = async () => ({ status: 503, body: { code: 'chaos_crash' } });
    await expect(readSettledBooks(observe)).rejects.toMatchObject({ code: 'books-unreadable' });
  });
});

describe('the checks find', () => {
  test.each<[string, Check, Partial<Books>, string]>([
    ['a lost seat', booksBalanced, { events: [{ event_id: 'e', capacity: 10, free: 7, held: 0, sold: 2 }] }, 'not 10'],
    [
      'seats below zero',
      seatsNeverOversold,
      { events: [{ event_id: 'e', capacity: 1, free: -1, held: 0, sold: 2 }] },
      '-1',
    ],
    ['a reservation for nothing', chargedOnce, { ledger: [] }, 'R1 is confirmed, and was charged 0 times'],
    ['a forgotten user', confirmedAreNotified, { notifications: [] }, 'nobody was or will be notified'],
    ['a lie', clientsWereToldTheTruth, { reservations: [] }, 'a client was told that R1'],
  ])('%s', async (_, check, mistake, words) => {
    const result = await check(contextOf([confirmed], { ...balancedBooks(), ...mistake }));
    expect(result.verdict).toBe('failed');
    expect(result.violations.join('\n')).toContain(words);
  });

  test.each<[string, Operation[], string]>([
    ['another reservation under the same key', [confirmed, reserve(2, 200, { reservation_id: 'R8' })], 'R1 and R8'],
    [
      'a confirmed reservation that a client was told is cancelled',
      [confirmed, reserve(2, 504, { reservation_id: 'R1', outcome: 'cancelled' })],
      'R1 (key k1) came to nothing, and it is confirmed',
    ],
    [
      'a key that was said to have come to nothing when its confirmed reservation had been asked for',
      [
        reserve(1, 504, { reservation_id: 'R1', outcome: 'unknown' }),
        reserve(2, 429, { code: 'gateway_full', outcome: 'cancelled' }),
        reserve(3, 200, { reservation_id: 'R1' }),
      ],
      'R1 (key k1) came to nothing, and it is confirmed',
    ],
    [
      'a key of which the last word was that nothing came of it',
      [reserve(1, 0, null), reserve(2, 429, { code: 'gateway_full', outcome: 'cancelled' })],
      'was told that nothing came of k1',
    ],
    ['a confirmed reservation that is not shown', [confirmed, look(2, 404, null)], 'was shown nothing for R1'],
    [
      'one that is shown as cancelled',
      [confirmed, look(2, 200, { status: 'cancelled' })],
      'was shown cancelled for R1',
    ],
    ['seats that nobody asked for', [{ ...confirmed, input: { ...asked, quantity: 1 } }], 'k1 asked for 1 of e'],
  ])('%s', async (_, history, words) => {
    const result = await clientsWereToldTheTruth(contextOf(history));
    expect(result.verdict).toBe('failed');
    expect(result.violations.join('\n')).toContain(words);
  });
});

test('a key may be confirmed by a request that was sent after it was said to have come to nothing', async () => {
  const history = [reserve(0, 429, { code: 'gateway_full', outcome: 'cancelled' }), confirmed];
  expect(await clientsWereToldTheTruth(contextOf(history))).toMatchObject({ verdict: 'passed' });
});

describe('a full gateway', () => {
  const full = reserve(2, 429, { code: 'gateway_full' });

  test('is right to refuse at once, and to answer what it took in', async () => {
    expect(await overloadIsRefused(contextOf([confirmed, full]))).toMatchObject({ verdict: 'passed' });
    expect(await overloadIsRefused(contextOf([confirmed]))).toMatchObject({ verdict: 'inconclusive' });
  });

  test('is told by requests, also those that were repeated or had no answer, in both languages', async () => {
    const lost = { ...reserve(4, 0, null), input: confirmed.input };
    const { summary } = await overloadIsRefused(contextOf([full, { ...full, id: 3 }, lost, confirmed]));
    expect(summary).toMatch(
      /^of 4 requests to reserve, repeated ones among them, 2 were answered 429 \(p95 .+ ms\) and 1 with a confirmation/,
    );
    expect(Object.hasOwn(spanish, summary.replace(/(?<!p)\b\d+(\.\d+)?\b/g, '{}'))).toBe(true);
  });

  test.each<[string, Operation[], string]>([
    ['another reason', [confirmed, reserve(2, 429, null)], 'and not that the gateway is full'],
    ['a late refusal', [confirmed, { ...full, completedUs: full.invokedUs + 300_000 }], 'took up to 300 ms'],
    ['a late confirmation', [{ ...confirmed, completedUs: 7e6 }, full], 'was confirmed after 6000 ms'],
    ['nothing but refusals', [full], 'nothing was confirmed'],
  ])('is found to give %s', async (_, history, words) => {
    const result = await overloadIsRefused(contextOf(history));
    expect(result.violations.join('\n')).toContain(words);
  });
});

describe('duplicates', () => {
  const twin = (id: string): Operation => ({
    ...reserve(2, 200, { reservation_id: id }),
    invokedUs: confirmed.invokedUs + 1,
  });

  test('have one answer', async () => {
    expect(await duplicatesHaveOneAnswer(contextOf([confirmed, twin('R1')]))).toMatchObject({ verdict: 'passed' });
    expect(await duplicatesHaveOneAnswer(contextOf([confirmed, twin('R2')]))).toMatchObject({
      verdict: 'failed',
      violations: ['key k1 was answered with R1 and R2'],
    });
  });

  test('that were not under way at once tell nothing', async () => {
    const later = reserve(5, 200, { reservation_id: 'R1' });
    expect(await duplicatesHaveOneAnswer(contextOf([confirmed, later]))).toMatchObject({ verdict: 'inconclusive' });
  });
});
