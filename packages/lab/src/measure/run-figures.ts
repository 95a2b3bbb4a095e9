/**
 * Every figure of a run, from the events of its journal alone: the verdict, the reports and the page all use these.
 * Pure, and free of anything that a browser does not have.
 */
import type { CheckResult } from '@temblor/checkers/history/operation';
import type { JournalEvent, JournalEventOf } from '../journal/event.ts';
import type { FalseAlarmFigures } from './false-alarms.ts';
import { measureFalseAlarms } from './false-alarms.ts';
import { gradedPhases } from './graded-phases.ts';
import type { Graded, GradedFigure } from './grades.ts';
import { gradeOf } from './grades.ts';
import type { LoadFigures } from './load-figures.ts';
import { measureAvailability, measureLoad } from './load-figures.ts';
import { readLoadWindows } from './load-windows.ts';
import type { Measured } from './measured.ts';
import { measured, percentOf } from './measured.ts';
import type { OwnFigure } from './own-figures.ts';
import { readOwnFigures } from './own-figures.ts';
import type { PhaseFigures, RepeatFigures } from './phase-figures.ts';
import { measurePhase, measureRepeat } from './phase-figures.ts';
import { readPhaseRuns } from './phase-runs.ts';
import type { Span } from './span.ts';
import { isWithin } from './span.ts';
import type { Spread } from './spread.ts';
import { spreadOf } from './spread.ts';
import type { VoteFigures } from './vote-figures.ts';
import { measureVotes } from './vote-figures.ts';

/** What is known of the load's validity. */
export type LoadValidity =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface RunFigures {
  /** Absent where the journal holds no run. */
  readonly started: JournalEventOf<'run-started'> | undefined;
  readonly span: Span;
  readonly phases: readonly PhaseFigures[];
  readonly steadyBefore: JournalEventOf<'steady-state-checked'> | undefined;
  readonly steadyAfter: JournalEventOf<'steady-state-checked'> | undefined;
  readonly checks: readonly CheckResult[];
  /** What only this experiment measures; empty for most. */
  readonly own: readonly OwnFigure[];
  readonly loadValidity: LoadValidity;
  /** All phases together, each repeat's slowest detection counted once. */
  readonly ttdMs: Spread;
  readonly ttrMs: Spread;
  readonly load: LoadFigures;
  readonly availabilityPercent: Measured;
  readonly votes: VoteFigures;
  readonly falseAlarms: FalseAlarmFigures;
  /** Of the repeats in which a replica was slow or wrong: those in which the system noticed that very replica. */
  readonly outliersFoundPercent: Measured;
  /** Of the kinds of fault that were applied: those that were seen to act at least once. */
  readonly faultKindsCoveredPercent: Measured;
  /** Of the instances that were put OFF: those that came back. */
  readonly recoveredPercent: Measured;
  readonly grades: Readonly<Record<GradedFigure, Graded>>;
}

/** @param events the run's part of a journal, of one system; other events do no harm. */
export function measureRun(events: readonly JournalEvent[]): RunFigures {
  const ordered = events.toSorted((left, right) => left.atUs - right.atUs || left.sequence - right.sequence);
  const windows = readLoadWindows(ordered);
  const span = countingSpan(ordered);
  const repeats = readPhaseRuns(ordered).map((run) => measureRepeat(run, ordered, windows));
  const names = [...new Set(repeats.map(({ run }) => run.phase))];
  const phases = names.map((name) =>
    measurePhase(
      name,
      repeats.filter(({ run }) => run.phase === name),
      windows,
    ),
  );
  const inPhases = windows.filter((window) => repeats.some(({ run }) => isWithin(window, run)));
  const steady = ordered.filter((event) => event.type === 'steady-state-checked');
  const faulty = repeats.filter(({ run }) => run.faults.length > 0);
  const figures = {
    ttdMs: spreadOf(faulty.map(({ ttdMs }) => ttdMs)),
    ttrMs: spreadOf(faulty.map(({ ttrMs }) => ttrMs)),
    load: measureLoad(inPhases),
    availabilityPercent: measureAvailability(inPhases),
    votes: measureVotes(ordered, span),
    outliersFoundPercent: outliersFound(faulty, ordered),
    faultKindsCoveredPercent: kindsCovered(faulty),
    recoveredPercent: recovered(faulty),
  };
  return {
    started: ordered.find((event) => event.type === 'run-started'),
    span,
    phases,
    steadyBefore: steady.find(({ when }) => when === 'before'),
    steadyAfter: steady.find(({ when }) => when === 'after'),
    checks: readChecks(ordered),
    own: readOwnFigures(ordered),
    loadValidity: readValidity(ordered),
    falseAlarms: measureFalseAlarms(
      ordered,
      repeats.map(({ run, detections }) => ({ phase: run, detections })),
      span,
    ),
    ...figures,
    grades: gradeAll(figures, phases),
  };
}

