/**
 * Who may be asked: one face over strategy, slow start and outlier ejection (`Balancer`), a circuit breaker for each
 * replica, health checks and draining.
 *
 * A replica is in rotation while its breaker is closed and its health check does not say that it is down; `#review` is the
 * one place where that is decided. When its breaker may be tried again, the next request that can be repeated is its probe,
 * whatever the strategy says, since a replica that is out would never be chosen (as in Envoy and HAProxy, whose ejected
 * servers come back by time or by checks; a probe by a real request finds the one that lies to its checks).
 *
 * A machine: no timers and no sockets; the clock must not go back. Not here: who makes health checks (`HealthChecks`).
 */
import { Balancer } from '@temblor/resilience/balancing/balancer';
import type { BalancingEvent } from '@temblor/resilience/balancing/balancing-event';
import type { Outcome, Replica } from '@temblor/resilience/balancing/replica';
import type { StrategyName } from '@temblor/resilience/balancing/strategies/strategies';
import { strategies } from '@temblor/resilience/balancing/strategies/strategies';
import type { Transition, Verdict } from '@temblor/resilience/breaker/breaker-machine';
import { rejected } from '@temblor/resilience/breaker/breaker-machine';
import type { ReplicaView } from './rotated-replica.ts';
import { ReplicaAdmission, RotatedReplica, viewOf } from './rotated-replica.ts';
import { RotatedReplicas } from './rotated-replicas.ts';
import type { Cause } from './rotation-journal.ts';
import { RotationJournal } from './rotation-journal.ts';
import type { HealthNews, RotationParts } from './rotation-parts.ts';
import type { Admission, AttemptWish, Upstream, Upstreams } from './upstream.ts';

const none: readonly Replica[] = [];

export class ReplicaRotation implements Upstreams {
  readonly all: readonly Upstream[];
  readonly #parts: RotationParts;
  readonly #balancer: Balancer;
  readonly #journal: RotationJournal;
  readonly #replicas: RotatedReplicas;
  readonly #listeners: ((upstream: Upstream) => void)[] = [];
  /** What the balancer has told and is not dealt with yet: it must not be called from within. */
  #told: BalancingEvent[] = [];
  /** How many breakers are not closed; while it is zero no request needs to look for one to try. */
  #tripped = 0;
  #strategy: StrategyName;

