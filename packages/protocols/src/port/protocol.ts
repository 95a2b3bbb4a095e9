/**
 * The port that a protocol runs against: it asks for messages to be sent, timers to be set and state to be persisted,
 * and does none of it itself. The simulator fills it in virtual time; `packages/host` with sockets, timers and files.
 *
 * A protocol is a value: `step(state, input) → [state, effects]`. It keeps no clock and draws no random number: `atUs`
 * comes with every input, and random time-outs are asked for as ranges. The given state is never changed.
 *
 * The order of effects is a promise of whoever fills the port. They are carried out in the order in which they were
 * returned, over all steps of a node; what stands after a `persist` is not done before that record is durable (group
 * commit may serve several at once). So a reply that stands after a `persist` never tells of what a crash can undo, and
 * what may safely leave earlier stands before it (Ongaro 2014, §10.2.1: a leader writes in parallel with its followers).
 * The form is that of etcd-io/raft, whose `Ready` returns effects in the same way.
 *
 * Messages may be lost, doubled, delayed and reordered, never falsified. A node that starts again remembers what was
 * durable, and gets no timer and no `persisted` of an earlier life.
 */

/** A node of the cluster. Ids are compared: in Bully the highest leads. */
export type NodeId = number;

/** The types of one protocol, in one parameter. All but `state` are plain data that survives JSON. */
export interface ProtocolTypes {
  state: unknown;
  /** What nodes send each other. */
  message: unknown;
  /** What the program around the node asks of it. */
  command: unknown;
  /** What the node tells the program around it. */
  output: unknown;
  /** A small value that is replaced whole, atomically, and kept in two copies: a term and a vote. */
  register: unknown;
  /** One record of an append-only log. */
  record: unknown;
  /** Names of timers. */
  timer: string;
}

export type ProtocolInput<T extends ProtocolTypes> =
  | { readonly kind: 'message'; readonly from: NodeId; readonly message: T['message'] }
  /** A timer ran out. It is not set any more. */
  | { readonly kind: 'timer'; readonly timer: T['timer'] }
  /** What the `persist` of this ticket asked for is durable. Tickets come back in the order in which they were given. */
  | { readonly kind: 'persisted'; readonly ticket: number }
  | { readonly kind: 'command'; readonly command: T['command'] };

export type ProtocolEffect<T extends ProtocolTypes> =
  | { readonly kind: 'send'; readonly to: NodeId; readonly message: T['message'] }
  /** Sets a timer, or sets it anew; it runs out after a time drawn evenly from [lowUs, highUs]. */
  | { readonly kind: 'set-timer'; readonly timer: T['timer']; readonly lowUs: number; readonly highUs: number }
  | { readonly kind: 'cancel-timer'; readonly timer: T['timer'] }
  /**
   * Writes become durable in the order in which they were asked for, and of one write the register first: records without
   * the register that was to come before them are never found, unless the register is lost.
   */
  | {
      readonly kind: 'persist';
      /** Counts up within one life of a node. */
      readonly ticket: number;
      /** Absent: the register stays as it is. */
      readonly register?: T['register'];
      /** Added to the log. Empty where only the register changes. */
      readonly append: readonly T['record'][];
      /** True where `append` takes the place of the whole log, atomically: after a snapshot. */
      readonly rewrite: boolean;
    }
  /** For the program around the node. */
  | { readonly kind: 'output'; readonly output: T['output'] };

/** The state after a step, and what is to be done, in this order. */
export type Stepped<T extends ProtocolTypes> = readonly [state: T['state'], effects: readonly ProtocolEffect<T>[]];

/** What a node finds on its disk when it starts. */
export interface Recovered<T extends ProtocolTypes> {
  /** `absent`: never written. `lost`: both copies are damaged; what the node promised is not known. */
  readonly register:
    | { readonly kind: 'absent' }
    | { readonly kind: 'lost' }
    | { readonly kind: 'read'; readonly value: T['register'] };
  /** The records before the first damage, in order. */
  readonly records: readonly T['record'][];
  /**
   * `torn`: bytes are missing at the end, and only there: a write that was never acknowledged as durable.
   * `damaged`: bytes are wrong, or a file is missing: records that were durable may be lost.
   */
  readonly log: 'intact' | 'torn' | 'damaged';
}

/** A node that starts for the first time. */
export const nothingRecovered = { register: { kind: 'absent' }, records: [], log: 'intact' } as const;

/** The rules of one protocol, the same for every node. */
export interface Protocol<T extends ProtocolTypes> {
  readonly name: string;
  /** The state of a node that starts, for the first time or again, and its first effects. */
  start(node: NodeId, recovered: Recovered<T>, atUs: number): Stepped<T>;
  /** `atUs` is the reading of the node's own monotonic clock, which may drift; it never decreases within a life. */
  step(state: T['state'], input: ProtocolInput<T>, atUs: number): Stepped<T>;
}
