import type { ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { EventQueue } from '../time/event-queue.ts';
import type { TraceEvent, TraceFact } from './trace.ts';

/** Keeps what happens, where somebody wants it. */
export class TraceRecorder<T extends ProtocolTypes> {
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
