import type { Clock } from '@temblor/foundation/clock/clock';
import type { HttpClient, HttpResult } from '@temblor/kit/http/http-client';
import type { TraceContext } from '@temblor/kit/logs/trace-context';
import { canonicalValue } from '@temblor/protocols/voting/canonical-value';
import type { LatencyBaselineOptions } from '@temblor/protocols/voting/latency-baseline';
import { LatencyBaseline } from '@temblor/protocols/voting/latency-baseline';
import { z } from 'zod';

const inventorySchema = z.object({
  offset: z.number().int().nonnegative(),
  items: z.record(z.string(), z.number()),
});

/** What a replica answered to one question. */
export type ReplicaAnswer =
  | {
      readonly kind: 'answered';
      readonly offset: number;
      readonly items: Readonly<Record<string, number>>;
      /** The canonical form of `items`. */
      readonly value: string;
      readonly latencyMs: number;
      /** Whether the latency is beyond the replica's normal range. */
      readonly slow: boolean;
    }
  /**
   * `refused`: an honest no, such as an offset that is not kept; `busy`: not asked, because too many answers of it are
   * outstanding; `failed` and `timed-out` are the replica's fault.
   */
  | {
      readonly kind: 'missing';
      readonly cause: 'failed' | 'timed-out' | 'refused' | 'busy';
      readonly reason: string;
    };

/** The latency of a normal replica lies within a tenth of a second of its median, whatever its spread. */
const normalLatency: LatencyBaselineOptions = { windowSize: 128, leastSamples: 32, deviations: 8, floorMs: 100 };

/**
 * With so many unanswered questions a replica is busy, and is spared while enough others are not: a slow one must not
 * hold connections without end. A stall that meets all of them is waited out instead.
 */
export const busyFrom = 64;

/** With so many it is not asked at all. */
const mostOutstanding = 1024;

/** Reads one inventory replica, and knows what is normal for it. */
export class ReplicaReader {
  readonly instanceId: string;
  readonly #client: HttpClient;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #baseline = new LatencyBaseline(normalLatency);
  #outstanding = 0;

  constructor(options: { instanceId: string; client: HttpClient; clock: Clock; timeoutMs: number }) {
    this.instanceId = options.instanceId;
    this.#client = options.client;
    this.#clock = options.clock;
    this.#timeoutMs = options.timeoutMs;
  }

  /** The latency above which an answer is an outlier; undefined while too little is known. */
  get limitMs(): number | undefined {
    return this.#baseline.limitMs;
  }

  get isBusy(): boolean {
    return this.#outstanding >= busyFrom;
  }

  /** Asks for the latest state, or for that at an offset. Never rejects. */
  async read(question: number | 'latest', trace: TraceContext | undefined): Promise<ReplicaAnswer> {
    if (this.#outstanding >= mostOutstanding) {
      return { kind: 'missing', cause: 'busy', reason: `${mostOutstanding} reads are unanswered` };
    }
    this.#outstanding += 1;
    const startedUs = this.#clock.nowUs();
    const path = question === 'latest' ? '/inventory' : `/inventory?offset=${question}`;
    const request = { path, timeoutMs: this.#timeoutMs };
    const result = await this.#client.request(trace === undefined ? request : { ...request, trace });
    this.#outstanding -= 1;
    return this.#toAnswer(result, (this.#clock.nowUs() - startedUs) / 1000);
  }

  #toAnswer(result: HttpResult, latencyMs: number): ReplicaAnswer {
    switch (result.kind) {
      case 'answered':
        return this.#toAnswered(result.status, result.body, latencyMs);
      case 'timed-out':
      case 'aborted':
        return { kind: 'missing', cause: 'timed-out', reason: `no answer within ${Math.round(latencyMs)} ms` };
      case 'unreachable':
        return { kind: 'missing', cause: 'failed', reason: `unreachable: ${result.code}` };
      default:
        return result satisfies never;
    }
  }

  #toAnswered(status: number, body: unknown, latencyMs: number): ReplicaAnswer {
    if (status !== 200) {
      const cause = status >= 400 && status < 500 ? 'refused' : 'failed';
      return { kind: 'missing', cause, reason: `answered ${status}` };
    }
    const parsed = inventorySchema.safeParse(body);
    if (!parsed.success) return { kind: 'missing', cause: 'failed', reason: 'the answer is no inventory' };
    const { offset, items } = parsed.data;
    const slow = this.#baseline.observe(latencyMs) === 'outlier';
    return { kind: 'answered', offset, items, value: canonicalValue(items), latencyMs, slow };
  }
}
