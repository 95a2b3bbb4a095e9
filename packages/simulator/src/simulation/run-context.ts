import type { Protocol, ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { EventQueue } from '../time/event-queue.ts';
import type { TraceEvent, TraceFact } from '../trace/trace.ts';
import type { Coverage } from './coverage.ts';
import type { Digest } from './digest.ts';
import type { SimulationObserver } from './simulation.ts';

/** What the parts of one run share. */
export interface RunContext<T extends ProtocolTypes> {
  readonly protocol: Protocol<T>;
  readonly observer: SimulationObserver<T>;
  readonly queue: EventQueue;
  readonly digest: Digest;
  readonly coverage: Coverage;
  readonly trace: Trace<T>;
  /** Of all nodes so far. */
  steps: number;
}

/** Keeps what happens, where somebody wants it. */
export class Trace<T extends ProtocolTypes> {
  readonly events: TraceEvent[] = [];
  /** False where nothing is kept: then nobody should build a text for it. */
  readonly isOn: boolean;
  readonly label: (message: T['message']) => string;
  readonly #queue: EventQueue;

  constructor(isOn: boolean, queue: EventQueue, label: (message: T['message']) => string) {
    this.isOn = isOn;
    this.label = label;
    this.#queue = queue;
  }

  add(fact: TraceFact): void {
    if (this.isOn) this.events.push({ atUs: this.#queue.nowUs, ...fact });
  }
}
