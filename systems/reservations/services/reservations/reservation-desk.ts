/** Takes requests for reservations: accepts each, awaits what becomes of its saga for as long as its client waits, answers. */
import { sleep } from '@temblor/foundation/concurrency/wait';
import type { Random } from '@temblor/foundation/randomness/random';
import type { OutboxSender } from '@temblor/kit/outbox/outbox-sender';
import type { SagaChange, SagaHost } from '@temblor/kit/saga/saga-host';
import type { SavedSaga } from '@temblor/protocols/saga/saga-types';
import { StoreFailure } from '@temblor/protocols/transactions/store-failure';
import type { RowStore } from '@temblor/protocols/transactions/transaction';
import type { ReservationsTables } from '../../model/rows.ts';
import type { ReservationAnswer } from './reservation-answer.ts';
import { answerOf, notAccepted, stillInProgress } from './reservation-answer.ts';
import type { Accepted, ReservationRequest } from './reservation-rows.ts';
import { acceptReservation, confirmationMessage } from './reservation-rows.ts';

export interface ReservationDeskOptions {
  readonly store: RowStore<ReservationsTables>;
  readonly host: SagaHost;
  readonly outbox: Pick<OutboxSender, 'deliverNow'>;
  readonly instance: string;
  readonly leaseMs: number;
  readonly wallClock: () => number;
  readonly random: Random;
}

/** What a client is told, beside the words. */
export type DeskAnswer =
  | { readonly kind: 'confirmed'; readonly reservationId: string; readonly sent: boolean; readonly replayed: boolean }
  | Extract<ReservationAnswer, { kind: 'problem' }>
  /** The key is another request's. */
  | { readonly kind: 'other-request' };

/** How often a request is tried to be accepted whose transaction failed. */
const acceptAttempts = 3;

/** How long undoing may take until the client is told that it is under way. */
const undoingGraceMs = 500;

/** How long a delivery may take of which the client waits to hear. */
const deliveryMs = 2000;

/** Why a wait for a decision was ended: the saga went back, and undoing it takes long. */
const undoingTakesLong = new Error('the saga is being undone');

export class ReservationDesk {
  readonly #options: ReservationDeskOptions;
  /** Who wants to know when a saga has gone back. */
  readonly #watchers = new Map<string, Set<() => void>>();
  /** Deliveries of which a client waits to hear, by the id of the reservation. */
  readonly #deliveries = new Map<string, PromiseWithResolvers<boolean>>();

  constructor(options: ReservationDeskOptions) {
    this.#options = options;
  }

