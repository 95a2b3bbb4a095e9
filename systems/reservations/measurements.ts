/** The figures that the experiments of the reservations have of their own. */
import type { Operation } from '@temblor/checkers/history/operation';
import type { CheckContext } from '@temblor/lab/experiment/declaration';
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

/** What the sagas went through, by the words of their orchestrator. */
export async function sagaFigures({ journal }: CheckContext): Promise<OwnFigure[]> {
  const windows = journal.filter((event) => event.type === 'saga-window');
  const count = (values: readonly number[], of: (...values: number[]) => number): OwnFigure['measured'] =>
    windows.length === 0 ? absent('the orchestrator told nothing') : measured(of(0, ...values));
  const sum = (...values: number[]): number => values.reduce((total, value) => total + value, 0);
  return [
    {
      figure: 'sagas that were completed',
      unit: '',
      measured: count(
        windows.map((w) => w.completed),
        sum,
      ),
    },
    {
      figure: 'sagas that were undone',
      unit: '',
      measured: count(
        windows.map((w) => w.compensated),
        sum,
      ),
    },
    {
      figure: 'most steps of unknown outcome at once',
      unit: '',
      measured: count(
        windows.map((w) => w.unknown),
        Math.max,
      ),
    },
    {
      figure: 'most notifications waiting at once',
      unit: '',
      measured: count(
        windows.map((w) => w.undelivered),
        Math.max,
      ),
    },
  ];
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
