import type { Random } from '@temblor/foundation/randomness/random';
import type { NodeId, ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { Network } from '../network/network.ts';
import type { SimulatedNode } from '../node/simulated-node.ts';
import type { EventQueue } from '../time/event-queue.ts';

/** A fault from its beginning to its end. */
export interface ActingFault {
  /** Whether it has changed anything so far. */
  hasActed(): boolean;
  /** Takes away what it did; what cannot be taken away, as a loss, stays. */
  end(): void;
}

/** What a fault gets hold of. */
export interface FaultSite<T extends ProtocolTypes> {
  readonly queue: EventQueue;
  readonly network: Network<T>;
  /** Undefined where there is no such node: a fault on it acts on nothing. */
  node(id: NodeId): SimulatedNode<T> | undefined;
  /** The fault's own: another fault of the plan does not change what this one draws. */
  readonly random: Random;
  /** True where the moment was chosen by what happened, and no better one is to be waited for. */
  readonly isAimed: boolean;
}

/** A fault that found nothing to act on. */
export const idleFault: ActingFault = { hasActed: () => false, end: () => {} };
