/** What policies are given of the world: time, chance, and someone to tell what they decide. */
import type { Random } from '@temblor/foundation/randomness/random';
import type { PolicyEvent } from './policy-event.ts';

/** Time as policies need it: milliseconds on a clock that never goes back, and callbacks. */
export interface Time {
  nowMs(): number;
  /** Calls back after a while. @returns what takes it back. */
  schedule(afterMs: number, callback: () => void): () => void;
  /**
   * Calls back after what has arrived at this process by now was handed to the program. A process that stood still finds
   * its timers due before it has read the answers that came meanwhile.
   */
  afterArrivals(callback: () => void): void;
  /** A timer that is set again and again, for a policy that watches over many calls with one. */
  alarm(callback: () => void): Alarm;
}

/** A timer of one policy. */
export interface Alarm {
  /** Calls back once after a while, which may be a little early. What it was set to before is forgotten. */
  set(afterMs: number): void;
  /** Whether the process has to stay alive for it: not while the policy watches over no call. Cheap. */
  keepAlive(needed: boolean): void;
}

/** Handed to every policy where it is made. */
export interface Surroundings {
  readonly time: Time;
  readonly random: Random;
  /** Told of every decision, synchronously; must not throw. Undefined where nobody listens: then events cost nothing. */
  readonly observe: ((event: PolicyEvent) => void) | undefined;
}
