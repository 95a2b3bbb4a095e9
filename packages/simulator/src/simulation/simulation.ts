/**
 * One run: nodes of a protocol in virtual time, under a plan. Nothing in it depends on anything but the scenario: the same
 * scenario gives the same run, bit for bit (as FoundationDB's and TigerBeetle's simulators do).
 */
import type { NodeId, ProtocolEffect, ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { PlannedFault } from '../faults/planned-fault.ts';
import type { TraceEvent, TraceFact } from '../trace/trace.ts';

/** Told of what happens, synchronously. A harness judges here, and may ask for a stop. */
export interface SimulationObserver<T extends ProtocolTypes> {
  /** After every step of a node, its start included; `effects` are not carried out yet. */
  stepped(node: NodeId, before: T['state'] | undefined, after: T['state'], effects: readonly ProtocolEffect<T>[]): void;
  /** An `output` effect took its turn: what it tells is durable as far as the protocol made it so. */
  output(node: NodeId, output: T['output']): void;
  /** The node lost its memory. */
  stopped(node: NodeId): void;
}

/** What a harness gives to a run. */
export interface SimulationHooks<T extends ProtocolTypes> {
  readonly observer: SimulationObserver<T>;
  /** Before the first event, when no node has started: to make the first appointments. */
  begin(simulation: Simulation<T>): void;
  /** A message in a few words, for the trace; called only where one is recorded. */
  label(message: T['message']): string;
  readonly trace: boolean;
}

/** What a harness can do while the run goes on. */
export interface Simulation<T extends ProtocolTypes> {
  /** Virtual time, that of no node's clock. */
  readonly nowUs: number;
  /** Calls back at a moment of virtual time; as soon as the current event is over where that moment has passed. */
  at(atUs: number, action: () => void): void;
  /**
   * Hands a node a command after the network's delay; no fault of the network acts on it. It is lost without a word
   * where the node is down when it arrives. @returns false where the node is down already: nothing happens then.
   */
  command(node: NodeId, command: T['command']): boolean;
  isUp(node: NodeId): boolean;
  /** Undefined while the node is down. */
  state(node: NodeId): T['state'] | undefined;
  /** What is durable of a node's log, damage left out: for judging what a crash would leave. */
  durableRecords(node: NodeId): readonly T['record'][];
  /** Adds to the trace, where one is recorded. */
  note(node: NodeId, text: string): void;
  /** Adds what only the harness knows of to the trace: `invoked`, `completed`, `violation`. */
  record(fact: TraceFact): void;
  /**
   * A fault that waited for an event rather than for a moment begins, as soon as the current event is over; its `atUs` is
   * not looked at. A crash does not wait any longer: it comes then.
   */
  inject(fault: PlannedFault): void;
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

/** What a run comes to, and what happened in it; the trace is empty where none was asked for. */
export interface TracedEnd extends SimulationEnd {
  readonly trace: readonly TraceEvent[];
}
