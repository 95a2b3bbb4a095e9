/** What policies are given of the world: time, chance, and someone to tell what they decide. */
import type { Random } from '@temblor/foundation/randomness/random';
import type { PolicyEvent } from './policy-event.ts';

/** Time as policies need it: milliseconds on a clock that never goes back, and callbacks. */
export interface Time {
  nowMs(): number;
  /** Calls back after a while. @returns what takes it back. */
  schedule(afterMs: number, callback: () => void): () => void;
}

/** Handed to every policy where it is made. */
export interface Surroundings {
  readonly time: Time;
  readonly random: Random;
  /** Told of every decision, synchronously; must not throw. Undefined where nobody listens: then events cost nothing. */
  readonly observe: ((event: PolicyEvent) => void) | undefined;
}
