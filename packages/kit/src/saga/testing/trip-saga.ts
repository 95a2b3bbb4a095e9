/** A saga to test with: a flight and a room are taken, then the trip is booked, then a letter is sent. */
import type { LocalWork, SagaTables } from '@temblor/protocols/saga/saga-rows';
import type { SagaDefinition, SagaStep, SavedSaga } from '@temblor/protocols/saga/saga-types';

interface TripRow {
  readonly trip_id: string;
  /** How often it was booked, or given up: once. */
  readonly written: number;
}

export interface TripTables extends SagaTables {
  readonly trips: TripRow;
  readonly refusals: TripRow;
}

const step: SagaStep = { name: '', kind: 'compensable', timeoutMs: 1000, attempts: 2, waitMs: 100, canQuery: true };

export const tripSaga: SagaDefinition = {
  name: 'trip',
  undoTimeoutMs: 1000,
  longestWaitMs: 2000,
  attemptsToOperator: 3,
  steps: [
    { ...step, name: 'flight' },
    { ...step, name: 'room', canQuery: false },
    { ...step, name: 'book', kind: 'pivot', attempts: 3 },
    { ...step, name: 'letter', kind: 'retriable' },
  ],
};

/** A row in `trips` with the pivot, in `refusals` when all is undone. */
export function tripWork({ id, phase }: SavedSaga): LocalWork<TripTables> {
  const table = phase === 'compensated' ? 'refusals' : 'trips';
  return {
    reads: [{ table, key: id }],
    writes: (rows) => [{ table, key: id, row: { trip_id: id, written: (rows.get(table, id)?.written ?? 0) + 1 } }],
  };
}
