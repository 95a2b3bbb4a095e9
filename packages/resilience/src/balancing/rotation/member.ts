import type { Replica, ReplicaState } from '../replica.ts';

/** A replica with what its balancer keeps of it. Fields change in place: a call touches them several times. */
export class Member implements Replica {
  readonly id: string;
  readonly slot: number;
  weight: number;
  share = 1;
  inFlight = 0;
  state: ReplicaState = { kind: 'in-rotation' };
  /** Results of calls that began earlier tell of a time that is over. */
  enteredMs: number;
  ejections = 0;
  consecutiveFailures = 0;
  /** In the current window of the success-rate rule. */
  successes = 0;
  failures = 0;

  constructor(id: string, slot: number, weight: number, nowMs: number) {
    this.id = id;
    this.slot = slot;
    this.weight = weight;
    this.enteredMs = nowMs;
  }

  get effectiveWeight(): number {
    return this.weight * this.share;
  }

  get inRotation(): boolean {
    return this.state.kind === 'in-rotation' || this.state.kind === 'slow-start';
  }

  /** Forgets what the rules counted. */
  forget(): void {
    this.consecutiveFailures = 0;
    this.successes = 0;
    this.failures = 0;
  }
}
