/** The tables of the services; `<service>/schema.sql` has the same columns. Times are wall clock, ms since 1970. */
import type { IdempotencyTables } from '@temblor/protocols/idempotency/idempotency-rows';
import type { OutboxTables } from '@temblor/protocols/outbox/outbox-rows';
import type { SagaTables } from '@temblor/protocols/saga/saga-rows';

/** An event and its seats: `capacity = free + held + sold`, none of them below zero. */
export interface EventRow {
  readonly event_id: string;
  readonly capacity: number;
  readonly free: number;
  readonly held: number;
  readonly sold: number;
}

/** Seats taken out of `free` for one reservation. */
export interface HoldRow {
  readonly reservation_id: string;
  /** Null on a tombstone: nobody knows what the late call would have asked for. */
  readonly event_id: string | null;
  readonly quantity: number;
  /**
   * `held`: until its lease ends. `sold`: for good, unless released. `released`: given back, or a tombstone that refuses
   * a hold that arrives late. `expired`: given back because its lease ended.
   */
  readonly state: 'held' | 'sold' | 'released' | 'expired';
  /** Null unless `held`. */
  readonly expires_at_ms: number | null;
}

export interface InventoryTables {
  readonly events: EventRow;
  readonly holds: HoldRow;
}

/** What became of the payment under a key. */
export interface PaymentRow {
  /** The id of the reservation. */
  readonly payment_key: string;
  /** `voided`: a tombstone: it was never captured, and a call that arrives late is refused. */
  readonly state: 'captured' | 'refunded' | 'voided';
  readonly user_id: string | null;
  /** In cents; 0 on a tombstone. */
  readonly amount: number;
}

/** Money that moved: what is counted in the end, whatever the payments say of themselves. */
export interface LedgerRow {
  readonly entry_id: string;
  readonly payment_key: string;
  readonly kind: 'charge' | 'refund';
  readonly amount: number;
}

export interface PaymentsTables {
  readonly payments: PaymentRow;
  readonly ledger: LedgerRow;
}

/** A notification that was taken: its row is what makes a repeated one known. */
export interface NotificationRow {
  readonly message_key: string;
  readonly reservation_id: string;
  readonly user_id: string;
  /** How often it arrived. It was shown to the user once. */
  readonly arrivals: number;
}

export interface NotificationsTables {
  readonly notifications: NotificationRow;
}

/** A reservation that stands: written by the pivot of its saga, and never again. */
export interface ReservationRow {
  readonly reservation_id: string;
  readonly event_id: string;
  readonly quantity: number;
  readonly user_id: string;
  readonly confirmed_at_ms: number;
}

export interface ReservationsTables extends SagaTables, IdempotencyTables, OutboxTables {
  readonly reservations: ReservationRow;
}