  /** Answers a request by `answerByMs`, on the wall clock. */
  async reserve(request: ReservationRequest, answerByMs: number): Promise<DeskAnswer> {
    const accepted = await this.#accept(request, answerByMs);
    switch (accepted.kind) {
      case 'begun':
        return await this.#follow(request.reservationId, answerByMs, () =>
          this.#options.host.adopt(accepted.saga, accepted.hold),
        );
      case 'taken-up':
        return await this.#follow(request.reservationId, answerByMs, () => undefined);
      case 'joined':
        return await this.#join(accepted.reservationId, answerByMs);
      case 'replayed': {
        const sent = await this.#wasSent(accepted.reservationId);
        return { kind: 'confirmed', reservationId: accepted.reservationId, sent, replayed: true };
      }
      case 'other-request':
      case 'problem':
        return accepted;
      default:
        return accepted satisfies never;
    }
  }

  /** For the saga host's `onChange`. */
  changed({ kind, saga }: SagaChange): void {
    if (saga.phase === 'backward') for (const watcher of this.#watchers.get(saga.id) ?? []) watcher();
    if (saga.phase === 'completed' && kind === 'recorded') void this.#deliver(saga);
  }

  /**
   * Where the store does not say whether it accepted the request, it is looked for: under its id it is accepted once.
   */
  async #accept(
    request: ReservationRequest,
    answerByMs: number,
  ): Promise<Accepted | { readonly kind: 'taken-up' } | Extract<ReservationAnswer, { kind: 'problem' }>> {
    const { store, host, instance, leaseMs, wallClock, random } = this.#options;
    const hasKey = request.idempotency !== null;
    let mayBeAccepted = false;
    host.accepting(request.reservationId);
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (mayBeAccepted && (await host.takeUp(request.reservationId)) !== undefined) return { kind: 'taken-up' };
        mayBeAccepted = false;
        const context = { nowMs: wallClock(), owner: instance, leaseMs };
        return await store.transact(acceptReservation(request, context));
      } catch (error) {
        if (!(error instanceof StoreFailure)) throw error;
        mayBeAccepted ||= error.outcome === 'unknown';
        const waitMs = random.integer(10, 50) * attempt;
        if (attempt >= acceptAttempts || wallClock() + waitMs >= answerByMs) {
          // The client is answered now; where taking it up fails, the host tries again by itself.
          if (mayBeAccepted) host.takeUp(request.reservationId).catch(() => undefined);
          return mayBeAccepted ? stillInProgress(request.reservationId) : notAccepted(request.reservationId, hasKey);
        }
        await sleep(waitMs);
      }
    }
  }

  /** Awaits the outcome of the client's own saga, and of the delivery that follows it. */
  async #follow(id: string, answerByMs: number, begin: () => void): Promise<DeskAnswer> {
    const delivery = Promise.withResolvers<boolean>();
    this.#deliveries.set(id, delivery);
    try {
      begin();
      const answer = await this.#decided(id, answerByMs);
      if (answer.kind === 'problem') return answer;
      const sent = await this.#heardBy(delivery.promise, answerByMs);
      return { ...answer, sent, replayed: false };
    } finally {
      this.#deliveries.delete(id);
    }
  }

  /** Awaits the outcome of a saga that an earlier request began, here or at another instance. */
  async #join(id: string, answerByMs: number): Promise<DeskAnswer> {
    const delivery = this.#deliveries.get(id)?.promise;
    const answer = await this.#decided(id, answerByMs);
    if (answer.kind === 'problem') return answer;
    const sent = delivery === undefined ? await this.#wasSent(id) : await this.#heardBy(delivery, answerByMs);
    return { ...answer, sent, replayed: true };
  }

  async #decided(id: string, answerByMs: number): Promise<ReservationAnswer> {
    const { host, wallClock } = this.#options;
    const giveUp = new AbortController();
    let grace: NodeJS.Timeout | undefined;
    const unwatch = this.#watch(id, () => {
      grace ??= setTimeout(() => giveUp.abort(undoingTakesLong), undoingGraceMs);
    });
    try {
      const saga = await host.decided(id, { timeoutMs: Math.max(0, answerByMs - wallClock()), signal: giveUp.signal });
      if (saga !== undefined) return answerOf(saga);
    } catch (error) {
      if (error !== undoingTakesLong) throw error;
    } finally {
      unwatch();
      clearTimeout(grace);
    }
    const open = this.openSaga(id);
    return open === undefined ? stillInProgress(id) : answerOf(open);
  }

  /** Calls back when a saga has gone back, at once where it has already. @returns what ends the watch. */
  #watch(id: string, onBack: () => void): () => void {
    const watchers = this.#watchers.get(id) ?? new Set();
    this.#watchers.set(id, watchers.add(onBack));
    if (this.openSaga(id)?.phase === 'backward') onBack();
    return () => {
      watchers.delete(onBack);
      if (watchers.size === 0) this.#watchers.delete(id);
    };
  }

  /** As far as it is known here; undefined where it has ended, or another instance drives it. */
  openSaga(id: string): SavedSaga | undefined {
    for (const saga of this.#options.host.running()) if (saga.id === id) return saga;
    return undefined;
  }

  async #deliver(saga: SavedSaga): Promise<void> {
    const { key: message_key, ...message } = confirmationMessage(saga);
    const sent = await this.#options.outbox.deliverNow({ message_key, ...message }, deliveryMs);
    this.#deliveries.get(saga.id)?.resolve(sent);
  }

  /** Whether a message was taken, as far as is known when the client waits no longer. */
  async #heardBy(delivery: Promise<boolean>, answerByMs: number): Promise<boolean> {
    const over = Promise.withResolvers<boolean>();
    const leftMs = Math.max(0, answerByMs - this.#options.wallClock());
    const timer = setTimeout(() => over.resolve(false), leftMs);
    const sent = await Promise.race([delivery, over.promise]);
    clearTimeout(timer);
    return sent;
  }

  /** Whether the notification of a confirmed reservation was taken; false where the store does not say. */
  async #wasSent(id: string): Promise<boolean> {
    try {
      return await this.#options.store.transact({
        name: 'read message',
        reads: [{ table: 'outbox', key: id }],
        decide: (rows) => ({ writes: [], answer: (rows.get('outbox', id)?.delivered_at_ms ?? null) !== null }),
      });
    } catch (error) {
      if (error instanceof StoreFailure) return false;
      throw error;
    }
  }
}
