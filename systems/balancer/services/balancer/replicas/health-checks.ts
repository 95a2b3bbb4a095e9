/**
 * Active health checks: every replica is asked for `/health` at its own pace, all in parallel, so that one that hangs delays
 * the checks of no other.
 */
import { LocalHealth } from '@temblor/protocols/failure-detectors/local-health';
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

/** How often this process looks whether it runs itself, and how late that may be before a late answer may be its own fault. */
const tickMs = 10;
const toleratedLagMs = 25;

/**
 * So many late answers in a row may be laid to this process. On a machine that is always too busy a replica that hangs must
 * be found all the same.
 */
const mostExcuses = 3;

/** Checks from now on, until it is disposed of; then no connection is left. */
export class HealthChecks implements Disposable {
  readonly #checks: readonly ReplicaChecks[];
  readonly #time: Time;
  readonly #ownHealth: LocalHealth;
  #forgetTick = () => {};

  constructor(parts: HealthCheckParts) {
    this.#time = parts.time;
    this.#ownHealth = new LocalHealth({
      intervalUs: tickMs * 1000,
      toleranceUs: toleratedLagMs * 1000,
      nowUs: parts.time.nowMs() * 1000,
    });
    const wasInTime = (sinceMs: number) => this.#ownHealth.wasInTime(sinceMs * 1000, parts.time.nowMs() * 1000);
    this.#checks = parts.upstreams.map((upstream) => new ReplicaChecks(upstream, parts, wasInTime));
    this.#tick();
  }

  [Symbol.dispose](): void {
    this.#forgetTick();
    for (const checks of this.#checks) checks.close();
  }

  #tick(): void {
    this.#ownHealth.tick(this.#time.nowMs() * 1000);
    this.#forgetTick = this.#time.schedule(tickMs, () => this.#tick());
  }
}

/** The checks of one replica, one after the other. */
class ReplicaChecks {
  readonly #id: string;
  readonly #parts: HealthCheckParts;
  readonly #streak: HealthStreak;
  readonly #request: HealthRequest;
  /** Whether this process ran without a stop from a moment until now. */
  readonly #wasInTime: (sinceMs: number) => boolean;
  #excuses = 0;
  #state: { readonly kind: 'checking' } | { readonly kind: 'waiting' } | { readonly kind: 'closed' };
  #startedMs = 0;
  /** Takes back the timer of the state. */
  #forget = () => {};

  constructor(upstream: Upstream, parts: HealthCheckParts, wasInTime: (sinceMs: number) => boolean) {
    this.#id = upstream.id;
    this.#parts = parts;
    this.#wasInTime = wasInTime;
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
      this.#ended(this.#judgeLate(startedMs));
    });
  }

  #judgeLate(startedMs: number): CheckResult {
    if (this.#parts.servedFromMs(this.#id) >= startedMs) return { kind: 'void' };
    if (!this.#wasInTime(startedMs) && this.#excuses < mostExcuses) {
      this.#excuses += 1;
      return { kind: 'void' };
    }
    const reason = `/health did not answer within ${this.#parts.options.timeoutMs} ms`;
    return { kind: 'failed', reason, isGone: false };
  }

  #ended(result: CheckResult): void {
    if (this.#state.kind !== 'checking') return;
    if (result.kind === 'passed') this.#excuses = 0;
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
