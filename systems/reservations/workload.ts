/**
 * What the clients of the reservations do: each wants one to four seats of an event that hardly ever sells out, for a user
 * of its own, under an Idempotency-Key of its own; one request in ten looks at a reservation that was confirmed. A
 * reservation whose outcome is unknown is asked for again under its key, and one that came to nothing, which begins anew;
 * now and then also one that was confirmed, as an impatient client does: it must get the first answer.
 */
import { randomUUID } from 'node:crypto';
import type { Json, OperationOutcome } from '@temblor/checkers/history/operation';
import type { Random } from '@temblor/foundation/randomness/random';
import type { PlannedRequest, ReceivedAnswer, Workload } from '@temblor/lab/load/workload';
import { readNamed } from './check-evidence.ts';

const eventId = 'open-air';
const lookShare = 0.1;
/** Of the reservations, how many repeat a confirmed one. */
const repeatShare = 0.05;
/** How often a reservation is asked for again whose outcome is unknown, or that came to nothing through no fault of its own. */
const mostRepeats = 5;
/**
 * It is asked for again after this many requests of others at most, doubled with each repeat: an open loop knows no other
 * time. How many it is exactly is drawn, so that what failed together does not come back together.
 */
const firstPause = 20;
const mostRemembered = 500;

/** The workload that the experiments of this system play. */
export function createWorkload(random: Random): Workload {
  return new ReservationClients(random, 1);
}

/** What a client wants, and how often it asked again. */
interface Intent {
  readonly request: PlannedRequest;
  repeats: number;
}

interface Confirmed {
  readonly request: PlannedRequest;
  readonly reservationId: string;
}

/** Clients that send each request so many times in a row, under one key. */
export class ReservationClients implements Workload {
  readonly #random: Random;
  readonly #copies: number;
  /** Tells this run's keys and users from those of an earlier run on the same system. */
  readonly #run = randomUUID().slice(0, 8);
  /** What is not settled yet, by key. */
  readonly #pending = new Map<string, Intent>();
  /** What is to be sent next: copies. */
  readonly #copied: PlannedRequest[] = [];
  /** What is to be asked for again, from which request on. */
  readonly #waiting: { readonly request: PlannedRequest; readonly fromIndex: number }[] = [];
  #index = 0;
  readonly #confirmed: Confirmed[] = [];

  constructor(random: Random, copies: number) {
    this.#random = random;
    this.#copies = copies;
  }

  next(index: number): PlannedRequest {
    this.#index = index;
    const again = this.#copied.shift() ?? this.#due();
    if (again !== undefined) return again;
    const draw = this.#random.next();
    if (this.#confirmed.length > 0 && draw < lookShare) return look(this.#random.pick(this.#confirmed).reservationId);
    const request =
      this.#confirmed.length > 0 && draw > 1 - repeatShare
        ? this.#random.pick(this.#confirmed).request
        : this.#reserve(index);
    for (let copy = 1; copy < this.#copies; copy += 1) this.#copied.push(request);
    return request;
  }

  judge(request: PlannedRequest, answer: ReceivedAnswer): OperationOutcome {
    const key = request.headers?.['idempotency-key'];
    if (key === undefined) return answer.status === 200 ? 'ok' : 'failed';
    const intent = this.#pending.get(key);
    const isOnlyOne = this.#copies === 1 && intent?.repeats === 0;
    const outcome = judgeReservation(answer, isOnlyOne);
    if (intent !== undefined) this.#settle(key, intent, outcome, answer);
    return outcome;
  }

  #due(): PlannedRequest | undefined {
    const place = this.#waiting.findIndex(({ fromIndex }) => fromIndex <= this.#index);
    return place === -1 ? undefined : this.#waiting.splice(place, 1)[0]?.request;
  }

  #reserve(index: number): PlannedRequest {
    const key = `${this.#run}-${index}`;
    const body = { event_id: eventId, quantity: this.#random.integer(1, 4), user_id: `user-${key}` };
    const request: PlannedRequest = {
      name: 'reserve',
      service: 'gateway',
      method: 'POST',
      path: '/reserve',
      headers: { 'idempotency-key': key },
      body,
      input: { ...body, idempotency_key: key },
    };
    this.#pending.set(key, { request, repeats: 0 });
    return request;
  }

  #settle(key: string, intent: Intent, outcome: OperationOutcome, { status, body }: ReceivedAnswer): void {
    const mayEndBetter = outcome === 'unknown' || (outcome === 'failed' && status >= 500);
    if (mayEndBetter && intent.repeats < mostRepeats) {
      const pause = this.#random.integer(1, firstPause * 2 ** intent.repeats);
      this.#waiting.push({ request: intent.request, fromIndex: this.#index + pause });
      intent.repeats += 1;
      return;
    }
    this.#pending.delete(key);
    const named = readNamed(status, body);
    if (named?.says !== 'confirmed') return;
    this.#confirmed.push({ request: intent.request, reservationId: named.id });
    if (this.#confirmed.length > mostRemembered) this.#confirmed.shift();
  }
}

function look(reservation_id: string): PlannedRequest {
  const path = `/reservations/${encodeURIComponent(reservation_id)}`;
  return { name: 'look', service: 'gateway', method: 'GET', path, input: { reservation_id } };
}

/**
 * A refusal has changed nothing, and so has what was undone; everything else leaves it open.
 *
 * @param isOnlyOne No other request was sent under the key: the refusal of a full gateway, which says nothing of others, ends it.
 */
function judgeReservation({ status, body }: ReceivedAnswer, isOnlyOne: boolean): OperationOutcome {
  if (status === 200) return 'ok';
  if (status === 429) return isOnlyOne ? 'failed' : 'unknown';
  if (status >= 400 && status < 500) return 'failed';
  return isCancelled(body) ? 'failed' : 'unknown';
}

function isCancelled(body: Json): boolean {
  return typeof body === 'object' && body !== null && !Array.isArray(body) && body.outcome === 'cancelled';
}
