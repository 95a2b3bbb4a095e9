/** The checks and figures of the reservations, on books and histories written by hand. */
import type { Json, Operation } from '@temblor/checkers/history/operation';
import type { Check, CheckContext } from '@temblor/lab/experiment/declaration';
import type { JournalEvent, JournalFact } from '@temblor/lab/journal/event';
import { Journal } from '@temblor/lab/journal/journal';
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
import { reservationFigures, sagaFigures } from './measurements.ts';
import type { Books } from './model/books-types.ts';
import { balancedBooks } from './model/testing/balanced-books.ts';
import type { Observe } from './read-books.ts';
import { readSettledBooks } from './read-books.ts';

/** Shows books as the services show them: in the order of their keys, a page at a time, with columns that nobody wants. */
function observing(books: () => Books): Observe {
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

function contextOf(
  history: readonly Operation[],
  books: Books = balancedBooks(),
  facts: JournalFact[] = [],
): CheckContext {
  const journal = new Journal();
  for (const fact of facts) journal.append('lab', 1, fact);
  return { history, journal: journal.since(1), observe: observing(() => books), storeUrl: () => '' };
}

const asked = { event_id: 'e', quantity: 2, user_id: 'ann', idempotency_key: 'k1' };

function reserve(id: number, status: number, output: Json, more: Partial<Operation> = {}): Operation {
  const outcome = status === 200 ? 'ok' : status >= 500 || status === 0 ? 'unknown' : 'failed';
  const times = { invokedUs: id * 1e6, completedUs: id * 1e6 + 1000 };
  return { id, name: 'reserve', input: asked, outcome, output, status, ...times, ...more };
}

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

describe('the figures', () => {
  test('count what clients wanted by how it ended', async () => {
    const other = (id: number, key: string, status: number): Operation => ({
      ...reserve(id, status, null),
      input: { ...asked, idempotency_key: key },
    });
    const history = [reserve(0, 0, null), confirmed, other(2, 'k2', 409), other(3, 'k3', 504), other(4, 'k4', 0)];
    const figures = await reservationFigures(contextOf(history));
    expect(figures.map(({ measured }) => measured)).toMatchObject([
      { value: 25 },
      { value: 25 },
      { value: 50 },
      { value: 1 },
      { value: 1 },
    ]);
    expect((await reservationFigures(contextOf([])))[0]?.measured.kind).toBe('absent');
  });

  const latency = { count: 0, meanMs: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0 };
  const gauges = { forward: 0, backward: 0, committed: 0, unknown: 0, needsOperator: 0, undelivered: 0, latency };

  function window(endUs: number, told: Partial<SagaWindow>): SagaWindow {
    const counts = { started: 0, completed: 0, compensated: 0 };
    return { type: 'saga-window', instance: 'reservations', startUs: 0, endUs, ...counts, ...gauges, ...told };
  }

  test('of sagas add up what the orchestrator told', async () => {
    const windows = [
      window(1, { completed: 3, compensated: 1, unknown: 5, undelivered: 2 }),
      window(2e6, { completed: 4, compensated: 1, unknown: 1, undelivered: 2 }),
      window(3e6, {}),
    ];
    const figures = await sagaFigures(contextOf([confirmed], balancedBooks(), windows));
    expect(figures.map(({ measured }) => measured)).toMatchObject([
      { value: 7 },
      { value: 2 },
      { value: 5 },
      { value: 2 },
    ]);
    expect((await sagaFigures(contextOf([])))[0]?.measured.kind).toBe('absent');
  });

  test('of sagas wait for the last words, which come later than the last answer', async () => {
    const journal = new Journal();
    const events: JournalEvent[] = [];
    using _ = journal.subscribe((event) => void events.push(event));
    const tell = (fact: JournalFact) => journal.append('lab', 1, fact);
    // Nothing to tell: but that was before anybody asked.
    tell(window(1, {}));
    const figures = sagaFigures({ ...contextOf([confirmed]), journal: events });
    tell(window(2e6, { completed: 5, undelivered: 1 }));
    await new Promise((resolve) => setImmediate(resolve));
    tell(window(3e6, { compensated: 1 }));
    tell(window(4e6, {}));
    expect((await figures).map(({ measured }) => measured)).toMatchObject([
      { value: 5 },
      { value: 1 },
      {},
      { value: 1 },
    ]);
  });

  test('of sagas are the least there were, where the orchestrator was killed with what it had not told', async () => {
    const facts: JournalFact[] = [
      window(1e6, { completed: 3 }),
      { type: 'process-exited', instance: 'reservations', pid: 1, code: null, signal: 'SIGKILL', expected: true },
      window(3e6, {}),
    ];
    const [completed] = await sagaFigures(contextOf([confirmed], balancedBooks(), facts));
    expect(completed).toMatchObject({ figure: 'sagas that were completed, at least', measured: { value: 3 } });
  });
});

type SagaWindow = Extract<JournalFact, { type: 'saga-window' }>;
