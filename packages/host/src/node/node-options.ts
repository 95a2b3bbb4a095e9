/** What a node is given to run a protocol for real. */
import type { Clock } from '@temblor/foundation/clock/clock';
import type { Random } from '@temblor/foundation/randomness/random';
import type { NodeId, ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { Codec } from '../codec/codec.ts';
import type { Address, Dial } from '../transport/tcp-dial.ts';

export interface NodeOptions<T extends ProtocolTypes> extends RunOptions<T> {
  /** Nodes of different clusters refuse each other. */
  readonly cluster: string;
  /** Counts up when messages or records are written in another way: nodes of different versions refuse each other. */
  readonly version: number;
  /** Port 0: one that the system gives. Absent: connections come by `accept` alone. */
  readonly listen?: Address;
  readonly dial: Dial;
  /** The connection by which a node called this one broke: its process may have ended, or the network between them. */
  readonly lost?: (node: NodeId) => void;
  /** The longest message, and the bound of what waits for one node. 64 MiB where absent. */
  readonly maximumMessageBytes?: number;
}

/** What it is given whatever way its messages go. */
export interface RunOptions<T extends ProtocolTypes> {
  readonly node: NodeId;
  /** Where the log is; no two nodes may have the same. */
  readonly directory: string;
  readonly codecs: NodeCodecs<T>;
  readonly clock: Clock;
  readonly random: Random;
  /** Called in the order of the outputs. A throw ends the node. */
  readonly output: (output: T['output']) => void;
  /** What was found on the disk, refusals of other nodes: a sentence each. */
  readonly trouble: (text: string) => void;
  /** Ends the node, as closing it does. */
  readonly signal?: AbortSignal;
  /** A segment of the log that is longer is the last to grow. 64 MiB where absent. */
  readonly segmentBytes?: number;
}

export interface NodeCodecs<T extends ProtocolTypes> {
  readonly message: Codec<T['message']>;
  readonly register: Codec<T['register']>;
  readonly record: Codec<T['record']>;
}