/** From the end of the warm-up to the end of the load; as much of it as there is. */
function countingSpan(events: readonly JournalEvent[]): Span {
  const start =
    events.find(({ type }) => type === 'warm-up-finished') ?? events.find(({ type }) => type === 'run-started');
  const end = events.findLast(({ type }) => type === 'phase-finished') ?? events.at(-1);
  const startUs = start?.atUs ?? events[0]?.atUs ?? 0;
  return { startUs, endUs: Math.max(startUs, end?.atUs ?? startUs) };
}

function readChecks(events: readonly JournalEvent[]): CheckResult[] {
  return events
    .filter((event) => event.type === 'check-finished')
    .map(({ check, verdict, summary, violations }) => ({ check, verdict, summary, violations }));
}

function readValidity(events: readonly JournalEvent[]): LoadValidity {
  const finished = events.findLast((event) => event.type === 'load-finished');
  if (finished === undefined) return { kind: 'unknown', reason: 'the load generator never reported its end' };
  return finished.valid ? { kind: 'valid' } : { kind: 'invalid', reason: finished.reason };
}

/** The fault kinds that make one answer differ from the others, in value or in time. */
const outlierKinds: readonly string[] = ['latency', 'incorrect-response'];

function outliersFound(repeats: readonly RepeatFigures[], events: readonly JournalEvent[]): Measured {
  const outliers = repeats.flatMap(({ run }) =>
    run.faults.flatMap((fault) =>
      outlierKinds.includes(fault.kind) && fault.instance !== undefined ? [{ run, fault }] : [],
    ),
  );
  const noticed = outliers.filter(({ run, fault }) =>
    events.some(
      (event) =>
        (event.type === 'dissent-observed' || event.type === 'instance-suspected' || event.type === 'instance-off') &&
        event.instance === fault.instance &&
        event.atUs >= fault.appliedAtUs &&
        event.atUs <= run.endUs,
    ),
  );
  return percentOf(noticed.length, outliers.length, 'no replica was made slow or wrong');
}

function kindsCovered(repeats: readonly RepeatFigures[]): Measured {
  const faults = repeats.flatMap(({ run }) => run.faults);
  const asked = new Set(faults.map(({ kind }) => kind));
  const seen = new Set(faults.filter(({ evidence }) => evidence.kind === 'confirmed').map(({ kind }) => kind));
  return percentOf(seen.size, asked.size, 'no fault was applied');
}

function recovered(repeats: readonly RepeatFigures[]): Measured {
  const off = repeats.flatMap(({ detections }) => detections).filter(({ offAtUs }) => offAtUs !== undefined);
  const back = off.filter(({ onAtUs }) => onAtUs !== undefined);
  return percentOf(back.length, off.length, 'nothing was put OFF');
}

/** Whether it was awaited in any of the phases that somebody is put OFF. */
export function awaitsDetection(phases: readonly PhaseFigures[]): boolean {
  return phases.some(({ repeats }) => repeats.some(({ run }) => run.faults.length > 0 && run.watch.length > 0));
}

