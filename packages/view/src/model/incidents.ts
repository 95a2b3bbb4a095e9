/** What a fault led to: the moments from its effect to the return of each instance that it concerned. */
import type { JournalEvent } from '@temblor/lab/journal/event';

/** One fault and one instance. Times are microseconds; a moment that was not seen is null. */
export interface Incident {
  readonly fault: string;
  readonly kind: string;
  readonly instance: string;
  readonly appliedAtUs: number;
  readonly effectAtUs: number | null;
  readonly offAtUs: number | null;
  readonly liftedAtUs: number | null;
  readonly onAtUs: number | null;
  /** From the effect to OFF, and from the lifting to ON, as `lab/measure` defines them; null where not measured. */
  readonly ttdMs: number | null;
  readonly ttrMs: number | null;
  readonly detector: string | null;
}

/**
 * The incidents of a system, in order of application: of a phase, by the instances that it watches; of a fault injected
 * by hand, by the instances that it was aimed at.
 *
 * @param facts of one system, in order.
 * @param untilUs later facts do not count.
 */
export function readIncidents(facts: readonly JournalEvent[], untilUs: number): readonly Incident[] {
  throw new Error(`not built: ${facts.length} ${untilUs}`);
}
