/** Every rule of the books, each with a mistake that it must find. Length: a line for each mistake. */
import { describe, expect, test } from 'vitest';
import { checkBooks } from './books.ts';
import type { Books, BooksRule } from './books-types.ts';
import { balancedBooks } from './testing/balanced-books.ts';

/** Balanced books with rows put in place of those of the same kind and key. */
type Mistake = (books: Books) => Partial<Books>;

/** Changes the first of some rows. */
function first<Row>(rows: readonly Row[], change: Partial<Row>): Row[] {
  return rows.map((row, index) => (index === 0 ? { ...row, ...change } : row));
}

function told(books: Books, change: Partial<NonNullable<Books['told']>[number]>): Partial<Books> {
  return { told: first(books.told ?? [], change) };
}

const again = { entry_id: 'more', payment_key: 'R1', amount: 10_000 } as const;
const sagaOf = (phase: 'forward' | 'completed' | 'compensated', id: string) => ({
  sagas: [{ saga_id: id, phase, open: phase === 'forward' }],
});

test('balanced books have no finding, nor have empty ones', () => {
  expect(checkBooks(balancedBooks())).toEqual([]);
  const nothing = { events: [], holds: [], payments: [], ledger: [], notifications: [], reservations: [] };
  expect(checkBooks({ ...nothing, sagas: [], outbox: [] })).toEqual([]);
});

test('a notification that is still to be sent is no finding', () => {
  const outbox = [{ message_key: 'R1', delivered_at_ms: null }];
  expect(checkBooks({ ...balancedBooks(), notifications: [], outbox })).toEqual([]);
});

