/**
 * Chooses a replica for each call. A strategy says which of those in rotation; the balancer keeps the rotation, the same
 * way for all strategies: passive outlier ejection, slow start, panic mode, draining.
 *
 * A machine: no timers, no promises, no chance but the strategy's generator; time in milliseconds is an argument and
 * never goes back. Not here: sending anything, active health checks (who makes them calls `markDown` and `markUp`), retries.
 */
import type { BalancingEvent } from './balancing-event.ts';
import type { BalancingOptions } from './balancing-options.ts';
import { checkOptions } from './balancing-options.ts';
import type { Outcome, Replica } from './replica.ts';
import { Member } from './rotation/member.ts';
import { outliers } from './rotation/outlier-rules.ts';
import { Rotation } from './rotation/rotation.ts';
import type { Strategy } from './strategy.ts';

/** What a balancer is made of. */
export interface BalancerParts {
  readonly strategy: Strategy;
  readonly options: BalancingOptions;
  /** Those of the start, which take their full part at once. */
  readonly replicas: readonly NewReplica[];
  readonly nowMs: number;
  /** Told of every decision, synchronously; must not throw and not call the balancer. */
  readonly observe: ((event: BalancingEvent) => void) | undefined;
}

/** A replica to add; its weight is 1 unless given. */
export interface NewReplica {
  readonly id: string;
  readonly weight?: number;
}

const none: readonly Replica[] = [];

export class Balancer {
  #strategy: Strategy;
  readonly #options: BalancingOptions;
  readonly #observe: ((event: BalancingEvent) => void) | undefined;
  readonly #rotation: Rotation;
  #windowEndMs: number;

  /** @throws {RangeError} for an option or weight that cannot be meant, or an id that is given twice. */
  constructor({ strategy, options, replicas, nowMs, observe }: BalancerParts) {
    checkOptions(options);
    this.#strategy = strategy;
    this.#options = options;
    this.#observe = observe;
    this.#rotation = new Rotation(strategy, options, observe);
    this.#windowEndMs = nowMs + (options.outliers.successRate?.windowMs ?? Number.POSITIVE_INFINITY);
    this.#rotation.add(replicas.map(withWeight), nowMs);
  }

