/**
 * The saga of a reservation: hold the seats, charge for them, sell them, save it. Nothing on the network stands behind
 * the pivot, which saves; the notification is a message of the outbox, written by it.
 */
import type { Plain, SagaDefinition } from '@temblor/protocols/saga/saga-types';
import { z } from 'zod';

/** The price of a seat, in cents. */
const priceOfSeat = 5000;

/**
 * `sell` stands before the pivot, since a hold may have ended meanwhile; undoing it gives sold seats back too. A charge
 * is tried once: a second one would begin when most of the client's time is gone.
 */
export const reservationSaga = {
  name: 'reservation',
  steps: [
    { name: 'hold', kind: 'compensable', timeoutMs: 2000, attempts: 2, waitMs: 100, canQuery: true },
    { name: 'charge', kind: 'compensable', timeoutMs: 3000, attempts: 1, waitMs: 100, canQuery: true },
    { name: 'sell', kind: 'compensable', timeoutMs: 2000, attempts: 3, waitMs: 100, canQuery: true },
    { name: 'save', kind: 'pivot', timeoutMs: 0, attempts: 3, waitMs: 300, canQuery: false },
  ],
  undoTimeoutMs: 2000,
  longestWaitMs: 2000,
  attemptsToOperator: 8,
} as const satisfies SagaDefinition;

/** The steps that services perform; `save` is the orchestrator's own. */
export type RemoteStep = 'hold' | 'charge' | 'sell';

/** @throws Error where the step of this number is none that a service performs: the saga's definition is broken. */
export function remoteStep(step: number): RemoteStep {
  const name = reservationSaga.steps[step]?.name;
  if (name === undefined || name === 'save') throw new Error(`step ${step} of a reservation calls no service`);
  return name;
}

const inputSchema = z.strictObject({
  event_id: z.string(),
  quantity: z.int(),
  user_id: z.string(),
  /** What the client wants once; null where it gave no key. */
  idempotency_key: z.string().nullable(),
  /** Of the request that began it, so that the calls of a resumed saga stand in its trace; null where there was none. */
  traceparent: z.string().nullable(),
});

/** What a reservation was asked for, as its saga keeps it. */
export type ReservationInput = z.infer<typeof inputSchema>;

/** What a saga was asked for. @throws ZodError where it is no reservation's: its row is damaged. */
export function inputOf(saga: { readonly input: Plain }): ReservationInput {
  return inputSchema.parse(saga.input);
}

/** What a reservation costs, in cents. */
export function amountOf({ quantity }: { readonly quantity: number }): number {
  return quantity * priceOfSeat;
}
