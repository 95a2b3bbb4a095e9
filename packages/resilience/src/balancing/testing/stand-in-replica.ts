import type { Replica } from '../replica.ts';

/** A replica without a balancer, whose load and share a test sets by hand. */
export type StandIn = { -readonly [Name in keyof Replica]: Replica[Name] };

/** Replicas of these weights, named a, b, c … */
export function standIns(...weights: readonly number[]): StandIn[] {
  return weights.map((weight, slot) => ({
    id: String.fromCharCode(97 + slot),
    slot,
    weight,
    share: 1,
    effectiveWeight: weight,
    inFlight: 0,
    state: { kind: 'in-rotation' },
  }));
}
