import type { Books } from './books-types.ts';

/**
 * The part of the books that concerns one event: its seats, and the money, sagas and messages of whoever asked for them, as
 * far as its holds, its reservations or its clients name them.
 */
export function booksOfEvent(books: Books, eventId: string): Books {
  const told = books.told?.filter((intent) => intent.eventId === eventId);
  const own = new Set([
    ...[...books.holds, ...books.reservations].flatMap(({ event_id, reservation_id }) =>
      event_id === eventId ? [reservation_id] : [],
    ),
    ...(told ?? []).flatMap(({ named }) => named),
  ]);
  const ofOwn = <Row>(rows: readonly Row[], idOf: (row: Row) => string): Row[] =>
    rows.filter((row) => own.has(idOf(row)));
  return {
    events: books.events.filter(({ event_id }) => event_id === eventId),
    holds: ofOwn(books.holds, ({ reservation_id }) => reservation_id),
    payments: ofOwn(books.payments, ({ payment_key }) => payment_key),
    ledger: ofOwn(books.ledger, ({ payment_key }) => payment_key),
    notifications: ofOwn(books.notifications, ({ reservation_id }) => reservation_id),
    reservations: ofOwn(books.reservations, ({ reservation_id }) => reservation_id),
    sagas: ofOwn(books.sagas, ({ saga_id }) => saga_id),
    outbox: ofOwn(books.outbox, ({ message_key }) => message_key),
    ...(told === undefined ? {} : { told }),
  };
}
