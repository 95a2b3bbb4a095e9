/** What a check of the reservations is given, with books and histories written by hand. */
import type { Json, Operation } from '@temblor/checkers/history/operation';
import type { CheckContext } from '@temblor/lab/experiment/declaration';
import type { JournalFact } from '@temblor/lab/journal/event';
import { Journal } from '@temblor/lab/journal/journal';
import type { Books } from '../model/books-types.ts';
import { balancedBooks } from '../model/testing/balanced-books.ts';
import type { Observe } from '../read-books.ts';

/** Shows books as the services show them: in the order of their keys, a page at a time, with columns that nobody wants. */
export function observing(books: () => Books): Observe {
  return async (instance, path) => {
    const url = new URL(path, `http://${instance}`);
    const page = <Row extends object>(
      list: string,
      rows: readonly Row[],
      key: keyof Row,
    ): { status: number; body: Json } => {
      const after = url.searchParams.get('after') ?? '';
      const limit = Number(url.searchParams.get('limit') ?? 1000);
      const shown = rows
        .toSorted((left, right) => (String(left[key]) < String(right[key]) ? -1 : 1))
        .filter((row) => String(row[key]) > after)
        .slice(0, limit)
        .map((row): Json => ({ ...row, something: 'else' }));
      return { status: 200, body: { [list]: shown } };
    };
    const now = books();
    switch (`${instance}${url.pathname}`) {
      case 'inventory-1/events':
        return page('events', now.events, 'event_id');
      case 'inventory-1/books/holds':
        return page('holds', now.holds, 'reservation_id');
      case 'payments/books/payments':
        return page('payments', now.payments, 'payment_key');
      case 'payments/books/ledger':
        return page('ledger', now.ledger, 'entry_id');
      case 'notifications/books/notifications':
        return page('notifications', now.notifications, 'message_key');
      case 'reservations/books/reservations':
        return page('reservations', now.reservations, 'reservation_id');
      case 'reservations/books/sagas':
        return page(
          'sagas',
          now.sagas.filter(({ open }) => open),
          'saga_id',
        );
      case 'reservations/books/outbox':
        return page(
          'outbox',
          now.outbox.filter((row) => row.delivered_at_ms === null),
          'message_key',
        );
      default:
        return { status: 404, body: null };
    }
  };
}

/** A history, and what the services hold and told after it. */
export function contextOf(
  history: readonly Operation[],
  books: Books = balancedBooks(),
  facts: JournalFact[] = [],
): CheckContext {
  const journal = new Journal();
  for (const fact of facts) journal.append('lab', 1, fact);
  return { history, journal: journal.since(1), observe: observing(() => books), storeUrl: () => '' };
}

/** What the client of these histories asks for. */
export const asked = { event_id: 'e', quantity: 2, user_id: 'ann', idempotency_key: 'k1' };

/** An attempt to get it, which began so many seconds into the history and took a millisecond. */
export function reserve(id: number, status: number, output: Json, more: Partial<Operation> = {}): Operation {
  const outcome = status === 200 ? 'ok' : status >= 500 || status === 0 ? 'unknown' : 'failed';
  const times = { invokedUs: id * 1e6, completedUs: id * 1e6 + 1000 };
  return { id, name: 'reserve', input: asked, outcome, output, status, ...times, ...more };
}
