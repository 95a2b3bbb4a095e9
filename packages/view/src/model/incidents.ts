/** What a fault led to: the moments from its effect to the return of each instance that it concerned. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { InstanceDetection } from '@temblor/lab/measure/detection';
import { measureDetections } from '@temblor/lab/measure/detection';
import type { FaultRecord } from '@temblor/lab/measure/fault-records';
import { effectOf, readFaults } from '@temblor/lab/measure/fault-records';
import { valueOrNull } from '@temblor/lab/measure/measured';
import type { PhaseRun } from '@temblor/lab/measure/phase-runs';
import { noLimits, readPhaseRuns } from '@temblor/lab/measure/phase-runs';
import { factsBetween } from './binary-search.ts';
import type { HandWatch } from './hand-watches.ts';
import { readHandWatches } from './hand-watches.ts';

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
  /** What put it OFF: which detector, and whose. */
  readonly detector: string | null;
  readonly by: string | null;
  /** From the effect to the first word of each detector, in milliseconds. */
  readonly byDetector: ReadonlyMap<string, number>;
  /** Null for a fault injected by hand. */
  readonly phase: { readonly name: string; readonly repeat: number; readonly startUs: number } | null;
  /** What is told of the instance later belongs to no incident, or to another one; infinite while it is watched. */
  readonly untilUs: number;
}

/** What was read of facts that several views look at; their array is another one when they change. */
const known = new WeakMap<readonly JournalEvent[], readonly Incident[]>();

/**
 * The incidents of a system, in order of application: of a phase, by the instances that it watches; of a fault injected
 * by hand, by the instances that it was aimed at (a link's provider, the members of a partition that were put OFF), until
 * the instance is back, the next fault on it, the next phase or the system's next start.
 *
 * Phases are read and measured as the report does it, so that both give the same figures.
 *
 * @param facts of one system, in order of time; an array that does not change, since what was read of it is remembered.
 */
export function readIncidents(facts: readonly JournalEvent[]): readonly Incident[] {
  const read = known.get(facts) ?? readAnew(facts);
  known.set(facts, read);
  return read;
}

function readAnew(facts: readonly JournalEvent[]): readonly Incident[] {
  const phases = readPhaseRuns(facts);
  const ofPhases = phases.flatMap((phase) => {
    const { phase: name, repeat, startUs, endUs } = phase;
    return detectionsOf(phase, facts).flatMap(
      (detection) => incidentOf(phase.faults, detection, { phase: { name, repeat, startUs }, untilUs: endUs }) ?? [],
    );
  });
  const byHand = readHandWatches(facts, phases).flatMap(measureWatch);
  return [...ofPhases, ...byHand].sort((left, right) => left.appliedAtUs - right.appliedAtUs);
}

/** What became of the instances of a phase. @param facts in order of time. */
export function detectionsOf(phase: PhaseRun, facts: readonly JournalEvent[]): readonly InstanceDetection[] {
  return measureDetections(phase, factsBetween(facts, phase.startUs, phase.endUs));
}

function measureWatch(watch: HandWatch): readonly Incident[] {
  const faults = readFaults(watch.events);
  return measureDetections(asPhase(watch, faults), watch.events).flatMap((detection) => {
    if (watch.isPartition && detection.offAtUs === undefined) return [];
    const untilUs = watch.untilUs.get(detection.instance) ?? Number.POSITIVE_INFINITY;
    return incidentOf(faults, detection, { phase: null, untilUs }) ?? [];
  });
}

/** A fault injected by hand as a phase of its own, with no end. */
function asPhase(watch: HandWatch, faults: readonly FaultRecord[]): PhaseRun {
  return {
    phase: faults[0]?.fault ?? '',
    repeat: 1,
    startUs: faults[0]?.appliedAtUs ?? 0,
    endUs: Number.POSITIVE_INFINITY,
    finished: false,
    completed: false,
    detail: 'injected by hand',
    watch: [...watch.untilUs.keys()],
    limits: noLimits,
    faults,
  };
}

/** The faults on the instance itself; where there are none, those that concern everyone who is watched. */
function incidentOf(
  faults: readonly FaultRecord[],
  detection: InstanceDetection,
  within: Pick<Incident, 'phase' | 'untilUs'>,
): Incident | undefined {
  const direct = faults.filter(({ instance }) => instance === detection.instance);
  const own = direct.length > 0 ? direct : faults;
  const [first] = own;
  if (first === undefined) return undefined;
  const effects = own.flatMap((fault) => effectOf(fault) ?? []);
  const lifted = own.flatMap(({ liftedAtUs }) => liftedAtUs ?? []);
  return {
    fault: first.fault,
    kind: first.kind,
    instance: detection.instance,
    appliedAtUs: first.appliedAtUs,
    effectAtUs: effects.length === 0 ? null : Math.min(...effects),
    offAtUs: detection.offAtUs ?? null,
    liftedAtUs: lifted.length === own.length ? Math.max(...lifted) : null,
    onAtUs: detection.onAtUs ?? null,
    ttdMs: valueOrNull(detection.ttdMs),
    ttrMs: valueOrNull(detection.ttrMs),
    detector: detection.detector ?? null,
    by: detection.by ?? null,
    byDetector: new Map(Object.entries(detection.byDetector)),
    ...within,
  };
}
