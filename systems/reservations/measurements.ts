/** The figures that the experiments of the reservations have of their own. */
import type { Operation } from '@temblor/checkers/history/operation';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import type { CheckContext } from '@temblor/lab/experiment/declaration';
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import { absent, measured, percentOf } from '@temblor/lab/measure/measured';
import type { OwnFigure } from '@temblor/lab/measure/own-figures';
import { nearestRank } from '@temblor/lab/measure/spread';
import type { ReserveAttempt } from './check-evidence.ts';
import { toReserveAttempts } from './check-evidence.ts';

/** What clients were told in the end, and how long the confirmed ones waited. */
export async function reservationFigures({ history }: CheckContext): Promise<OwnFigure[]> {
  const intents = [...Map.groupBy(toReserveAttempts(history), ({ key }) => key).values()];
  const ends = intents.map(endOf);
  const share = (end: End): OwnFigure['measured'] =>
    percentOf(ends.filter((other) => other === end).length, ends.length, 'nobody asked for a reservation');
  const confirmed = toReserveAttempts(history).flatMap(({ operation }) =>
    operation.outcome === 'ok' ? [latencyMs(operation)] : [],
  );
  const rank = (percent: number): OwnFigure['measured'] => {
    const value = nearestRank(confirmed, percent);
    return value === undefined ? absent('nothing was confirmed') : measured(value);
  };
  return [
    { figure: `confirmed in the end, of ${intents.length} that were wanted`, unit: '%', measured: share('confirmed') },
    { figure: 'came to nothing in the end, and said so', unit: '%', measured: share('nothing') },
    { figure: 'of an unknown end', unit: '%', measured: share('unknown') },
    { figure: 'time to a confirmation, median', unit: 'ms', measured: rank(50) },
    { figure: 'time to a confirmation, p99', unit: 'ms', measured: rank(99) },
  ];
}

/** How long the orchestrator may take to tell of what ended last: sagas and messages that are late, and its window. */
const toldWithinMs = 15_000;
const lookEveryMs = 50;

/** What the sagas went through, by the words of their orchestrator: once it has said that there is nothing more to tell. */
export async function sagaFigures({ journal, history }: CheckContext): Promise<OwnFigure[]> {
  const attempts = toReserveAttempts(history);
  const answeredUs = attempts.reduce((latest, attempt) => Math.max(latest, answeredAtUs(attempt)), 0);
  if (attempts.length > 0) {
    await pollUntil(() => hasToldAll(journal, answeredUs), { timeoutMs: toldWithinMs, intervalMs: lookEveryMs });
  }
  const windows = journal.filter(isSagaWindow);
  const sum = (count: (window: SagaWindow) => number) => windows.reduce((total, window) => total + count(window), 0);
  const most = (count: (window: SagaWindow) => number) => Math.max(0, ...windows.map(count));
  // What a process had counted since its last window ended with it.
  const tellers = new Set(windows.map(({ instance }) => instance));
  const isCutShort = journal.some(
    (event) => event.type === 'process-exited' && event.code !== 0 && tellers.has(event.instance),
  );
  const all = isCutShort ? ', at least' : '';
  const counts: Readonly<Record<string, number>> = {
    [`sagas that were completed${all}`]: sum(({ completed }) => completed),
    [`sagas that were undone${all}`]: sum(({ compensated }) => compensated),
    'most steps of unknown outcome at once': most(({ unknown }) => unknown),
    'most notifications waiting at once': most(({ undelivered }) => undelivered),
  };
  return Object.entries(counts).map(([figure, value]) => ({
    figure,
    unit: '',
    measured: windows.length === 0 ? absent('the orchestrator told nothing') : measured(value),
  }));
}

type SagaWindow = JournalEventOf<'saga-window'>;

function isSagaWindow(event: JournalEvent): event is SagaWindow {
  return event.type === 'saga-window';
}

/** When a client was told by the orchestrator; 0 where somebody else may have answered, or nobody. */
function answeredAtUs({ operation }: ReserveAttempt): number {
  return operation.outcome === 'ok' ? operation.completedUs : 0;
}

/** Windows are written until one has nothing to tell: where that comes after the last answer it is the end. */
function hasToldAll(journal: CheckContext['journal'], answeredUs: number): boolean {
  const last = journal.findLast(isSagaWindow);
  if (last === undefined || last.endUs < answeredUs) return false;
  const { completed, compensated, forward, backward, committed, undelivered } = last;
  return completed + compensated + forward + backward + committed + undelivered === 0;
}

type End = 'confirmed' | 'nothing' | 'unknown';

/** What a client knows in the end of what it wanted under one key. */
function endOf(attempts: readonly ReserveAttempt[]): End {
  if (attempts.some(({ operation }) => operation.outcome === 'ok')) return 'confirmed';
  const last = attempts.at(-1)?.operation.outcome;
  return last === 'failed' ? 'nothing' : 'unknown';
}

function latencyMs({ invokedUs, completedUs }: Operation): number {
  return (completedUs - invokedUs) / 1000;
}
