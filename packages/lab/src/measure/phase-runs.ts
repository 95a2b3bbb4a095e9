/** The phases of a run as the journal tells them: one record a phase and repeat. */
import type { JournalEvent, JournalEventOf } from '../journal/event.ts';
import type { FaultRecord } from './fault-records.ts';
import { readFaults } from './fault-records.ts';

export type PhaseLimitsRecord = NonNullable<JournalEventOf<'phase-started'>['limits']>;

/** The limits of a phase that has none. */
export const noLimits: PhaseLimitsRecord = { ttdMs: null, ttrMs: null, successPercent: null, p95Ms: null };

export interface PhaseRun {
  readonly phase: string;
  /** From 1. */
  readonly repeat: number;
  readonly startUs: number;
  /** The end of the journal where the phase was not finished. */
  readonly endUs: number;
  /** False where the run ended within the phase: its figures are then of a part of it. */
  readonly finished: boolean;
  /** False where a step was left out or did not come about; `detail` says which. */
  readonly completed: boolean;
  readonly detail: string;
  readonly watch: readonly string[];
  readonly limits: PhaseLimitsRecord;
  /** The faults that were applied in the phase. */
  readonly faults: readonly FaultRecord[];
}

/** @param events in order of time. */
export function readPhaseRuns(events: readonly JournalEvent[]): PhaseRun[] {
  const faults = readFaults(events);
  const lastUs = events.at(-1)?.atUs ?? 0;
  return events
    .filter((event) => event.type === 'phase-started')
    .map((started) => {
      const finished = events.find(
        (event) => event.type === 'phase-finished' && event.phase === started.phase && event.repeat === started.repeat,
      );
      const endUs = finished?.atUs ?? lastUs;
      const own = faults.filter(({ appliedAtUs }) => appliedAtUs >= started.atUs && appliedAtUs <= endUs);
      const targeted = own.flatMap(({ instance }) => (instance === undefined ? [] : [instance]));
      return {
        phase: started.phase,
        repeat: started.repeat,
        startUs: started.atUs,
        endUs,
        finished: finished !== undefined,
        completed: finished?.type === 'phase-finished' && finished.completed,
        detail: finished?.type === 'phase-finished' ? finished.detail : 'the run ended within this phase',
        watch: started.watch ?? [...new Set(targeted)],
        limits: started.limits ?? noLimits,
        faults: own,
      };
    });
}
