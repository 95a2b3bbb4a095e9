/**
 * What the clients of the log do: ten of them append messages, each under an Idempotency-Key of its own, and one request
 * in twenty reads the end of the log. A message whose outcome is unknown is sent again under its key, to another node, and
 * now and then one that was acknowledged, as an impatient client does: it must get the first answer and appear once.
 */
import { randomUUID } from 'node:crypto';
import type { OperationOutcome } from '@temblor/checkers/history/operation';
import type { Random } from '@temblor/foundation/randomness/random';
import type { PlannedRequest, ReceivedAnswer, Workload } from '@temblor/lab/load/workload';
import { z } from 'zod';

const clients = 10;
const readShare = 0.05;
/** Of the messages, how many repeat an acknowledged one. */
const repeatShare = 0.05;
/** How often a message whose outcome is unknown is sent again. */
const mostRepeats = 5;
const mostRemembered = 500;
/** A read begins so far before the last id that was acknowledged, and asks for so many messages. */
const page = { before: 20, limit: 50 };

const appended = z.object({ id: z.number() });

/** The workload that the experiments of this system play. */
export function createWorkload(random: Random): Workload {
  return new LogClients(random);
}

/** A message and how often it was sent again. */
interface Pending {
  readonly request: PlannedRequest;
  repeats: number;
}

class LogClients implements Workload {
  readonly #random: Random;
  /** Tells this run's messages from those of an earlier one on the same system. */
  readonly #run = randomUUID().slice(0, 8);
  /** Messages whose outcome is not known yet, by key. */
  readonly #pending = new Map<string, Pending>();
  /** Those of them to be sent again. */
  readonly #unsettled: Pending[] = [];
  readonly #acknowledged: PlannedRequest[] = [];
  #highestId = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  next(index: number): PlannedRequest {
    return this.#random.next() < readShare ? this.#read() : this.#append(index);
  }

  judge(request: PlannedRequest, answer: ReceivedAnswer): OperationOutcome {
    const key = request.headers?.['idempotency-key'];
    if (key === undefined) return answer.status === 200 ? 'ok' : 'failed';
    const outcome = judgeAppend(answer);
    const pending = this.#pending.get(key);
    if (pending !== undefined) this.#settle(key, pending, outcome, answer);
    return outcome;
  }

  #read(): PlannedRequest {
    const after = Math.max(0, this.#highestId - page.before);
    const path = `/messages?after=${after}&limit=${page.limit}`;
    return { name: 'read', service: 'node', method: 'GET', path, input: { after, limit: page.limit } };
  }

  #append(index: number): PlannedRequest {
    const again = this.#unsettled.shift();
    if (again !== undefined) return again.request;
    if (this.#acknowledged.length > 0 && this.#random.next() < repeatShare) {
      return this.#random.pick(this.#acknowledged);
    }
    const key = `${this.#run}-${index}`;
    const message = `client-${(index % clients) + 1} ${key}`;
    const headers = { 'idempotency-key': key };
    const body = { message };
    const request = { name: 'append', service: 'node', method: 'POST', path: '/', headers, body, input: body } as const;
    this.#pending.set(key, { request, repeats: 0 });
    return request;
  }

  #settle(key: string, pending: Pending, outcome: OperationOutcome, { body }: ReceivedAnswer): void {
    if (outcome === 'unknown' && pending.repeats < mostRepeats) {
      pending.repeats += 1;
      this.#unsettled.push(pending);
      return;
    }
    this.#pending.delete(key);
    if (outcome !== 'ok') return;
    this.#highestId = Math.max(this.#highestId, appended.safeParse(body).data?.id ?? 0);
    if (this.#acknowledged.push(pending.request) > mostRemembered) this.#acknowledged.shift();
  }
}

/** A node that refuses, or knows of no leader (503), has appended nothing; everything else leaves it open. */
function judgeAppend({ status }: ReceivedAnswer): OperationOutcome {
  if (status === 200) return 'ok';
  return status === 503 || (status >= 400 && status < 500) ? 'failed' : 'unknown';
}
