/**
 * What a seed unfolds into: a plan as plain data. It is drawn before the run, so that it can be shrunk (a fault fewer, an
 * operation fewer, an earlier end), written down, and run again.
 */
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { PlannedFault } from '../faults/planned-fault.ts';

/** How the network behaves where no fault acts. */
export interface NetworkProfile {
  /** Every message takes a time of its own from this range, so messages overtake each other. */
  readonly delayUs: { readonly low: number; readonly high: number };
}

/** How disks behave where no fault acts. */
export interface DiskProfile {
  readonly syncUs: { readonly low: number; readonly high: number };
}

/** One thing that a client or an operator asks for, whoever of the nodes it turns to. */
export interface PlannedOperation<Action> {
  readonly id: number;
  readonly atUs: number;
  readonly client: number;
  readonly action: Action;
}

export interface Scenario<Action> {
  /** Draws what happens within the run: delays, time-outs, which unsynced bytes survive. */
  readonly seed: number;
  readonly nodes: readonly NodeId[];
  readonly untilUs: number;
  readonly network: NetworkProfile;
  readonly disk: DiskProfile;
  readonly faults: readonly PlannedFault[];
  readonly operations: readonly PlannedOperation<Action>[];
}
