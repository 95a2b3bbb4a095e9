import type { Random } from '@temblor/foundation/randomness/random';

/** What a fault does to one way of a link; absent keys: nothing. */
export interface WayEffect {
  /** How long what arrives now is held back. Drawn anew for everything that arrives. */
  readonly delayUs?: (random: Random) => number;
  /** True: what arrives is lost. */
  readonly swallows?: true;
  /** The most that passes in a second, over all connections of the link. */
  readonly bytesPerSecond?: number;
}

/** What a fault does to a link, as data and pure functions; `faults/` holds one file a kind. */
export interface LinkEffect {
  readonly forward: WayEffect;
  readonly back: WayEffect;
  /** Whether the request that begins now is answered by a reset; absent: never. */
  readonly breaksRequest?: (random: Random) => boolean;
  /** When every connection is reset; absent: never. */
  readonly resets?: ResetSchedule;
}

/** Connections are reset all the time, or in turn reset and let through, for periods that are drawn one by one. */
export type ResetSchedule =
  | { readonly kind: 'always' }
  | { readonly kind: 'in-turn'; readonly nextPeriodMs: (random: Random) => number };
