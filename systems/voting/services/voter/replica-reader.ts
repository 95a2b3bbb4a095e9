import type { Clock } from '@temblor/foundation/clock/clock';
import type { HttpClient, HttpResult } from '@temblor/kit/http/http-client';
import type { TraceContext } from '@temblor/kit/logs/trace-context';
import { canonicalValue } from '@temblor/protocols/voting/canonical-value';
import type { LatencyBaselineOptions } from '@temblor/protocols/voting/latency-baseline';
import { LatencyBaseline } from '@temblor/protocols/voting/latency-baseline';
import { z } from 'zod';
import type { ReadSample } from '../monitor/error-report.ts';

const inventorySchema = z.object({
  offset: z.number().int().nonnegative(),
  items: z.record(z.string(), z.number()),
});

/** What a replica said at an offset; `value` is the canonical form of `items`. */
export interface Testimony {
  readonly offset: number;
  readonly items: Readonly<Record<string, number>>;
  readonly value: string;
}

/** One request to a replica, which several votes may share. It is sampled once, whoever judges it first. */
export interface PhysicalRead {
  readonly startedUs: number;
  sampled: boolean;
  dissented: boolean;
}

/**
 * What a replica answered to one question. `read` is the request behind it; absent where the replica had said so before.
 * A `refused` answer is an honest no: an offset that is not kept, or a question that was not worth asking now.
 */
export type ReplicaAnswer =
  | { readonly kind: 'answered'; readonly testimony: Testimony; readonly read: PhysicalRead | undefined }
  | { readonly kind: 'missing'; readonly cause: 'failed' | 'timed-out' | 'refused'; readonly reason: string };

/** The latency of a normal replica lies within a tenth of a second of its median, whatever its spread. */
const normalLatency: LatencyBaselineOptions = { windowSize: 128, leastSamples: 32, deviations: 8, floorMs: 100 };

/**
 * Requests for the latest state at once. Votes beyond share the next one, which is sent when one of these has ended: so
 * an overloaded machine is asked less often, not more, and a slow replica holds a handful of connections.
 */
const mostInFlight = 4;

/** How many offsets are remembered of what a replica said. */
const rememberedOffsets = 64;

/** A replica that has not answered by then is reported as timed out, and still listened to. */
const lateAfterUs = 250_000;

export interface ReplicaReaderOptions {
  readonly instanceId: string;
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Told of requests that failed, or came late. */
  readonly onSample: (sample: ReadSample) => void;
}

/** Reads one inventory replica, and knows what is normal for it. */
export class ReplicaReader {
  readonly instanceId: string;
  readonly #options: ReplicaReaderOptions;
  readonly #baseline = new LatencyBaseline(normalLatency);
  readonly #inFlight = new Set<PhysicalRead>();
  readonly #asked = new Map<number, Promise<ReplicaAnswer>>();
  readonly #said = new Map<number, Testimony>();
  #waiting: { readonly answer: Promise<ReplicaAnswer>; readonly start: () => void } | undefined;

  constructor(options: ReplicaReaderOptions) {
    this.#options = options;
    this.instanceId = options.instanceId;
  }

