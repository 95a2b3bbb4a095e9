/** The words of the causal broadcast: what nodes send, persist, are asked and tell. */
import type { LamportTime } from '../clocks/lamport-clock.ts';
import type { VectorClock } from '../clocks/vector-clock.ts';
import type { NodeId } from '../port/protocol.ts';
import type { CausalDelivery, CausalMessage } from './causal-delivery.ts';
import type { CausalLog } from './causal-log.ts';
import type { StableDelivery } from './stable-delivery.ts';

export type BroadcastEntry = CausalMessage<{ readonly time: LamportTime; readonly text: string }>;

export interface BroadcastOptions {
  /** All that take part. One that is down holds up what is to become stable, until it is back. */
  readonly nodes: readonly NodeId[];
  /** So often every node tells what it has and how far its time is. */
  readonly statusUs: number;
  /** So many messages wait at a node at most, for their causes and again for being stable. */
  readonly maximumWaiting: number;
  /** So many messages are sent again at most upon one status. */
  readonly maximumEntries: number;
}

/** For nodes on one machine or in one data centre. */
export const defaultBroadcastOptions: Omit<BroadcastOptions, 'nodes'> = {
  statusUs: 200_000,
  maximumWaiting: 1000,
  maximumEntries: 100,
};

export type BroadcastMessage =
  | { readonly kind: 'entries'; readonly entries: readonly BroadcastEntry[] }
  /** What the sender has delivered, its own messages among it, all durably; it will send none of a time up to `time`. */
  | { readonly kind: 'status'; readonly delivered: VectorClock; readonly time: LamportTime };

export interface BroadcastCommand {
  readonly kind: 'broadcast';
  readonly text: string;
}

export type BroadcastOutput =
  /** In causal order, each message once in a life: first those of earlier lives. */
  | { readonly kind: 'delivered'; readonly entry: BroadcastEntry }
  /** In the total order, the same on every node; each message once in a life. */
  | { readonly kind: 'stable'; readonly entry: BroadcastEntry }
  /** Too many messages wait to become stable; nothing was sent. */
  | { readonly kind: 'refused'; readonly text: string };

export interface BroadcastState {
  readonly node: NodeId;
  readonly options: BroadcastOptions;
  readonly time: LamportTime;
  readonly causal: CausalDelivery<BroadcastEntry['content']>;
  readonly stable: StableDelivery<BroadcastEntry>;
  readonly log: CausalLog<BroadcastEntry>;
  readonly nextTicket: number;
}

export interface BroadcastTypes {
  state: BroadcastState;
  message: BroadcastMessage;
  command: BroadcastCommand;
  output: BroadcastOutput;
  register: null;
  record: BroadcastEntry;
  timer: 'status';
}
