/** Reads the books of all services over HTTP, page by page, once nothing is under way any more. */
import type { Json } from '@temblor/checkers/history/operation';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { z } from 'zod';
import type { Books } from './model/books-types.ts';

/** Asks an instance by its id, past every proxy; rejects where no answer came. */
export type Observe = (instance: string, path: string) => Promise<{ status: number; body: Json }>;

const pageSize = 1000;

/** How long open sagas may take to end once nothing is broken, and messages to be delivered. */
const endWithinMs = 5000;
const deliverWithinMs = 10_000;
const askEveryMs = 100;

const count = z.number();
const eventRow = z.object({ event_id: z.string(), capacity: count, free: count, held: count, sold: count });
const holdRow = z.object({
  reservation_id: z.string(),
  event_id: z.string().nullable(),
  quantity: count,
  state: z.enum(['held', 'sold', 'released', 'expired']),
  expires_at_ms: z.number().nullable(),
});
const paymentRow = z.object({
  payment_key: z.string(),
  state: z.enum(['captured', 'refunded', 'voided']),
  user_id: z.string().nullable(),
  amount: count,
});
const ledgerRow = z.object({
  entry_id: z.string(),
  payment_key: z.string(),
  kind: z.enum(['charge', 'refund']),
  amount: count,
});
const notificationRow = z.object({
  message_key: z.string(),
  reservation_id: z.string(),
  user_id: z.string(),
  arrivals: count,
});
const reservationRow = z.object({
  reservation_id: z.string(),
  event_id: z.string(),
  quantity: count,
  user_id: z.string(),
  confirmed_at_ms: count,
});
const sagaRow = z.object({
  saga_id: z.string(),
  phase: z.enum(['forward', 'backward', 'committed', 'completed', 'compensated']),
  open: z.boolean(),
});
const outboxRow = z.object({ message_key: z.string(), delivered_at_ms: z.number().nullable() });

/**
 * What the services hold once every saga has ended and every message is delivered, or as it is when that took too long.
 * @throws TemblorError `books-unreadable`, and what `observe` throws.
 */
export async function readSettledBooks(observe: Observe): Promise<Books> {
  await awaitNone(() => readOpenSagas(observe), endWithinMs);
  await awaitNone(() => readUndelivered(observe), deliverWithinMs);
  return readBooks(observe);
}

/** All that the services hold at this moment. @throws TemblorError `books-unreadable`, and what `observe` throws. */
async function readBooks(observe: Observe): Promise<Books> {
  // Sagas first: one that ends while the rest is read would be missed otherwise.
  const sagas = await readOpenSagas(observe);
  const [outbox, events, holds, payments, ledger, notifications, reservations] = await Promise.all([
    readUndelivered(observe),
    readPages(observe, 'inventory-1', '/events', 'events', eventRow, 'event_id'),
    readPages(observe, 'inventory-1', '/books/holds', 'holds', holdRow, 'reservation_id'),
    readPages(observe, 'payments', '/books/payments', 'payments', paymentRow, 'payment_key'),
    readPages(observe, 'payments', '/books/ledger', 'ledger', ledgerRow, 'entry_id'),
    readPages(observe, 'notifications', '/books/notifications', 'notifications', notificationRow, 'message_key'),
    readPages(observe, 'reservations', '/books/reservations', 'reservations', reservationRow, 'reservation_id'),
  ]);
  return { events, holds, payments, ledger, notifications, reservations, sagas, outbox };
}

async function awaitNone(read: () => Promise<readonly unknown[]>, timeoutMs: number): Promise<void> {
  await pollUntil(async () => (await read()).length === 0, { timeoutMs, intervalMs: askEveryMs });
}

/** The ids of the sagas that have not ended yet. @throws TemblorError `books-unreadable`, and what `observe` throws. */
export async function readOpenSagaIds(observe: Observe): Promise<string[]> {
  return (await readOpenSagas(observe)).map(({ saga_id }) => saga_id);
}

function readOpenSagas(observe: Observe): Promise<Books['sagas']> {
  return readPages(observe, 'reservations', '/books/sagas?open=true', 'sagas', sagaRow, 'saga_id');
}

function readUndelivered(observe: Observe): Promise<Books['outbox']> {
  return readPages(observe, 'reservations', '/books/outbox?undelivered=true', 'outbox', outboxRow, 'message_key');
}

/** A list that a service shows in the order of a key, whole. */
async function readPages<Row extends Record<Key, string>, Key extends string>(
  observe: Observe,
  instance: string,
  path: string,
  list: string,
  row: z.ZodType<Row>,
  key: Key,
): Promise<Row[]> {
  const schema = z.object({ [list]: z.array(row) });
  const rows: Row[] = [];
  for (;;) {
    const last = rows.at(-1)?.[key];
    const after = last === undefined ? '' : `&after=${encodeURIComponent(last)}`;
    const { status, body } = await observe(
      instance,
      `${path}${path.includes('?') ? '&' : '?'}limit=${pageSize}${after}`,
    );
    const page = schema.safeParse(body).data?.[list];
    if (status !== 200 || page === undefined) throw unreadable(instance, path, status);
    rows.push(...page);
    if (page.length < pageSize) return rows;
    // A list that does not go on behind its last key would be read for ever.
    if (page.at(-1)?.[key] === last) throw unreadable(instance, path, status);
  }
}

function unreadable(instance: string, path: string, status: number): TemblorError {
  return new TemblorError(
    'books-unreadable',
    `${instance} answered ${status} to GET ${path}, and no page of its books`,
  );
}
