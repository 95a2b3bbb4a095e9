/**
 * Causal delivery (Birman, Schiper and Stephenson 1991, "Lightweight causal and atomic group multicast", §5.1: CBCAST):
 * a message waits until everything that its sender had delivered before sending it is delivered here too. Messages that
 * do not depend on each other are delivered as they come, in different orders on different nodes.
 *
 * Nothing is asked for again: messages may come late, twice and in any order, and one that is lost holds up what depends
 * on it. Whoever brings the messages has to see to it that each comes in the end.
 */
import type { VectorClock } from '../clocks/vector-clock.ts';
import { vectorEntries, vectorEntry, vectorTick } from '../clocks/vector-clock.ts';
import type { NodeId } from '../port/protocol.ts';

/** By whom a message was sent, and what its sender had delivered before. */
export interface CausalStamp {
  readonly from: NodeId;
  /** Under `from` this message's number among its sender's, from 1; under others how many of theirs it may depend on. */
  readonly clock: VectorClock;
}

export interface CausalMessage<Content> extends CausalStamp {
  readonly content: Content;
}

/** A node that delivers messages, its own at once. */
export interface CausalDelivery<Content> {
  /** How many messages of each node were delivered here. */
  readonly delivered: VectorClock;
  /** What waits for others, in the order in which it came. */
  readonly waiting: readonly CausalMessage<Content>[];
  /** How many may wait. */
  readonly maximumWaiting: number;
}

/**
 * `delivered`: the message and what waited for it, in causal order. `overflow`: too many wait already; this one is not
 * kept, and has to come again.
 */
export type CausalReceipt<Content> =
  | { readonly kind: 'delivered'; readonly messages: readonly CausalMessage<Content>[] }
  | { readonly kind: 'waits' | 'duplicate' | 'overflow' };

/** A node that has delivered nothing yet. */
export function causalDelivery<Content>(maximumWaiting: number): CausalDelivery<Content> {
  return { delivered: {}, waiting: [], maximumWaiting };
}

/** A message of the node itself, which depends on all that it has delivered; to be sent to all others. */
export function causalSend<Content>(
  state: CausalDelivery<Content>,
  node: NodeId,
  content: Content,
): [CausalDelivery<Content>, CausalMessage<Content>] {
  const clock = vectorTick(state.delivered, node);
  return [
    { ...state, delivered: clock },
    { from: node, clock, content },
  ];
}

/** A message came. */
export function causalReceive<Content>(
  state: CausalDelivery<Content>,
  message: CausalMessage<Content>,
): [CausalDelivery<Content>, CausalReceipt<Content>] {
  const { from, clock } = message;
  const number = vectorEntry(clock, from);
  const isKnown = state.waiting.some((other) => other.from === from && vectorEntry(other.clock, from) === number);
  if (isKnown || number <= vectorEntry(state.delivered, from)) return [state, { kind: 'duplicate' }];
  if (!isNextInCausalOrder(state.delivered, message)) {
    if (state.waiting.length >= state.maximumWaiting) return [state, { kind: 'overflow' }];
    return [{ ...state, waiting: [...state.waiting, message] }, { kind: 'waits' }];
  }
  const messages = [message];
  let delivered = vectorTick(state.delivered, from);
  let waiting = state.waiting;
  for (;;) {
    const next = waiting.find((other) => isNextInCausalOrder(delivered, other));
    if (next === undefined) break;
    messages.push(next);
    delivered = vectorTick(delivered, next.from);
    waiting = waiting.filter((other) => other !== next);
  }
  return [
    { ...state, delivered, waiting },
    { kind: 'delivered', messages },
  ];
}

/** Whether a message is its sender's next and all that it may depend on is delivered (§5.1, the delay condition). */
export function isNextInCausalOrder(delivered: VectorClock, { from, clock }: CausalStamp): boolean {
  if (vectorEntry(clock, from) !== vectorEntry(delivered, from) + 1) return false;
  return vectorEntries(clock).every(([node, count]) => node === from || count <= vectorEntry(delivered, node));
}
