import type { Clock } from '@temblor/foundation/clock/clock';
import type { JournalFact } from '@temblor/lab/journal/event';
import type { Topology } from '@temblor/lab/system/topology';
import type { InstanceView, LinkView, LogLine } from '@temblor/lab/world/world';

/** What a reader of detections needs of the system that it watches. */
export interface DetectionContext {
  readonly topology: Topology;
  readonly clock: Clock;
  instances(): readonly InstanceView[];
  links(): readonly LinkView[];
  followLogs(listener: (line: LogLine) => void): Disposable;
  facts(atUs: number, fact: JournalFact): void;
}

/** The states that a detection can put an instance into. */
export type DetectedState = 'on' | 'off';

/**
 * Tells the journal of changes only: a source that repeats itself says one thing once. Every instance is taken to be ON
 * until a source says otherwise.
 */
export class StateChanges {
  readonly #states = new Map<string, DetectedState>();
  readonly #context: DetectionContext;
  readonly #by: string;
  readonly #detector: string;

  constructor(context: DetectionContext, by: string, detector: string) {
    this.#context = context;
    this.#by = by;
    this.#detector = detector;
  }

  stateOf(instance: string): DetectedState {
    return this.#states.get(instance) ?? 'on';
  }

  report(instance: string, state: DetectedState, atUs: number, reason: string): void {
    if (this.stateOf(instance) === state) return;
    this.#states.set(instance, state);
    const type = state === 'on' ? 'instance-on' : 'instance-off';
    this.#context.facts(atUs, { type, instance, by: this.#by, detector: this.#detector, reason });
  }
}