  /** All of them, in the order in which they were added. */
  get replicas(): readonly Replica[] {
    return [...this.#rotation.members];
  }

  /** Whether all are used because too few are in rotation. */
  get panic(): boolean {
    return this.#rotation.panic;
  }

  /**
   * Chooses for one request. Whoever sends it says so by `started`.
   * @param key what requests of one kind have in common, for consistent hashing.
   * @param tried replicas that a request was sent to before this retry.
   * @returns undefined where none is left: all were tried, or none is in rotation and there is no panic mode.
   */
  choose(nowMs: number, key?: string, tried: readonly Replica[] = none): Replica | undefined {
    this.advance(nowMs);
    return this.#strategy.choose(key, tried, nowMs);
  }

  /** A call begins on a replica. Every call that starts must finish, once. */
  started(replica: Replica): void {
    const member = asMember(replica);
    member.inFlight += 1;
    if (this.#rotation.has(member)) this.#strategy.started?.(member);
  }

  /**
   * A call ended.
   * @param latencyMs the time since it started; by it, calls from before a replica's return do not count against it.
   * @throws {RangeError} for a latency that is negative or no number, which would spoil what is known of the replica.
   */
  finished(replica: Replica, outcome: Outcome, latencyMs: number, nowMs: number): void {
    const member = asMember(replica);
    if (member.inFlight === 0) throw new Error(`a call of '${member.id}' finished that was not started`);
    if (!(latencyMs >= 0)) {
      throw new RangeError(
        `the latency of a call of '${member.id}' is ${latencyMs}: give milliseconds from a clock that never goes back`,
      );
    }
    member.inFlight -= 1;
    if (!this.#rotation.has(member)) return;
    this.#strategy.finished?.(member, outcome, latencyMs, nowMs);
    if (member.inFlight === 0 && member.state.kind === 'draining') this.#drained(member, nowMs);
    if (nowMs >= this.#windowEndMs) this.#judgeWindow(nowMs);
    if (member.inRotation && nowMs - latencyMs >= member.enteredMs) this.#count(member, outcome, nowMs);
  }

  /** Adds a replica. It starts slowly if others are in rotation. */
  add(replica: NewReplica, nowMs: number): Replica {
    this.#rotation.add([withWeight(replica)], nowMs);
    return this.#rotation.member(replica.id);
  }

  /** Forgets a replica at once, with what it has in flight; `drain` first to let that end. */
  remove(id: string, nowMs: number): void {
    this.#rotation.remove(this.#rotation.member(id), nowMs);
  }

  /** Gives a replica nothing new. The event `draining-finished` tells when it has nothing left. */
  drain(id: string, nowMs: number): void {
    const member = this.#rotation.member(id);
    if (member.state.kind === 'draining') return;
    this.#rotation.drain(member, nowMs);
    if (member.inFlight === 0) this.#drained(member, nowMs);
  }

  /** Lets a draining replica back in. */
  resume(id: string, nowMs: number): void {
    const member = this.#rotation.member(id);
    if (member.state.kind === 'draining') this.#rotation.enter(member, nowMs);
  }

  /** A health check says that it is down. */
  markDown(id: string, nowMs: number): void {
    const member = this.#rotation.member(id);
    const { kind } = member.state;
    if (kind !== 'draining' && kind !== 'down') this.#rotation.takeDown(member, nowMs);
  }

  /**
   * A health check says that it is up. That ends what a health check began, and no ejection: a replica that answers its
   * check and fails everything else stays out for its time.
   */
  markUp(id: string, nowMs: number): void {
    const member = this.#rotation.member(id);
    if (member.state.kind === 'down') this.#rotation.enter(member, nowMs);
  }

  /**
   * Lets another strategy choose from now on. What is known of the replicas stays, with the calls in flight; what the earlier
   * strategy had learnt by itself, such as latencies, is lost.
   * @param strategy a fresh one: it may not be used by another balancer.
   */
  useStrategy(strategy: Strategy, nowMs: number): void {
    this.#strategy = strategy;
    this.#rotation.use(strategy, nowMs);
  }

  /**
   * Does what is due by now, such as the end of an ejection or a step of a slow start. `choose` does so by itself; this is
   * for whoever shows the replicas while nobody chooses.
   */
  advance(nowMs: number): void {
    if (nowMs >= this.#rotation.nextChangeMs) this.#rotation.advance(nowMs);
  }

  #drained(member: Member, atMs: number): void {
    this.#observe?.({ type: 'draining-finished', replica: member.id, atMs });
  }

  #count(member: Member, outcome: Outcome, nowMs: number): void {
    switch (outcome) {
      case 'success':
        member.successes += 1;
        member.consecutiveFailures = 0;
        return;
      case 'failure':
        member.failures += 1;
        member.consecutiveFailures += 1;
        if (member.consecutiveFailures < this.#options.outliers.consecutiveFailures) return;
        // Where it is refused, it takes as many failures again before the next try.
        member.consecutiveFailures = 0;
        this.#rotation.eject(member, 'consecutive-failures', nowMs);
        return;
      case 'cancelled':
        return;
      default:
        outcome satisfies never;
    }
  }

  /** Compares the window that is over. One that ended long ago, for want of calls, tells nothing of now. */
  #judgeWindow(nowMs: number): void {
    const rule = this.#options.outliers.successRate;
    if (rule === undefined) return;
    const inRotation = [...this.#rotation.members].filter((member) => member.inRotation);
    const found = nowMs < this.#windowEndMs + rule.windowMs ? outliers(inRotation, rule) : [];
    this.#windowEndMs = nowMs + rule.windowMs;
    for (const member of inRotation) {
      member.successes = 0;
      member.failures = 0;
    }
    for (const position of found) {
      const member = inRotation[position];
      if (member !== undefined) this.#rotation.eject(member, 'success-rate', nowMs);
    }
  }
}

function withWeight({ id, weight = 1 }: NewReplica): { readonly id: string; readonly weight: number } {
  return { id, weight };
}

function asMember(replica: Replica): Member {
  if (replica instanceof Member) return replica;
  throw new TypeError(`'${replica.id}' is not a replica of this balancer: hand back what choose() gave`);
}
