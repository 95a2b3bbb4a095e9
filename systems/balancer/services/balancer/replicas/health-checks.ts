/**
 * Active health checks: every replica is asked for `/health` at its own pace, all in parallel, so that one that hangs delays
 * the checks of no other.
 */
import type { Time } from '@temblor/resilience/policy/surroundings';
import { HealthRequest } from './health-request.ts';
import type { CheckResult, StreakLimits } from './health-streak.ts';
import { HealthStreak } from './health-streak.ts';
import type { HealthNews } from './rotation-parts.ts';
import type { Upstream } from './upstream.ts';

export interface HealthCheckOptions extends StreakLimits {
  /** From the beginning of one check to that of the next, unless the first takes longer. */
  readonly intervalMs: number;
  /** Within which an answer counts. */
  readonly timeoutMs: number;
}

export interface HealthCheckParts {
  readonly upstreams: readonly Upstream[];
  readonly options: HealthCheckOptions;
  readonly time: Time;
  /**
   * The latest moment at which a request began that the replica answered well. Where that is after the beginning of a check
   * that had no answer in time, the replica is alive, and its check was unlucky.
   */
  servedFromMs(id: string): number;
  /** Told whenever what is known of a replica changes. */
  onNews(id: string, news: HealthNews): void;
}

/** How soon a check may follow another when a held connection has ended, lest a server that closes each is asked without end. */
const soonestMs = 10;

/** Checks from now on, until it is disposed of; then no connection is left. */
export class HealthChecks implements Disposable {
  readonly #checks: readonly ReplicaChecks[];

  constructor(parts: HealthCheckParts) {
    this.#checks = parts.upstreams.map((upstream) => new ReplicaChecks(upstream, parts));
  }

  [Symbol.dispose](): void {
    for (const checks of this.#checks) checks.close();
  }
}

/** The checks of one replica, one after the other. */
class ReplicaChecks {
  readonly #id: string;
  readonly #parts: HealthCheckParts;
  readonly #streak: HealthStreak;
  readonly #request: HealthRequest;
  #state: { readonly kind: 'checking' } | { readonly kind: 'waiting' } | { readonly kind: 'closed' };
  #startedMs = 0;
  /** Takes back the timer of the state. */
  #forget = () => {};

  constructor(upstream: Upstream, parts: HealthCheckParts) {
    this.#id = upstream.id;
    this.#parts = parts;
    this.#streak = new HealthStreak(parts.options);
    this.#request = new HealthRequest(upstream, () => this.#connectionLost());
    this.#state = { kind: 'waiting' };
    this.#wait(0);
  }

  close(): void {
    this.#state = { kind: 'closed' };
    this.#forget();
    this.#request.close();
  }

  #check(): void {
    const { time, options } = this.#parts;
    this.#state = { kind: 'checking' };
    this.#startedMs = time.nowMs();
    this.#forget = time.schedule(options.timeoutMs, () => this.#late());
    this.#request.ask((result) => this.#ended(result));
  }

  /** Where this process stood still, the answer may be here already, and is read before the check counts as late. */
  #late(): void {
    const startedMs = this.#startedMs;
    this.#parts.time.afterArrivals(() => {
      if (this.#state.kind !== 'checking' || this.#startedMs !== startedMs) return;
      this.#request.giveUp();
      const isAlive = this.#parts.servedFromMs(this.#id) >= startedMs;
      const reason = `/health did not answer within ${this.#parts.options.timeoutMs} ms`;
      this.#ended(isAlive ? { kind: 'void' } : { kind: 'failed', reason, isGone: false });
    });
  }

  #ended(result: CheckResult): void {
    if (this.#state.kind !== 'checking') return;
    this.#forget();
    this.#state = { kind: 'waiting' };
    this.#wait(this.#parts.options.intervalMs);
    const news = this.#streak.take(result);
    if (news !== undefined) this.#parts.onNews(this.#id, news);
  }

  #connectionLost(): void {
    if (this.#state.kind !== 'waiting') return;
    this.#forget();
    this.#wait(Math.min(soonestMs, this.#parts.options.intervalMs));
  }

  /** Until so long after the beginning of the last check. */
  #wait(afterStartMs: number): void {
    const { time } = this.#parts;
    this.#forget = time.schedule(Math.max(0, this.#startedMs + afterStartMs - time.nowMs()), () => this.#check());
  }
}
