import type { Operation } from '@temblor/checkers/history/operation';
import type { JournalEvent, JournalFact } from '@temblor/lab/journal/event';
import { Journal } from '@temblor/lab/journal/journal';
import { describe, expect, test } from 'vitest';
import { reservationFigures, sagaFigures } from './measurements.ts';
import { balancedBooks } from './model/testing/balanced-books.ts';
import { asked, contextOf, reserve } from './testing/check-context.ts';

const confirmed = reserve(1, 200, { reservation_id: 'R1' });

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
