/** The orchestrator's connections to the services: calls as data go out as HTTP, each in time and in its trace. */
import type { HttpClient, HttpResult } from '@temblor/kit/http/http-client';
import { openHttpClient } from '@temblor/kit/http/http-client';
import { Balancer } from '@temblor/resilience/balancing/balancer';
import type { BalancingOptions } from '@temblor/resilience/balancing/balancing-options';
import type { Replica } from '@temblor/resilience/balancing/replica';
import { RoundRobin } from '@temblor/resilience/balancing/strategies/round-robin';
import { deadlineHeader } from '@temblor/resilience/deadline/deadline-header';
import type { Time } from '@temblor/resilience/policy/surroundings';
import { RetryBudget } from '@temblor/resilience/retry/retry-budget';
import { z } from 'zod';
import type { CallRequest, CallResult, ServiceName } from '../../model/calls.ts';

/** Where the services are: one address for each instance. */
export type ServiceUrls = Readonly<Partial<Record<ServiceName, readonly string[]>>>;

/** What a call is made with beside what it asks. */
export interface CallOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** The `traceparent` of what causes it; null where nothing is known of that. */
  readonly traceparent: string | null;
  /** Whether the service is told that after `timeoutMs` nobody waits: it may then refuse to begin. */
  readonly tellsDeadline: boolean;
}

/** An instance that fails twice in a row is left alone for a moment, while another one is there. */
const balancing: BalancingOptions = {
  slowStart: undefined,
  outliers: { consecutiveFailures: 2, successRate: undefined },
  ejection: { baseMs: 500, maximumMs: 4000, forgottenAfterMs: 10_000, maximumShare: 0.5 },
  panicBelow: 0.25,
};

/** A tenth of the calls may be sent twice, and two a second. */
const retries = { ratio: 0.1, minPerSecond: 2, burst: 20 };

/** Enough for whatever a gateway lets in. */
const connectionsToInstance = 64;

/** Failures to connect: not a byte was sent. */
const notConnected = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'];

const json = z.json();

/** Opens connections to every instance of every service; none is made before the first call. */
export function openServiceClients(urls: ServiceUrls, time: Time): ServiceClients {
  return new ServiceClients(urls, time);
}

export class ServiceClients implements AsyncDisposable {
  readonly #services: ReadonlyMap<string, Instances>;

  constructor(urls: ServiceUrls, time: Time) {
    this.#services = new Map(Object.entries(urls).map(([name, of]) => [name, new Instances(of, time)]));
  }

  /**
   * Makes a call. Where no connection came about another instance is asked at once, within the budget for that; what may
   * have arrived is never sent again here. Rejects only where the signal was aborted, or the service has no address.
   */
  async call(request: CallRequest, options: CallOptions): Promise<CallResult> {
    const instances = this.#services.get(request.service);
    if (instances === undefined) throw new Error(`the orchestrator has no address of ${request.service}`);
    return await instances.call(request, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#services.values()].map((instances) => instances[Symbol.asyncDispose]()));
  }
}

/** The instances of one service, asked in turn. */
class Instances implements AsyncDisposable {
  readonly #clients: ReadonlyMap<string, HttpClient>;
  readonly #balancer: Balancer;
  readonly #budget = new RetryBudget(retries);
  readonly #time: Time;

  constructor(urls: readonly string[], time: Time) {
    const options = { timeoutMs: 2000, connections: connectionsToInstance };
    this.#clients = new Map(urls.map((url) => [url, openHttpClient(url, options)]));
    const replicas = urls.map((id) => ({ id }));
    const strategy = new RoundRobin();
    this.#balancer = new Balancer({ strategy, options: balancing, replicas, nowMs: time.nowMs(), observe: undefined });
    this.#time = time;
  }

  async call(request: CallRequest, options: CallOptions): Promise<CallResult> {
    const { timeoutMs } = options;
    const startedMs = this.#time.nowMs();
    const tried: Replica[] = [];
    let last: CallResult = { kind: 'refused', detail: `${request.service} has no instance` };
    this.#budget.deposit();
    for (;;) {
      const nowMs = this.#time.nowMs();
      const leftMs = timeoutMs - (nowMs - startedMs);
      const replica = leftMs > 0 ? this.#balancer.choose(nowMs, undefined, tried) : undefined;
      if (replica === undefined || (tried.length > 0 && !this.#budget.withdraw(nowMs))) return last;
      tried.push(replica);
      last = await this.#callInstance(replica, request, { ...options, timeoutMs: leftMs });
      if (last.kind !== 'refused') return last;
    }
  }

  async #callInstance(replica: Replica, request: CallRequest, options: CallOptions): Promise<CallResult> {
    const client = this.#clients.get(replica.id);
    if (client === undefined) throw new Error(`there is no client for ${replica.id}`);
    const startedMs = this.#time.nowMs();
    this.#balancer.started(replica);
    const result = await client.request(toHttp(request, options));
    const nowMs = this.#time.nowMs();
    this.#balancer.finished(replica, outcomeOf(result), Math.max(0, nowMs - startedMs), nowMs);
    options.signal?.throwIfAborted();
    return toCallResult(result);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client[Symbol.asyncDispose]()));
  }
}

function toHttp({ method, path, body }: CallRequest, options: CallOptions) {
  const { timeoutMs, signal, traceparent, tellsDeadline } = options;
  const headers = {
    ...(tellsDeadline ? { [deadlineHeader]: String(Math.floor(timeoutMs)) } : {}),
    ...(traceparent === null ? {} : { traceparent }),
  };
  const sent = method === 'GET' || method === 'DELETE' ? {} : { body };
  return { method, path, headers, timeoutMs, ...sent, ...(signal === undefined ? {} : { signal }) };
}

/** An answer below 500 says that the instance works, whatever it says. */
function outcomeOf(result: HttpResult): 'success' | 'failure' | 'cancelled' {
  if (result.kind === 'answered') return result.status < 500 ? 'success' : 'failure';
  return result.kind === 'aborted' ? 'cancelled' : 'failure';
}

function toCallResult(result: HttpResult): CallResult {
  switch (result.kind) {
    case 'answered':
      return { kind: 'answered', answer: { status: result.status, body: json.parse(result.body) } };
    case 'timed-out':
      return { kind: 'timed-out' };
    case 'unreachable': {
      const kind = notConnected.includes(result.code) ? 'refused' : 'broken';
      return { kind, detail: result.message === '' ? result.code : result.message };
    }
    case 'aborted':
      return { kind: 'broken', detail: 'the call was given up' };
    default:
      return result satisfies never;
  }
}