/**
 * What an experiment limits nowhere, or does not await, is not graded: there a high failure rate may be what it is about.
 *
 * TTD and TTR are graded by their p95, TTR of the phases that limit it, latency and success by the worst phase that limits
 * them, the rest over the run.
 */
function gradeAll(
  figures: Pick<
    RunFigures,
    | 'ttdMs'
    | 'load'
    | 'availabilityPercent'
    | 'votes'
    | 'outliersFoundPercent'
    | 'faultKindsCoveredPercent'
    | 'recoveredPercent'
  >,
  phases: readonly PhaseFigures[],
): RunFigures['grades'] {
  const recovering = gradedPhases('ttrMs', phases).phases.flatMap(({ repeats }) =>
    repeats.filter(({ run }) => run.faults.length > 0),
  );
  const values: Record<GradedFigure, Measured> = {
    ttdMs: figures.ttdMs.p95,
    ttrMs: spreadOf(recovering.map(({ ttrMs }) => ttrMs)).p95,
    successPercent: worstSuccess(gradedPhases('successPercent', phases).phases),
    p95Ms: worstP95(gradedPhases('p95Ms', phases).phases),
    ratePerSecond: figures.load.ratePerSecond,
    availabilityPercent: figures.availabilityPercent,
    quorumSuccessPercent: figures.votes.quorumSuccessPercent,
    outliersFoundPercent: figures.outliersFoundPercent,
    faultKindsCoveredPercent: figures.faultKindsCoveredPercent,
    recoveredPercent: figures.recoveredPercent,
  };
  const isAsked = askedFigures(phases);
  const grade = (figure: GradedFigure): Graded =>
    isAsked[figure] ? gradeOf(figure, values[figure]) : { kind: 'not-asked' };
  return {
    ttdMs: grade('ttdMs'),
    ttrMs: grade('ttrMs'),
    successPercent: grade('successPercent'),
    p95Ms: grade('p95Ms'),
    ratePerSecond: grade('ratePerSecond'),
    availabilityPercent: grade('availabilityPercent'),
    quorumSuccessPercent: grade('quorumSuccessPercent'),
    outliersFoundPercent: grade('outliersFoundPercent'),
    faultKindsCoveredPercent: grade('faultKindsCoveredPercent'),
    recoveredPercent: grade('recoveredPercent'),
  };
}

function limitsSuccess({ limits }: PhaseFigures): boolean {
  return limits.successPercent !== null;
}

function limitsP95({ limits }: PhaseFigures): boolean {
  return limits.p95Ms !== null;
}

function askedFigures(phases: readonly PhaseFigures[]): Readonly<Record<GradedFigure, boolean>> {
  const detection = awaitsDetection(phases);
  return {
    ttdMs: detection,
    ttrMs: detection,
    outliersFoundPercent: detection,
    recoveredPercent: detection,
    successPercent: phases.some(limitsSuccess),
    availabilityPercent: phases.every(limitsSuccess),
    p95Ms: phases.some(limitsP95),
    ratePerSecond: true,
    quorumSuccessPercent: true,
    faultKindsCoveredPercent: true,
  };
}

/** The lowest success rate of any phase. */
export function worstSuccess(phases: readonly PhaseFigures[]): Measured {
  const rates = phases.flatMap(({ load }) =>
    load.successPercent.kind === 'measured' ? [load.successPercent.value] : [],
  );
  return rates.length === 0 ? { kind: 'absent', reason: 'no operation was carried out' } : measured(Math.min(...rates));
}

/** The highest p95 of any phase, corrected. */
export function worstP95(phases: readonly PhaseFigures[]): Measured {
  const values = phases.flatMap(({ load }) => load.corrected?.p95Ms ?? []);
  return values.length === 0 ? { kind: 'absent', reason: 'no latency was recorded' } : measured(Math.max(...values));
}