  /** Asks for the latest state. The request is sent after this call, never before it. Never rejects. */
  latest(trace: TraceContext | undefined): Promise<ReplicaAnswer> {
    if (this.#inFlight.size < mostInFlight) return this.#send('/inventory', trace);
    if (this.#waiting === undefined) {
      const { promise, resolve } = Promise.withResolvers<ReplicaAnswer>();
      this.#waiting = { answer: promise, start: () => resolve(this.#send('/inventory', trace)) };
    }
    return this.#waiting.answer;
  }

  /**
   * Asks for the state at an offset that the replica has reached. What it said there before is as good as asking again:
   * the past does not change. Never rejects.
   * @param use `decide`: to find a majority; `audit`: to compare with one, where only a new answer is of use, and none
   * is asked for while the replica is busy.
   */
  at(offset: number, use: 'decide' | 'audit', trace: TraceContext | undefined): Promise<ReplicaAnswer> {
    const said = this.#said.get(offset);
    if (use === 'decide' && said !== undefined) {
      return Promise.resolve({ kind: 'answered', testimony: said, read: undefined });
    }
    if (use === 'audit' && this.#inFlight.size >= mostInFlight) {
      return Promise.resolve({ kind: 'missing', cause: 'refused', reason: 'busy' });
    }
    const pending = this.#asked.get(offset);
    if (pending !== undefined) return pending;
    const asked = this.#send(`/inventory?offset=${offset}`, trace);
    this.#asked.set(offset, asked);
    void asked.then(() => this.#asked.delete(offset));
    return asked;
  }

  /** Reports the requests that are unanswered for too long, each once. */
  reportLate(nowUs: number): void {
    for (const read of this.#inFlight) {
      if (nowUs - read.startedUs < lateAfterUs) continue;
      this.#report(read, 'timed-out', `no answer within ${Math.round((nowUs - read.startedUs) / 1000)} ms`);
    }
  }

  async #send(path: string, trace: TraceContext | undefined): Promise<ReplicaAnswer> {
    const { client, clock, timeoutMs } = this.#options;
    const read: PhysicalRead = { startedUs: clock.nowUs(), sampled: false, dissented: false };
    this.#inFlight.add(read);
    const request = { path, timeoutMs };
    const result = await client.request(trace === undefined ? request : { ...request, trace });
    this.#inFlight.delete(read);
    const { start } = this.#waiting ?? {};
    this.#waiting = undefined;
    start?.();
    return this.#judge(read, result);
  }

  #judge(read: PhysicalRead, result: HttpResult): ReplicaAnswer {
    const answer = toAnswer(result, read);
    const latencyMs = (this.#options.clock.nowUs() - read.startedUs) / 1000;
    if (answer.kind === 'missing') {
      if (answer.cause !== 'refused') this.#report(read, answer.cause, answer.reason);
      return answer;
    }
    this.#remember(answer.testimony);
    if (this.#baseline.observe(latencyMs) === 'outlier') {
      const limitMs = Math.round(this.#baseline.limitMs ?? 0);
      this.#report(read, 'slow', `${Math.round(latencyMs)} ms; up to ${limitMs} ms is normal`);
    }
    return answer;
  }

  #remember(testimony: Testimony): void {
    this.#said.set(testimony.offset, testimony);
    if (this.#said.size <= rememberedOffsets) return;
    const oldest = this.#said.keys().next();
    if (!oldest.done) this.#said.delete(oldest.value);
  }

  #report(read: PhysicalRead, outcome: ReadSample['outcome'], detail: string): void {
    if (read.sampled) return;
    read.sampled = true;
    const at_us = this.#options.clock.nowUs();
    const { instanceId: instance_id, onSample } = this.#options;
    onSample({ instance_id, outcome, started_us: read.startedUs, at_us, detail });
  }
}

function toAnswer(result: HttpResult, read: PhysicalRead): ReplicaAnswer {
  switch (result.kind) {
    case 'answered': {
      if (result.status !== 200) {
        const cause = result.status >= 400 && result.status < 500 ? 'refused' : 'failed';
        return { kind: 'missing', cause, reason: `answered ${result.status}` };
      }
      const parsed = inventorySchema.safeParse(result.body);
      if (!parsed.success) return { kind: 'missing', cause: 'failed', reason: 'the answer is no inventory' };
      const { offset, items } = parsed.data;
      return { kind: 'answered', testimony: { offset, items, value: canonicalValue(items) }, read };
    }
    case 'timed-out':
    case 'aborted':
      return { kind: 'missing', cause: 'timed-out', reason: 'timed out' };
    case 'unreachable':
      return { kind: 'missing', cause: 'failed', reason: `unreachable: ${result.code}` };
    default:
      return result satisfies never;
  }
}
