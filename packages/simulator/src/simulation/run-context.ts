import type { Protocol, ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { EventQueue } from '../time/event-queue.ts';
import type { TraceRecorder } from '../trace/trace-recorder.ts';
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
  readonly trace: TraceRecorder<T>;
  /** Of all nodes so far. */
  steps: number;
}
