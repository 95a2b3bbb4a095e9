import { expect, test } from 'vitest';
import { checkBooks } from './books.ts';
import { booksOfEvent } from './books-of-event.ts';
import { balancedBooks } from './testing/balanced-books.ts';

test('the books of an event hold what concerns it, by holds, reservations and what clients were told, and nothing else', () => {
  const books = balancedBooks();
  const others = {
    events: [...books.events, { event_id: 'f', capacity: 1, free: 9, held: 0, sold: 0 }],
    payments: [...books.payments, { payment_key: 'R9', state: 'captured', user_id: 'eve', amount: 1 }] as const,
    sagas: [...books.sagas, { saga_id: 'R9', phase: 'forward', open: true }] as const,
  };
  const own = booksOfEvent({ ...books, ...others }, 'e');
  expect(checkBooks(own)).toEqual([]);
  expect(own.payments.map(({ payment_key }) => payment_key)).toEqual(['R1', 'R2']);
  expect(own.sagas.map(({ saga_id }) => saga_id)).toEqual(['R1', 'R2']);
  expect(booksOfEvent(books, 'f')).toMatchObject({ events: [], reservations: [], ledger: [], told: [] });
});
