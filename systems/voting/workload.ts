/**
 * What the clients of the voting system do: 90 % voted reads, 10 % orders and cancellations. A tenth of the reads asks
 * for one product, and every fourth for a state that contains everything acknowledged so far. Orders and cancellations
 * alternate around a steady number of open orders, so that the stock stays in a band far from empty. Each write has an
 * Idempotency-Key of its own. A write whose outcome is unknown is sent again under its key, and now and then one that
 * was acknowledged, as an impatient client does: it must get the first answer and change nothing.
 */
import { randomUUID } from 'node:crypto';
import type { Json, OperationOutcome } from '@temblor/checkers/history/operation';
import type { Random } from '@temblor/foundation/randomness/random';
import type { PlannedRequest, ReceivedAnswer, Workload } from '@temblor/lab/load/workload';
import { productIds } from './model/catalogue.ts';

const writeShare = 0.1;
const productShare = 0.1;
const minimumOffsetShare = 0.25;
/** Of the writes, how many repeat an acknowledged one. */
const repeatShare = 0.05;
/** How many orders are open when the load has settled; 60 pieces on average, of 500. */
const openOrders = 30;
/** How often a write whose outcome is unknown is sent again. */
const mostRepeats = 5;
const mostRemembered = 500;

/** Answers that say for certain that a write changed nothing. */
const withoutEffect = new Set(['database_unavailable', 'injected_failure']);

/** The workload that the experiments of this system play. */
export function createWorkload(random: Random): Workload {
  return new VotingClients(random);
}

/** A write and what its client knows of it. */
interface Write {
  readonly request: PlannedRequest;
  /** The order that it cancels; undefined for an order. */
  readonly cancels: string | undefined;
  repeats: number;
}

class VotingClients implements Workload {
  readonly #random: Random;
  /** Tells this run's keys from those of an earlier run with the same seed on the same database. */
  readonly #run = randomUUID();
  /** Acknowledged and not chosen for cancellation yet, oldest first. */
  readonly #open: string[] = [];
  /** Writes whose outcome is not known yet, by key. */
  readonly #pending = new Map<string, Write>();
  /** Those of them to be sent again. */
  readonly #unsettled: Write[] = [];
  readonly #acknowledged: PlannedRequest[] = [];
  #highestOffset = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  next(index: number): PlannedRequest {
    return this.#random.next() < writeShare ? this.#write(index) : this.#read();
  }

  judge(request: PlannedRequest, answer: ReceivedAnswer): OperationOutcome {
    const key = request.headers?.['idempotency-key'];
    if (key === undefined) return answer.status >= 200 && answer.status < 300 ? 'ok' : 'failed';
    const outcome = judgeWrite(answer);
    const write = this.#pending.get(key);
    if (write !== undefined) this.#settle(key, write, outcome, answer.body);
    return outcome;
  }

  #read(): PlannedRequest {
    const input: Record<string, string | number> = {};
    if (this.#random.next() < productShare) input.product_id = this.#random.pick(productIds);
    if (this.#random.next() < minimumOffsetShare) input.min_offset = this.#highestOffset;
    const query = new URLSearchParams(Object.entries(input).map(([name, value]) => [name, String(value)])).toString();
    const path = query === '' ? '/inventory/voted' : `/inventory/voted?${query}`;
    return { name: 'voted-read', service: 'voter', method: 'GET', path, input };
  }

  #write(index: number): PlannedRequest {
    const again = this.#unsettled.shift();
    if (again !== undefined) return again.request;
    if (this.#acknowledged.length > 0 && this.#random.next() < repeatShare) {
      return this.#random.pick(this.#acknowledged);
    }
    const oldest = this.#open.length + this.#pending.size > openOrders ? this.#open.shift() : undefined;
    const key = `${this.#run}-${index}`;
    const request = oldest === undefined ? this.#order(key) : cancellation(oldest, key);
    this.#pending.set(key, { request, cancels: oldest, repeats: 0 });
    return request;
  }

  #order(key: string): PlannedRequest {
    const item = { product_id: this.#random.pick(productIds), quantity: this.#random.integer(1, 3) };
    const body = { customer_id: `CUST-${this.#random.integer(1, 500)}`, items: [item] };
    const headers = { 'idempotency-key': key };
    const input = { ...body, idempotency_key: key };
    return { name: 'order', service: 'orders', method: 'POST', path: '/orders', headers, body, input };
  }

  #settle(key: string, write: Write, outcome: OperationOutcome, body: Json): void {
    if (outcome === 'unknown' && write.repeats < mostRepeats) {
      write.repeats += 1;
      this.#unsettled.push(write);
      return;
    }
    this.#pending.delete(key);
    if (outcome === 'failed' && write.cancels !== undefined) this.#open.push(write.cancels);
    if (outcome !== 'ok') return;
    this.#highestOffset = Math.max(this.#highestOffset, numberAt(body, 'offset') ?? 0);
    if (this.#acknowledged.push(write.request) > mostRemembered) this.#acknowledged.shift();
    const orderId = stringAt(body, 'order_id');
    if (write.cancels === undefined && orderId !== undefined) this.#open.push(orderId);
  }
}

function cancellation(order_id: string, key: string): PlannedRequest {
  const path = `/orders/${encodeURIComponent(order_id)}`;
  const headers = { 'idempotency-key': key };
  return {
    name: 'cancel',
    service: 'orders',
    method: 'DELETE',
    path,
    headers,
    input: { order_id, idempotency_key: key },
  };
}

/**
 * A write has failed only where the answer says that it changed nothing. A time-out, a 5xx of any other kind, and the
 * word that an earlier try is still at work leave it open.
 */
function judgeWrite({ status, body }: ReceivedAnswer): OperationOutcome {
  if (status >= 200 && status < 300) return 'ok';
  const code = stringAt(body, 'code');
  if (code === 'request_in_progress') return 'unknown';
  if (status >= 400 && status < 500) return 'failed';
  return code !== undefined && withoutEffect.has(code) ? 'failed' : 'unknown';
}

function fieldOf(body: Json, name: string): Json | undefined {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? body[name] : undefined;
}

function numberAt(body: Json, name: string): number | undefined {
  const value = fieldOf(body, name);
  return typeof value === 'number' ? value : undefined;
}

function stringAt(body: Json, name: string): string | undefined {
  const value = fieldOf(body, name);
  return typeof value === 'string' ? value : undefined;
}
