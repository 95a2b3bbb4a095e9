/** A client of a service that runs in several instances, asked in turn. */
import { Balancer } from '@temblor/resilience/balancing/balancer';
import type { BalancingOptions } from '@temblor/resilience/balancing/balancing-options';
import type { Replica } from '@temblor/resilience/balancing/replica';
import { RoundRobin } from '@temblor/resilience/balancing/strategies/round-robin';
import type { Time } from '@temblor/resilience/policy/surroundings';
import { RetryBudget } from '@temblor/resilience/retry/retry-budget';
import type { HttpClient, HttpRequest, HttpResult } from './http-client.ts';
import { openHttpClient } from './http-client.ts';

/** An instance that fails twice in a row is left alone for a moment, while another one is there. */
const balancing: BalancingOptions = {
  slowStart: undefined,
  outliers: { consecutiveFailures: 2, successRate: undefined },
  ejection: { baseMs: 500, maximumMs: 4000, forgottenAfterMs: 10_000, maximumShare: 0.5 },
  panicBelow: 0.25,
};

/** One in ten requests may be sent to another instance, and two a second. */
const retries = { ratio: 0.1, minPerSecond: 2, burst: 20 };

/** Failures to connect: not a byte was sent. */
const notConnected = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'];

/**
 * Whether no connection came about, so that the request had no effect. A proxy whose server is gone accepts and resets:
 * where that came before the connection stood, Node says so by the call that failed (`connect ECONNRESET …`).
 */
export function isNotConnected(result: HttpResult): boolean {
  if (result.kind !== 'unreachable') return false;
  return notConnected.includes(result.code) || result.message.startsWith(`connect ${result.code}`);
}

/**
 * Opens a client of all instances of a service; nothing is connected before the first request. Where no connection comes
 * about the next instance is asked at once, within a budget; a request that may have arrived is never sent again here.
 *
 * @param urls at least one.
 * @param options.connections how many to each instance.
 */
export function openBalancedClient(
  urls: readonly string[],
  options: { readonly timeoutMs: number; readonly connections: number },
  time: Time,
): HttpClient {
  return new BalancedClient(urls, options, time);
}

class BalancedClient implements HttpClient {
  readonly #clients: ReadonlyMap<string, HttpClient>;
  readonly #balancer: Balancer;
  readonly #budget = new RetryBudget(retries);
  readonly #timeoutMs: number;
  readonly #time: Time;

  constructor(urls: readonly string[], options: { timeoutMs: number; connections: number }, time: Time) {
    this.#clients = new Map(urls.map((url) => [url, openHttpClient(url, options)]));
    const replicas = [...this.#clients.keys()].map((id) => ({ id }));
    const strategy = new RoundRobin();
    this.#balancer = new Balancer({ strategy, options: balancing, replicas, nowMs: time.nowMs(), observe: undefined });
    this.#timeoutMs = options.timeoutMs;
    this.#time = time;
  }

  async request(request: HttpRequest): Promise<HttpResult> {
    const untilMs = this.#time.nowMs() + (request.timeoutMs ?? this.#timeoutMs);
    const tried: Replica[] = [];
    let last: HttpResult = { kind: 'timed-out' };
    this.#budget.deposit();
    for (;;) {
      const nowMs = this.#time.nowMs();
      const replica = nowMs < untilMs ? this.#balancer.choose(nowMs, undefined, tried) : undefined;
      if (replica === undefined || (tried.length > 0 && !this.#budget.withdraw(nowMs))) return last;
      tried.push(replica);
      last = await this.#ask(replica, { ...request, timeoutMs: untilMs - nowMs });
      if (!isNotConnected(last)) return last;
    }
  }

  async #ask(replica: Replica, request: HttpRequest): Promise<HttpResult> {
    const client = this.#clients.get(replica.id);
    if (client === undefined) throw new Error(`there is no client for ${replica.id}`);
    const startedMs = this.#time.nowMs();
    this.#balancer.started(replica);
    const result = await client.request(request);
    const nowMs = this.#time.nowMs();
    this.#balancer.finished(replica, outcomeOf(result), Math.max(0, nowMs - startedMs), nowMs);
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client[Symbol.asyncDispose]()));
  }
}

/** An answer below 500 says that the instance works, whatever it says. */
function outcomeOf(result: HttpResult): 'success' | 'failure' | 'cancelled' {
  if (result.kind === 'answered') return result.status < 500 ? 'success' : 'failure';
  return result.kind === 'aborted' ? 'cancelled' : 'failure';
}
