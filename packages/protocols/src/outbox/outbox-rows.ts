/**
 * An outbox: messages written in the transaction of what they tell of, and sent afterwards until they were taken
 * (Richardson, "Microservices Patterns", ch. 3). They arrive at least once; their key lets the receiver drop repeats.
 */
import type { Plain } from '../saga/saga-types.ts';

/** A row of the table `outbox`. Times are wall clock, ms since 1970. */
export interface OutboxRow {
  /** The key under which the receiver knows it. */
  readonly message_key: string;
  /** What it is: `reservation-confirmed`. */
  readonly topic: string;
  readonly payload: Plain;
  readonly attempts: number;
  /** Null once it is delivered. Until then nobody but who has it in hand sends it. */
  readonly next_attempt_at_ms: number | null;
  readonly delivered_at_ms: number | null;
}

export interface OutboxTables {
  readonly outbox: OutboxRow;
}
