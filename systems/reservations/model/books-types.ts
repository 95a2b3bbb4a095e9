/** The words of the books: what all services hold together, and what can be wrong with it. */
import type { OutboxRow } from '@temblor/protocols/outbox/outbox-rows';
import type { SagaRow } from '@temblor/protocols/saga/saga-rows';
import type { EventRow, HoldRow, LedgerRow, NotificationRow, PaymentRow, ReservationRow } from './rows.ts';

/** What a client wanted once, under one Idempotency-Key, and all that it was told of it. */
export interface ToldIntent {
  readonly key: string;
  readonly eventId: string;
  readonly quantity: number;
  /** Every key that was ever used for this user is among the books' intents. */
  readonly userId: string;
  /** The reservations that an answer named, whatever it said of them; each once. */
  readonly named: readonly string[];
  /** Of those, the ones that an answer called confirmed. */
  readonly confirmed: readonly string[];
  /**
   * Of those, the ones of which an answer said that they are undone or never came about: by their names, or by saying so of
   * the whole key when they had been asked for already.
   */
  readonly cancelled: readonly string[];
  /** Whether the last answer said that nothing came of the key, and nobody asked again; absent where nothing was said of keys. */
  readonly isDenied?: boolean;
}

/** What all services hold, and what clients were told; undefined where nobody wrote that down. */
export interface Books {
  readonly events: readonly EventRow[];
  readonly holds: readonly HoldRow[];
  readonly payments: readonly PaymentRow[];
  readonly ledger: readonly LedgerRow[];
  readonly notifications: readonly NotificationRow[];
  readonly reservations: readonly ReservationRow[];
  /** The open ones at least. Of ended ones that are given it is looked at whether they agree with the reservations. */
  readonly sagas: readonly Pick<SagaRow, 'saga_id' | 'phase' | 'open'>[];
  /** The undelivered ones at least. */
  readonly outbox: readonly Pick<OutboxRow, 'message_key' | 'delivered_at_ms'>[];
  readonly told?: readonly ToldIntent[];
}

/** Which promise a finding breaks; the checks of the experiments have these names. */
export type BooksRule =
  | 'books-balanced'
  | 'no-saga-left'
  | 'charged-once'
  | 'seats-never-oversold'
  | 'confirmed-are-notified'
  | 'clients-were-told-the-truth';

/** Something that must not be, in plain words that name what it concerns. */
export interface BooksFinding {
  readonly rule: BooksRule;
  readonly detail: string;
}
