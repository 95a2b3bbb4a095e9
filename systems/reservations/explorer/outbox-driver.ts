import type { Random } from '@temblor/foundation/randomness/random';
import { commitEffect } from '@temblor/kit/crash-points/effect-names';
import { settleDelivery, takeForDelivery } from '@temblor/protocols/outbox/outbox';
import type { OutboxRow } from '@temblor/protocols/outbox/outbox-rows';
import type { Transaction } from '@temblor/protocols/transactions/transaction';
import type { CommitEnd } from '@temblor/simulator/crash-points/process-port';
import type { ReservationsTables } from '../model/rows.ts';
import { memberOf } from './member-of.ts';
import type { ReservationsPort } from './message.ts';
import { callOf } from './message.ts';
import type { Stores } from './stores.ts';

export interface OutboxDriverOptions {
  readonly port: ReservationsPort;
  readonly stores: Stores;
  readonly random: Random;
}

/** How often it looks for messages that are due, in ms. */
const lookEveryMs = 500;
/** How long one delivery may take, in ms, and how long its message is in hand for it. */
const deliveryMs = 2000;
const inHandMs = 3000;
/** With less time than this a delivery is not begun. */
const leastMs = 50;
const backoff = { firstMs: 500, longestMs: 5000 };

/** Sends what the outbox holds until it was taken, as the kit's sender does for real. */
export class OutboxDriver {
  readonly #options: OutboxDriverOptions;

  constructor(options: OutboxDriverOptions) {
    this.#options = options;
    this.#look();
  }

  /** Sends a message that the caller has just written. @param then told whether it was taken. */
  deliverNow(key: string, timeoutMs: number, then: (isSent: boolean) => void): void {
    const row = this.rowOf(key);
    if (row === undefined || row.delivered_at_ms !== null || timeoutMs < leastMs) then(row?.delivered_at_ms != null);
    else this.#deliver(row, timeoutMs, then);
  }

  rowOf(key: string): OutboxRow | undefined {
    return this.#options.stores.reservations.list('outbox', { equal: { message_key: key }, limit: 1 })[0];
  }

  #look(): void {
    const { port, stores } = this.#options;
    const due = { atMost: { next_attempt_at_ms: port.nowMs }, limit: Number.POSITIVE_INFINITY };
    for (const { message_key: key } of stores.reservations.list('outbox', due)) {
      const take = takeForDelivery<ReservationsTables>(key, port.nowMs, port.nowMs + inHandMs);
      this.#commit(take, (end) => {
        if (end.kind === 'committed' && end.result.kind === 'taken') {
          this.#deliver(end.result.message, deliveryMs, () => undefined);
        }
      });
    }
    port.after(lookEveryMs, () => this.#look(), 'background');
  }

  #deliver(
    { message_key: key, payload, attempts }: OutboxRow,
    timeoutMs: number,
    then: (isSent: boolean) => void,
  ): void {
    const { port, random } = this.#options;
    const body = {
      ...{ key, reservation_id: String(memberOf(payload, 'reservation_id')) },
      user_id: String(memberOf(payload, 'user_id')),
    };
    const request = { service: 'notifications', method: 'POST', path: '/notify', body } as const;
    port.call(callOf('notifications', { ...request, idempotencyKey: null, timeoutMs }), (end) => {
      const isTaken = end.kind === 'answered' && end.answer.status === 200;
      const made = { attempt: attempts, nowMs: port.nowMs };
      const sent = isTaken
        ? ({ kind: 'taken', ...made } as const)
        : ({ kind: 'failed', ...made, drawn: random.next() } as const);
      this.#commit(settleDelivery<ReservationsTables>(key, sent, backoff), () => undefined);
      then(isTaken);
    });
  }

  #commit<Answer>(transaction: Transaction<ReservationsTables, Answer>, then: (end: CommitEnd<Answer>) => void): void {
    const { port, stores } = this.#options;
    port.commit(commitEffect(transaction.name), () => stores.runReservations(transaction, port.nowMs), then);
  }
}
