/** The phases of a run as the journal tells them: one record a phase and repeat. */
import type { JournalEvent, JournalEventOf } from '../journal/event.ts';
import type { FaultRecord } from './fault-records.ts';
import { readFaults } from './fault-records.ts';

export type PhaseLimitsRecord = NonNullable<JournalEventOf<'phase-started'>['limits']>;

/** The limits of a phase that has none. */
export const noLimits: PhaseLimitsRecord = { ttdMs: null, ttrMs: null, successPercent: null, p95Ms: null };

/** The kinds of facts that phases, their faults and detections are read from; all others make no difference to them. */
export const measuredTypes: ReadonlySet<JournalEvent['type']> = new Set([
  ...(['system-starting', 'process-started', 'run-started', 'verdict', 'run-ended'] as const),
  ...(['phase-started', 'phase-finished', 'instance-suspected', 'instance-off', 'instance-on'] as const),
  ...(['fault-applied', 'fault-confirmed', 'fault-not-confirmed', 'fault-undetermined', 'fault-lifted'] as const),
]);

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

/**
 * The phases, in order of their beginning. One that was not finished ends with its run, or else with the journal; so a
 * journal of several runs, in which phases have the same names, is read as each run would be by itself.
 *
 * @param events in order of time.
 */
export function readPhaseRuns(events: readonly JournalEvent[]): PhaseRun[] {
  const faults = readFaults(events);
  return readExtents(events).map(({ started, finished, endUs }) => {
    const own = appliedWithin(faults, started.atUs, endUs);
    const targeted = own.flatMap(({ instance }) => (instance === undefined ? [] : [instance]));
    return {
      phase: started.phase,
      repeat: started.repeat,
      startUs: started.atUs,
      endUs,
      finished: finished !== undefined,
      completed: finished?.completed === true,
      detail: finished?.detail ?? 'the run ended within this phase',
      watch: started.watch ?? [...new Set(targeted)],
      limits: started.limits ?? noLimits,
      faults: own,
    };
  });
}

/** The faults applied from one moment to another, both included; a long journal has thousands of faults and phases. */
function appliedWithin(faults: readonly FaultRecord[], startUs: number, endUs: number): readonly FaultRecord[] {
  const countBefore = (isBefore: (fault: FaultRecord) => boolean): number => {
    let [low, high] = [0, faults.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const fault = faults[middle];
      if (fault !== undefined && isBefore(fault)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return faults.slice(
    countBefore(({ appliedAtUs }) => appliedAtUs < startUs),
    countBefore(({ appliedAtUs }) => appliedAtUs <= endUs),
  );
}

/** From where to where a phase reaches. */
interface Extent {
  readonly started: JournalEventOf<'phase-started'>;
  finished: JournalEventOf<'phase-finished'> | undefined;
  endUs: number;
}

function readExtents(events: readonly JournalEvent[]): readonly Readonly<Extent>[] {
  const extents: Extent[] = [];
  const open = new Map<string, Extent>();
  const endOpen = (endUs: number): void => {
    for (const extent of open.values()) extent.endUs = endUs;
    open.clear();
  };
  for (const event of events) {
    switch (event.type) {
      case 'phase-started': {
        const extent = { started: event, finished: undefined, endUs: event.atUs };
        extents.push(extent);
        open.set(nameOf(event), extent);
        break;
      }
      case 'phase-finished': {
        const extent = open.get(nameOf(event));
        if (extent !== undefined) Object.assign(extent, { finished: event, endUs: event.atUs });
        open.delete(nameOf(event));
        break;
      }
      case 'run-started':
      case 'run-ended':
      case 'verdict':
      case 'system-starting':
        endOpen(event.atUs);
        break;
      default:
    }
  }
  endOpen(events.at(-1)?.atUs ?? 0);
  return extents;
}

function nameOf({ phase, repeat }: { readonly phase: string; readonly repeat: number }): string {
  return `${repeat} ${phase}`;
}
