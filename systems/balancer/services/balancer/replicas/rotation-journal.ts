/** What a rotation tells the journal: each change once, in the words of `packages/lab/src/journal/event.ts`. */
import type { JournalFact } from '@temblor/lab/journal/event';
import type { BalancingEvent } from '@temblor/resilience/balancing/balancing-event';
import type { Detector, RotatedReplica } from './rotated-replica.ts';

/** What made a replica leave the rotation or come back. */
export interface Cause {
  readonly detector: Detector;
  readonly reason: string;
}

export class RotationJournal {
  readonly #instance: string;
  readonly #write: (fact: JournalFact) => void;

  /** @param instance the instance id of the balancer. */
  constructor(instance: string, write: (fact: JournalFact) => void) {
    this.#instance = instance;
    this.#write = write;
  }

  strategyChanged(from: string, to: string): void {
    this.#write({ type: 'strategy-changed', instance: this.#instance, from, to });
  }

  breakerOpened({ upstream }: RotatedReplica, reason: string): void {
    this.#write({ type: 'breaker-opened', instance: this.#instance, dependency: upstream.id, reason });
  }

  breakerHalfOpened({ upstream }: RotatedReplica): void {
    this.#write({ type: 'breaker-half-opened', instance: this.#instance, dependency: upstream.id });
  }

  breakerClosed({ upstream }: RotatedReplica): void {
    this.#write({ type: 'breaker-closed', instance: this.#instance, dependency: upstream.id });
  }

  /**
   * Compares where a replica stands with what was told of it. A replica that drains has left for another reason: nothing is
   * told of it until it is resumed. One that has never worked was never ON, and is not told to be OFF.
   */
  review(replica: RotatedReplica, { detector, reason }: Cause, nowMs: number): void {
    const { absence, isInRotation, wasUp } = replica;
    const about = { instance: replica.upstream.id, by: this.#instance, detector, reason };
    if (replica.member.state.kind === 'draining') return;
    if (!isInRotation && absence === undefined) {
      replica.absence = { detector, reason, sinceMs: nowMs };
      if (!wasUp) return;
      replica.absences += 1;
      this.#write({ type: 'instance-off', ...about });
    }
    if (!isInRotation) return;
    replica.absence = undefined;
    if (!wasUp || (absence === undefined && replica.isToldOn)) return;
    replica.isToldOn = true;
    this.#write({ type: 'instance-on', ...about });
  }

  /** What the balancer decided by itself. */
  balancing(event: BalancingEvent, replicaOf: (id: string) => RotatedReplica, nowMs: number): void {
    const instance = this.#instance;
    switch (event.type) {
      case 'replica-ejected': {
        const reason = 'it fails far more often than the others';
        this.review(replicaOf(event.replica), { detector: 'outlier', reason }, nowMs);
        return;
      }
      case 'replica-entered': {
        const replica = replicaOf(event.replica);
        if (!replica.isInRotation) return;
        this.review(replica, { detector: 'outlier', reason: 'its ejection is over' }, nowMs);
        return;
      }
      case 'draining-started':
        this.#write({ type: 'replica-draining', instance, replica: event.replica, inFlight: event.inFlight });
        return;
      case 'draining-finished':
        this.#write({ type: 'replica-drained', instance, replica: event.replica });
        return;
      case 'panic-started':
      case 'panic-ended':
        this.#write({ type: event.type, instance, inRotation: event.inRotation, replicas: event.replicas });
        return;
      case 'replica-down':
      case 'ejection-refused':
        return;
      default:
        event satisfies never;
    }
  }
}
