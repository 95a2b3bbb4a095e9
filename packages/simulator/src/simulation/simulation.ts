/**
 * One run: nodes of a protocol in virtual time, under a plan. Nothing in it depends on anything but the scenario: the same
 * scenario gives the same run, bit for bit (as FoundationDB's and TigerBeetle's simulators do).
 */
import type { NodeId, ProtocolEffect, ProtocolTypes } from '@temblor/protocols/port/protocol';

/** Told of what happens, synchronously. A harness judges here, and may ask for a stop. */
export interface SimulationObserver<T extends ProtocolTypes> {
  /** After every step of a node, its start included; `effects` are not carried out yet. */
  stepped(node: NodeId, before: T['state'] | undefined, after: T['state'], effects: readonly ProtocolEffect<T>[]): void;
  /** An `output` effect took its turn: what it tells is durable as far as the protocol made it so. */
  output(node: NodeId, output: T['output']): void;
  /** The node lost its memory. */
  stopped(node: NodeId): void;
}

/** What a harness can do while the run goes on. */
export interface Simulation<T extends ProtocolTypes> {
  /** Virtual time, that of no node's clock. */
  readonly nowUs: number;
  /** Calls back at a moment of virtual time, before it at none. */
  at(atUs: number, action: () => void): void;
  /** Hands a node a command after the network's delay. @returns false where the node is down: nothing happens then. */
  command(node: NodeId, command: T['command']): boolean;
  isUp(node: NodeId): boolean;
  /** Undefined while the node is down. */
  state(node: NodeId): T['state'] | undefined;
  /** What is durable of a node's log, damage left out: for judging what a crash would leave. */
  durableRecords(node: NodeId): readonly T['record'][];
  /** Adds to the trace, where one is recorded. */
  note(node: NodeId, text: string): void;
  /** Ends the run after the current event. */
  stop(): void;
}

/** What a run comes to. */
export interface SimulationEnd {
  readonly endedUs: number;
  readonly steps: number;
  /** Of every event of the run, in order: two runs are the same where their digests are. */
  readonly digest: string;
  /** How often each rare event really happened: `crash`, `torn-tail`, `message-lost`, `partition`, … */
  readonly coverage: Readonly<Record<string, number>>;
}
