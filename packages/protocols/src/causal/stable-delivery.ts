/**
 * Delivery in Lamport's total order, the same on every node (Lamport 1978, "Time, clocks, and the ordering of events in a
 * distributed system": requests are granted in the order ⇒ once something later is known of every process). A message
 * that has come is not delivered yet: one of a lower time may be on its way. It is delivered when it is stable, that is,
 * when every node is known to have passed its time and all that these nodes sent until then is here.
 *
 * Lamport's channels keep messages in order and lose none. Here numbers stand in for that: a sender counts its messages,
 * and what it says of its time counts only where all up to that number have come. A node that says nothing holds up
 * everybody, so nodes tell their time when they have no message to send.
 */
import type { LamportStamp, LamportTime } from '../clocks/lamport-clock.ts';
import { compareStamps } from '../clocks/lamport-clock.ts';
import type { NodeId } from '../port/protocol.ts';

/** A message with its place in the total order. */
export interface StampedMessage<Content> extends LamportStamp {
  /** Counts the messages of its sender from 1, in the order of their times. */
  readonly number: number;
  readonly content: Content;
}

/** What a node tells when it sends nothing: all messages after its `number`th will have times later than `time`. */
export interface PassedTime extends LamportStamp {
  readonly number: number;
}

export interface StableDelivery<Content> {
  readonly maximumWaiting: number;
  /** In the total order. */
  readonly waiting: readonly StampedMessage<Content>[];
  /** Of every node, its own among them: how many messages have come without a gap, and the time that it has passed. */
  readonly progress: readonly { readonly node: NodeId; readonly received: number; readonly passed: LamportTime }[];
}

/**
 * `received`: with what has become stable, in the total order. `overflow`: too many wait; this one is not kept, and has to
 * come again when others have told more.
 */
export type StableReceipt<Content> =
  | { readonly kind: 'received'; readonly delivered: readonly StampedMessage<Content>[] }
  | { readonly kind: 'duplicate' | 'overflow' };

/** @param nodes all that may send: each is waited for. */
export function stableDelivery<Content>(nodes: readonly NodeId[], maximumWaiting: number): StableDelivery<Content> {
  return { maximumWaiting, waiting: [], progress: nodes.map((node) => ({ node, received: 0, passed: 0 })) };
}

/** A message came, or the node sends one itself. */
export function stableReceive<Content>(
  state: StableDelivery<Content>,
  message: StampedMessage<Content>,
): [StableDelivery<Content>, StableReceipt<Content>] {
  const { node, number } = message;
  const sender = state.progress.find((known) => known.node === node);
  if (sender === undefined) throw new Error(`node ${node} sent a message, and is not among those that may`);
  const isWaiting = state.waiting.some((other) => other.node === node && other.number === number);
  if (isWaiting || number <= sender.received) return [state, { kind: 'duplicate' }];
  const waiting = [...state.waiting, message].sort(compareStamps);
  const [next, delivered] = deliver({ ...state, waiting });
  // Judged afterwards: the message may be the one that all others wait for.
  if (next.waiting.length > state.maximumWaiting) return [state, { kind: 'overflow' }];
  return [next, { kind: 'received', delivered }];
}

/** A node told its time. @returns with what has become stable. */
export function stablePassed<Content>(
  state: StableDelivery<Content>,
  { node, number, time }: PassedTime,
): [StableDelivery<Content>, readonly StampedMessage<Content>[]] {
  const progress = state.progress.map((known) => {
    const counts = known.node === node && number <= known.received && time > known.passed;
    return counts ? { ...known, passed: time } : known;
  });
  return deliver({ ...state, progress });
}

function deliver<Content>(state: StableDelivery<Content>): [StableDelivery<Content>, StampedMessage<Content>[]] {
  const progress = state.progress.map((known) => advance(known, state.waiting));
  const stable = Math.min(...progress.map(({ passed }) => passed));
  const delivered = state.waiting.filter(({ time }) => time <= stable);
  return [{ ...state, progress, waiting: state.waiting.slice(delivered.length) }, delivered];
}

/** Counts a node's messages as far as they have come without a gap; each tells the time at which it was sent. */
function advance(
  known: StableDelivery<unknown>['progress'][number],
  waiting: readonly StampedMessage<unknown>[],
): StableDelivery<unknown>['progress'][number] {
  let { received, passed } = known;
  for (const { node, number, time } of waiting) {
    if (node !== known.node || number !== received + 1) continue;
    received = number;
    passed = Math.max(passed, time);
  }
  return { ...known, received, passed };
}