describe('the books find', () => {
  test.each<[string, BooksRule, Mistake, string]>([
    [
      'seats below zero',
      'seats-never-oversold',
      (b) => ({ events: first(b.events, { free: -2, sold: 12 }) }),
      '-2 free',
    ],
    [
      'more sold than there are',
      'seats-never-oversold',
      (b) => ({ events: first(b.events, { sold: 11 }) }),
      '11 of 10',
    ],
    [
      'more confirmed than there are',
      'seats-never-oversold',
      (b) => ({ reservations: first(b.reservations, { quantity: 11 }) }),
      '11 seats are confirmed for e, which has 10',
    ],
    ['a lost seat', 'books-balanced', (b) => ({ events: first(b.events, { free: 7 }) }), 'is 9, and not 10'],
    [
      'a seat that stays held',
      'books-balanced',
      (b) => ({
        events: first(b.events, { free: 6, held: 2 }),
        holds: [...b.holds, { reservation_id: 'R4', event_id: 'e', quantity: 2, state: 'held', expires_at_ms: 9 }],
      }),
      '2 held, and nobody is about to buy',
    ],
    [
      'a hold that its event does not know',
      'books-balanced',
      (b) => ({
        holds: [...b.holds, { reservation_id: 'R4', event_id: 'e', quantity: 2, state: 'held', expires_at_ms: 9 }],
      }),
      'says 0 held, and its holds say 2',
    ],
    [
      'a seat that was sold to nobody',
      'books-balanced',
      (b) => ({ holds: [...b.holds, { ...b.holds[0], reservation_id: 'R4' }] as Books['holds'] }),
      'R4 has 2 sold, and is not confirmed',
    ],
    [
      'sold seats that nobody bought',
      'books-balanced',
      () => ({ reservations: [] }),
      'sold 2 seats, and 0 are confirmed',
    ],
    [
      'a reservation without seats',
      'books-balanced',
      (b) => ({ holds: first(b.holds, { state: 'expired' }) }),
      'R1 is confirmed, and its seats are expired',
    ],
    [
      'a reservation of other seats',
      'books-balanced',
      (b) => ({ holds: first(b.holds, { quantity: 3 }) }),
      'R1 is 2 of e, and has 3 of e',
    ],
    [
      'an unknown event',
      'books-balanced',
      (b) => ({ holds: [...b.holds, { ...b.holds[1], reservation_id: 'R4', event_id: 'x' }] as Books['holds'] }),
      'R4 is of x, which is no event',
    ],
    [
      'a double charge',
      'charged-once',
      (b) => ({ ledger: [...b.ledger, { ...again, kind: 'charge' }] }),
      'R1 is confirmed, and was charged 2 times',
    ],
    ['a reservation for nothing', 'charged-once', () => ({ ledger: [] }), 'R1 is confirmed, and was charged 0 times'],
    [
      'a refund of what stands',
      'charged-once',
      (b) => ({ ledger: [...b.ledger, { ...again, kind: 'refund' }] }),
      'R1 is confirmed, and its money was given back',
    ],
    [
      'a wrong price',
      'charged-once',
      (b) => ({ ledger: first(b.ledger, { amount: 1 }) }),
      'R1 costs 10000 cents, and 1',
    ],
    [
      'money that was kept',
      'charged-once',
      (b) => ({ ledger: b.ledger.filter(({ kind }) => kind === 'charge') }),
      'R2 is not confirmed, and 10000 cents of it were kept',
    ],
    [
      'a second refund',
      'charged-once',
      (b) => ({ ledger: [...b.ledger, { ...again, payment_key: 'R2', kind: 'refund' }] }),
      'R2 was charged 1 times and refunded 2 times',
    ],
    [
      'a payment that says something else than the ledger',
      'charged-once',
      (b) => ({ payments: first(b.payments, { state: 'voided' }) }),
      'R1 is voided, and the ledger has 1 charges',
    ],
    ['an amount of its own', 'charged-once', (b) => ({ payments: first(b.payments, { amount: 5 }) }), 'says 5 cents'],
    [
      'a payment by another',
      'charged-once',
      (b) => ({ payments: first(b.payments, { user_id: 'eve' }) }),
      "eve paid for R1, which is ann's",
    ],
    [
      'money of no payment',
      'charged-once',
      (b) => ({ payments: b.payments.filter(({ payment_key }) => payment_key !== 'R2') }),
      'the ledger has R2, which no payment is',
    ],
    ['an open saga', 'no-saga-left', () => sagaOf('forward', 'R9'), 'the saga of R9 has not ended: it is forward'],
    ['a saga that ended in nothing', 'no-saga-left', () => sagaOf('completed', 'R9'), 'R9 is completed, and is no'],
    ['a saga undone after its pivot', 'no-saga-left', () => sagaOf('compensated', 'R1'), 'R1 was undone, and yet is'],
    [
      'a user who was forgotten',
      'confirmed-are-notified',
      () => ({ notifications: [] }),
      'R1 is confirmed, and nobody was or will be notified',
    ],
    [
      'a notification under two keys',
      'confirmed-are-notified',
      (b) => ({ notifications: [...b.notifications, ...first(b.notifications, { message_key: 'other' })] }),
      'R1 was notified under 2 keys',
    ],
    [
      'a notification of what is not',
      'confirmed-are-notified',
      (b) => ({ notifications: [...b.notifications, ...first(b.notifications, { reservation_id: 'R2' })] }),
      'ann was notified of R2, which is not confirmed',
    ],
    [
      'a notification of somebody else',
      'confirmed-are-notified',
      (b) => ({ notifications: first(b.notifications, { user_id: 'eve' }) }),
      "eve was notified of R1, which is ann's",
    ],
    [
      'a notification that never arrived',
      'confirmed-are-notified',
      (b) => ({ notifications: first(b.notifications, { arrivals: 0 }) }),
      'has 0 arrivals',
    ],
    [
      'a message about nothing',
      'confirmed-are-notified',
      () => ({ outbox: [{ message_key: 'R2', delivered_at_ms: null }] }),
      'a notification of R2 waits, which is not confirmed',
    ],
    [
      'a lie to a client',
      'clients-were-told-the-truth',
      (b) => told(b, { named: ['R5'], confirmed: ['R5'] }),
      'told that R5 (key k1) is confirmed, and it is not',
    ],
    [
      'a reservation that was called cancelled',
      'clients-were-told-the-truth',
      (b) => told(b, { cancelled: ['R1'] }),
      'told that R1 (key k1) came to nothing, and it is confirmed',
    ],
    [
      'two confirmations under one key',
      'clients-were-told-the-truth',
      (b) => told(b, { confirmed: ['R1', 'R0'] }),
      'under key k1 R1 and R0 were called confirmed',
    ],
    [
      'a key that was confirmed twice, of which its client was told once',
      'clients-were-told-the-truth',
      (b) => ({ reservations: [...b.reservations, ...first(b.reservations, { reservation_id: 'R0' })] }),
      'key k1 was confirmed 2 times: R0, R1',
    ],
    [
      'a reservation that nobody was told of, beside the one that its user asked for',
      'clients-were-told-the-truth',
      (b) => ({ reservations: [...b.reservations, ...first(b.reservations, { reservation_id: 'R7' })] }),
      'ann has 2 reservations, and asked under 1 keys',
    ],
    [
      'something else than was asked for',
      'clients-were-told-the-truth',
      (b) => told(b, { quantity: 3 }),
      'R1 is 2 of e for ann, and key k1 asked for 3 of e for ann',
    ],
  ])('%s', (_, rule, mistake, words) => {
    const books = balancedBooks();
    const findings = checkBooks({ ...books, ...mistake(books) });
    expect(findings.filter((finding) => finding.rule === rule).map(({ detail }) => detail)).toContainEqual(
      expect.stringContaining(words),
    );
  });
});