  constructor(parts: RotationParts) {
    const { upstreams, clock, rules } = parts;
    this.#parts = parts;
    this.#journal = new RotationJournal(parts.instance, (fact) => parts.observer.fact(fact));
    this.#strategy = parts.strategy;
    this.all = upstreams.map(({ id, host, port }) => ({ id, host, port }));
    this.#balancer = new Balancer({
      strategy: strategies[parts.strategy](parts.random.fork(parts.strategy)),
      options: rules.balancing,
      replicas: upstreams,
      nowMs: clock.nowMs(),
      observe: (event) => this.#told.push(event),
    });
    // That they joined is no news.
    this.#told = [];
    const replicas = this.#balancer.replicas.flatMap((member, position) => {
      const upstream = this.all[position];
      return upstream === undefined ? [] : [new RotatedReplica(upstream, member, rules.breaker)];
    });
    this.#replicas = new RotatedReplicas(replicas);
  }

  get strategy(): StrategyName {
    return this.#strategy;
  }

  get panic(): boolean {
    return this.#balancer.panic;
  }

  /** Whether a replica is in rotation that was seen to work. */
  get isReady(): boolean {
    return this.#replicas.some((replica) => replica.wasUp && replica.isInRotation);
  }

  /** All replicas as they stand, in the order in which they were given. What time changes, `advance` does. */
  view(): ReplicaView[] {
    return [...this.#replicas].map(viewOf);
  }

  /** Does what time alone brings: ends of ejections, steps of slow starts, returns without a probe. To be called often. */
  advance(): void {
    const nowMs = this.#parts.clock.nowMs();
    this.#balancer.advance(nowMs);
    this.#hear(nowMs);
    this.#closeUnprobed(nowMs);
  }

  has(id: string): boolean {
    return this.#replicas.has(id);
  }

  /** The latest moment at which a request began that the replica answered well; before all time where there is none. */
  servedFromMs(id: string): number {
    return this.#replicas.get(id).servedFromMs;
  }

  onDown(listener: (upstream: Upstream) => void): void {
    this.#listeners.push(listener);
  }

  admit({ key, tried, isRepeatable }: AttemptWish): Admission | undefined {
    const nowMs = this.#parts.clock.nowMs();
    if (this.#tripped > 0 && tried.length === 0) {
      this.#closeUnprobed(nowMs);
      const probe = isRepeatable ? this.#admitProbe(nowMs) : undefined;
      if (probe !== undefined) return probe;
      if (!isRepeatable) this.#missProbe(nowMs);
    }
    const member = this.#balancer.choose(nowMs, key, tried.length === 0 ? none : this.#replicas.membersOf(tried));
    if (this.#told.length > 0) this.#hear(nowMs);
    const replica = member === undefined ? undefined : this.#replicas.of(member);
    if (replica === undefined) return undefined;
    this.#balancer.started(replica.member);
    // In panic its breaker may be open: then the admission is none, and the result tells the breaker nothing.
    return new ReplicaAdmission(replica, replica.breaker.admitFreely(), false);
  }

  /** @throws {Error} for an admission that was settled before, or is not of this rotation. */
  settle(admission: Admission, outcome: Outcome, latencyMs: number): void {
    if (!(admission instanceof ReplicaAdmission)) throw new TypeError('hand back what admit() gave');
    const { replica, breakerAdmission } = admission;
    if (admission.isSettled) throw new Error(`an attempt on '${replica.upstream.id}' was settled twice`);
    admission.isSettled = true;
    const nowMs = this.#parts.clock.nowMs();
    if (outcome === 'success') {
      replica.wasUp = true;
      replica.servedFromMs = Math.max(replica.servedFromMs, nowMs - latencyMs);
    }
    this.#balancer.finished(replica.member, outcome, latencyMs, nowMs);
    this.#parts.observer.settled(replica.upstream, outcome, latencyMs);
    const verdict = this.#verdictOf(outcome);
    const transition = replica.breaker.settle(breakerAdmission, verdict, nowMs, this.#parts.random);
    if (this.#told.length > 0) this.#hear(nowMs);
    if (transition !== undefined) this.#breakerChanged(replica, transition, nowMs);
  }

  /** Takes what health checks found of a replica, whenever that changes. */
  checked(id: string, { health, reason }: HealthNews): void {
    const replica = this.#replicas.get(id);
    const nowMs = this.#parts.clock.nowMs();
    const before = replica.health;
    replica.health = health;
    replica.unprobedSinceMs = undefined;
    switch (health) {
      case 'up':
        replica.wasUp = true;
        if (replica.drainsItself) this.#renew(replica, nowMs);
        else if (before === 'down') this.#revive(replica, nowMs);
        break;
      case 'down':
        break;
      case 'draining':
        replica.drainsItself = true;
        this.#balancer.drain(id, nowMs);
        break;
      default:
        health satisfies never;
    }
    this.#review(replica, { detector: 'active', reason }, nowMs);
    if (health === 'down') this.#tellDown(replica);
  }

  /** Gives a replica nothing new, until `resume`. The fact `replica-drained` tells when it has nothing left. */
  drain(id: string): void {
    const replica = this.#replicas.get(id);
    const nowMs = this.#parts.clock.nowMs();
    replica.drainedByHand = true;
    this.#balancer.drain(id, nowMs);
    this.#hear(nowMs);
  }

  /** Takes back a `drain`. A replica that is being stopped goes on draining. */
  resume(id: string): void {
    const replica = this.#replicas.get(id);
    const nowMs = this.#parts.clock.nowMs();
    replica.drainedByHand = false;
    if (replica.isDraining) return;
    this.#balancer.resume(id, nowMs);
    this.#review(replica, this.#causeOf(replica), nowMs);
  }

  /** Another strategy from now on; what is known of the replicas stays. */
  useStrategy(name: StrategyName): void {
    if (name === this.#strategy) return;
    const { clock, random } = this.#parts;
    this.#journal.strategyChanged(this.#strategy, name);
    this.#strategy = name;
    this.#balancer.useStrategy(strategies[name](random.fork(name)), clock.nowMs());
  }

  #admitProbe(nowMs: number): Admission | undefined {
    for (const replica of this.#replicas) {
      const { breaker, member } = replica;
      // A replica that is known to be down would only cost the request time.
      if (breaker.state.kind === 'closed' || replica.health === 'down' || replica.isDraining) continue;
      const wasOpen = breaker.state.kind === 'open';
      const admission = breaker.admit(nowMs, this.#parts.random);
      if (admission === rejected) continue;
      replica.unprobedSinceMs = undefined;
      if (wasOpen) this.#journal.breakerHalfOpened(replica);
      this.#balancer.started(member);
      return new ReplicaAdmission(replica, admission, true);
    }
    return undefined;
  }

  /** A request that may not be sent again cannot be the probe of whoever waits for one. */
  #missProbe(nowMs: number): void {
    for (const replica of this.#replicas) {
      if (!replica.isDraining && replica.waitsForProbe(nowMs)) replica.unprobedSinceMs ??= nowMs;
    }
  }

  #verdictOf(outcome: Outcome): Verdict {
    if (outcome === 'cancelled') return 'ignored';
    return outcome === 'failure' && !this.#parts.rules.watchesRequests ? 'ignored' : outcome;
  }

  #breakerChanged(replica: RotatedReplica, transition: Transition, nowMs: number): void {
    this.#tripped = this.#replicas.countTripped();
    switch (transition.kind) {
      case 'opened': {
        const { reason } = transition;
        this.#journal.breakerOpened(replica, reason);
        this.#review(replica, { detector: 'passive', reason }, nowMs);
        this.#tellDown(replica);
        return;
      }
      case 'closed':
        this.#journal.breakerClosed(replica);
        this.#review(replica, { detector: 'passive', reason: 'a probe succeeded' }, nowMs);
        return;
      default:
        transition satisfies never;
    }
  }

  /** It was down and is up: somebody should try it now. */
  #revive(replica: RotatedReplica, nowMs: number): void {
    replica.breaker.endOpenTime(nowMs);
    if (replica.waitsForProbe(nowMs)) replica.unprobedSinceMs = nowMs;
  }

  /**
   * Where no request can be a probe the health check has the word; as in Envoy
   * (`successful_active_health_check_uneject_host`), but only after a while, and where nobody asks for anything only if the
   * check itself had seen the replica down.
   */
  #closeUnprobed(nowMs: number): void {
    for (const replica of this.#replicas) {
      if (!replica.isUnprobed(nowMs)) continue;
      replica.unprobedSinceMs = undefined;
      this.#closeBreaker(replica, nowMs);
      const reason = 'its health check passes, and no request could be its probe';
      this.#review(replica, { detector: 'active', reason }, nowMs);
    }
  }

  #closeBreaker(replica: RotatedReplica, nowMs: number): void {
    if (replica.breaker.state.kind !== 'closed') this.#journal.breakerClosed(replica);
    replica.breaker.reset(nowMs);
    this.#tripped = this.#replicas.countTripped();
  }

  /** A replica that had announced its end is up: another process, of which no failure is known. */
  #renew(replica: RotatedReplica, nowMs: number): void {
    replica.drainsItself = false;
    this.#closeBreaker(replica, nowMs);
    if (!replica.isDraining) this.#balancer.resume(replica.upstream.id, nowMs);
  }

  /** The rotation follows from breaker and health, and the journal from the rotation. */
  #review(replica: RotatedReplica, cause: Cause, nowMs: number): void {
    if (replica.isBroken) this.#balancer.markDown(replica.upstream.id, nowMs);
    else this.#balancer.markUp(replica.upstream.id, nowMs);
    this.#journal.review(replica, cause, nowMs);
    this.#hear(nowMs);
  }

  /** Whoever waits for an answer of it can ask others, where there are any. */
  #tellDown(replica: RotatedReplica): void {
    if (replica.isDraining || !this.#replicas.some((other) => other !== replica && other.isInRotation)) return;
    for (const listener of this.#listeners) listener(replica.upstream);
  }

  /** Deals with what the balancer decided by itself. */
  #hear(nowMs: number): void {
    const told = this.#told;
    this.#told = [];
    for (const event of told) this.#journal.balancing(event, (id) => this.#replicas.get(id), nowMs);
  }

  #causeOf({ breaker, health }: RotatedReplica): Cause {
    if (breaker.state.kind === 'closed') return { detector: 'active', reason: `its health check says ${health}` };
    return { detector: 'passive', reason: 'its circuit breaker is not closed' };
  }
}
