import { readSaga } from '@temblor/protocols/saga/saga-store';
import { MemoryRows } from '@temblor/protocols/transactions/memory-rows';
import type { Transaction } from '@temblor/protocols/transactions/transaction';
import type { Books, ToldIntent } from '../model/books-types.ts';
import type {
  EventRow,
  InventoryTables,
  NotificationsTables,
  PaymentsTables,
  ReservationsTables,
} from '../model/rows.ts';

/** When a saga was accepted, and when it ended; undefined while it is open. */
export interface SagaTimes {
  readonly acceptedMs: number;
  readonly endedMs: number | undefined;
}

/** The stores of all services: what is in them survives crashes. */
export class Stores {
  readonly inventory: MemoryRows<InventoryTables>;
  readonly payments = new MemoryRows<PaymentsTables>();
  readonly notifications = new MemoryRows<NotificationsTables>();
  readonly reservations = new MemoryRows<ReservationsTables>();
  /** By the id of the saga. */
  readonly sagaTimes = new Map<string, SagaTimes>();

  constructor(events: readonly EventRow[]) {
    this.inventory = new MemoryRows<InventoryTables>(
      events.map((row) => ({ table: 'events', key: row.event_id, row })),
    );
  }

  /** Commits at the reservations' store, and writes down when its sagas begin and end. @param nowMs virtual time, not that of whoever asks. */
  runReservations<Answer>(transaction: Transaction<ReservationsTables, Answer>, nowMs: number): Answer {
    const answer = this.reservations.run(transaction);
    for (const { table, key } of transaction.reads) if (table === 'sagas') this.#watchSaga(key, nowMs);
    return answer;
  }

  /** What all of them hold. @param told what clients were told. */
  books(told: readonly ToldIntent[]): Books {
    const all = { limit: Number.POSITIVE_INFINITY };
    return {
      events: this.inventory.list('events', all),
      holds: this.inventory.list('holds', all),
      payments: this.payments.list('payments', all),
      ledger: this.payments.list('ledger', all),
      notifications: this.notifications.list('notifications', all),
      reservations: this.reservations.list('reservations', all),
      sagas: this.reservations.list('sagas', all),
      outbox: this.reservations.list('outbox', all),
      told,
    };
  }

  #watchSaga(id: string, nowMs: number): void {
    const row = this.reservations.run(readSaga<ReservationsTables>(id));
    if (row === null) return;
    const { acceptedMs, endedMs } = this.sagaTimes.get(id) ?? { acceptedMs: nowMs, endedMs: undefined };
    this.sagaTimes.set(id, { acceptedMs, endedMs: row.open ? undefined : (endedMs ?? nowMs) });
  }
}
