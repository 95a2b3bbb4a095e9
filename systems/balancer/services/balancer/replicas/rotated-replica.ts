/** A replica with everything that is known of it: its place in the rotation, its breaker, its health. */
import type { Replica, ReplicaState } from '@temblor/resilience/balancing/replica';
import type { Admission as BreakerAdmission, BreakerRules } from '@temblor/resilience/breaker/breaker-machine';
import { BreakerMachine } from '@temblor/resilience/breaker/breaker-machine';
import type { Admission, Upstream } from './upstream.ts';

/** What finds that a replica fails: requests one after the other, a health check, or the comparison with the others. */
export type Detector = 'passive' | 'active' | 'outlier';

/** What health checks say; unknown before the first one is decided. */
export type Health = 'unknown' | 'up' | 'down' | 'draining';

/** Why a replica is out of the rotation for failing. */
export interface Absence {
  readonly detector: Detector;
  readonly reason: string;
  readonly sinceMs: number;
}

/** How long a replica that may come back waits for a request that can be its probe. */
const unprobedMs = 500;

/** Changes in place: every request touches it. */
export class RotatedReplica {
  readonly upstream: Upstream;
  /** What the balancer knows of it. */
  readonly member: Replica;
  readonly breaker: BreakerMachine;
  health: Health = 'unknown';
  /**
   * Since when it waits for a probe and should have had one: its health check passes again after it was down, or a request
   * came that could not be its probe.
   */
  unprobedSinceMs: number | undefined;
  /** It said that it is being stopped; until its health check passes again. */
  drainsItself = false;
  /** Somebody asked for it; until somebody resumes it. */
  drainedByHand = false;
  /** It was seen to work, by a health check or a request. */
  wasUp = false;
  /** The journal was told that it works, once or more often. */
  isToldOn = false;
  absence: Absence | undefined;
  /** How often it left the rotation for failing. */
  absences = 0;
  /** The latest beginning of a request that it answered well: proof that it was alive after that. */
  servedFromMs = Number.NEGATIVE_INFINITY;

  constructor(upstream: Upstream, member: Replica, rules: BreakerRules) {
    this.upstream = upstream;
    this.member = member;
    this.breaker = new BreakerMachine(rules);
  }

  get isBroken(): boolean {
    return this.breaker.state.kind !== 'closed' || this.health === 'down';
  }

  get isDraining(): boolean {
    return this.drainsItself || this.drainedByHand;
  }

  /** Whether its breaker would let a probe through now. One that is known to be down is not to be probed. */
  waitsForProbe(nowMs: number): boolean {
    if (this.health === 'down') return false;
    const { breaker } = this;
    return breaker.state.kind === 'half-open' ? breaker.probesOut === 0 : breaker.retryAfterMs(nowMs) === 0;
  }

  /** Whether it is up, and has waited for a probe in vain. */
  isUnprobed(nowMs: number): boolean {
    const sinceMs = this.unprobedSinceMs;
    return sinceMs !== undefined && this.health === 'up' && nowMs - sinceMs >= unprobedMs;
  }

  get isInRotation(): boolean {
    const { kind } = this.member.state;
    return kind === 'in-rotation' || kind === 'slow-start';
  }
}

/** Leave to send one attempt, as a rotation gives it. */
export class ReplicaAdmission implements Admission {
  readonly replica: RotatedReplica;
  readonly breakerAdmission: BreakerAdmission;
  readonly isProbe: boolean;
  isSettled = false;

  constructor(replica: RotatedReplica, breakerAdmission: BreakerAdmission, isProbe: boolean) {
    this.replica = replica;
    this.breakerAdmission = breakerAdmission;
    this.isProbe = isProbe;
  }

  get upstream(): Upstream {
    return this.replica.upstream;
  }
}

/** A replica as pages and windows show it. */
export interface ReplicaView {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly state: ReplicaState['kind'];
  readonly breaker: 'closed' | 'open' | 'half-open';
  readonly health: Health;
  readonly weight: number;
  /** What its weight counts now: less during a slow start. */
  readonly effectiveWeight: number;
  readonly inFlight: number;
  /** How often it left the rotation for failing. */
  readonly absences: number;
  /** Why it is out; undefined while it is not. */
  readonly absence: Absence | undefined;
}

/** How a replica stands now. */
export function viewOf(replica: RotatedReplica): ReplicaView {
  const { upstream, member, breaker, health, absences, absence } = replica;
  const { kind } = breaker.state;
  return {
    ...upstream,
    state: member.state.kind,
    // Nobody takes a breaker of ours out of use by hand: a replica is drained.
    breaker: kind === 'isolated' ? 'open' : kind,
    health,
    weight: member.weight,
    effectiveWeight: member.effectiveWeight,
    inFlight: member.inFlight,
    absences,
    absence,
  };
}
