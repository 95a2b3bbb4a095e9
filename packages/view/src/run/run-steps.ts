/**
 * A run as steps: steady state, warm-up, the phases with what was measured of them so far, steady state again. The
 * journal does not name phases before they start; from the second repeat on those of the first are known.
 */
import type { JournalEvent } from '@temblor/lab/journal/event';
import { slowest } from '@temblor/lab/measure/detection';
import type { Measured } from '@temblor/lab/measure/measured';
import { absent } from '@temblor/lab/measure/measured';
import type { PhaseRun } from '@temblor/lab/measure/phase-runs';
import { readPhaseRuns } from '@temblor/lab/measure/phase-runs';
import { nearestRank } from '@temblor/lab/measure/spread';
import { detectionsOf } from '../model/incidents.ts';
import type { RunModel } from '../model/system-model.ts';

/** `measured`: carried out, and not within its limits, or without a figure that it has a limit for, or under a load that was not valid. */
export type StepState = 'done' | 'measured' | 'acting' | 'to-come' | 'problem';

/** A phase in the repeat that is carried out now, or was the last one. */
export interface PhaseStep {
  readonly phase: string;
  readonly state: StepState;
  /** What was left out or did not come about; empty where nothing was. */
  readonly detail: string;
  /** Whether it is awaited that somebody is put OFF: elsewhere there is no TTD and no TTR. */
  readonly isTimed: boolean;
  readonly ttd: TimeSoFar;
  readonly ttr: TimeSoFar;
}

/** A time of the repeats so far. */
export interface TimeSoFar {
  /** Of the present repeat, or the last one that had the phase: of several watched instances the slowest. */
  readonly now: Measured;
  /** Over the repeats that gave one; null for none. */
  readonly medianMs: number | null;
  readonly count: number;
}

export interface RunSteps {
  /** The repeat that is carried out, or was the last one; 0 before the first. */
  readonly repeat: number;
  readonly before: StepState;
  readonly warmUp: StepState;
  readonly phases: readonly PhaseStep[];
  readonly after: StepState;
}

/**
 * @param run the newest run as of a moment.
 * @param facts of its system up to that moment, in order of time: those that detection is measured from.
 */
export function readRunSteps(run: RunModel, facts: readonly JournalEvent[]): RunSteps {
  const own = factsOf(run, facts);
  const measuredRuns = readPhaseRuns(own).map((phase) => measurePhase(phase, own));
  const repeat = Math.max(0, ...measuredRuns.map(({ phase }) => phase.repeat));
  const names = [...new Set(measuredRuns.map(({ phase }) => phase.phase))];
  const over = run.ended || run.verdict !== null;
  return {
    repeat,
    before: steadyState(run, 'before', over),
    warmUp: run.warmedUp ? 'done' : steadyHolds(run, 'before') && !over ? 'acting' : 'to-come',
    phases: names.map((name) =>
      toStep(
        name,
        measuredRuns.filter(({ phase }) => phase.phase === name),
        { repeat, over, isDoubted: isDoubted(name, run) },
      ),
    ),
    after: steadyState(run, 'after', over),
  };
}

/** From the run's start to its end: what happens after it is not the run's. */
function factsOf({ run }: RunModel, facts: readonly JournalEvent[]): readonly JournalEvent[] {
  const start = facts.findLastIndex((fact) => fact.type === 'run-started');
  const end = facts.findLastIndex((fact) => fact.type === 'run-ended' && fact.run === run);
  return facts.slice(Math.max(0, start), end > start ? end + 1 : undefined);
}

interface MeasuredPhase {
  readonly phase: PhaseRun;
  readonly ttd: Measured;
  readonly ttr: Measured;
}

function measurePhase(phase: PhaseRun, events: readonly JournalEvent[]): MeasuredPhase {
  const detections = detectionsOf(phase, events);
  return {
    phase,
    ttd: slowest(
      detections.map(({ ttdMs }) => ttdMs),
      phase,
    ),
    ttr: slowest(
      detections.map(({ ttrMs }) => ttrMs),
      phase,
    ),
  };
}

interface Standing {
  readonly repeat: number;
  /** Whether the run is over. */
  readonly over: boolean;
  readonly isDoubted: boolean;
}

function toStep(name: string, runs: readonly MeasuredPhase[], { repeat, over, isDoubted }: Standing): PhaseStep {
  const now = runs.find(({ phase }) => phase.repeat === repeat);
  const shown = now ?? runs.at(-1);
  return {
    phase: name,
    state: phaseState(now, over, isDoubted),
    detail: now === undefined || now.phase.completed || (!now.phase.finished && !over) ? '' : now.phase.detail,
    isTimed: runs.some(({ phase }) => awaitsDetection(phase)),
    ttd: timeSoFar(
      shown?.ttd,
      runs.map(({ ttd }) => ttd),
    ),
    ttr: timeSoFar(
      shown?.ttr,
      runs.map(({ ttr }) => ttr),
    ),
  };
}

function phaseState(measured: MeasuredPhase | undefined, over: boolean, isDoubted: boolean): StepState {
  if (measured === undefined) return 'to-come';
  const { phase, ttd, ttr } = measured;
  if (!phase.completed) return phase.finished || over ? 'problem' : 'acting';
  const { limits } = phase;
  const isTimely = !awaitsDetection(phase) || (isWithin(ttd, limits.ttdMs) && isWithin(ttr, limits.ttrMs));
  return isTimely && !isDoubted ? 'done' : 'measured';
}

function awaitsDetection({ faults, watch }: PhaseRun): boolean {
  return faults.length > 0 && watch.length > 0;
}

function isWithin(figure: Measured, limit: number | null): boolean {
  return limit === null || (figure.kind === 'measured' && figure.value <= limit);
}

/** Whether the verdict has something against the figures of a phase: a reason that names it, or the load. */
function isDoubted(phase: string, { verdict }: RunModel): boolean {
  const reasons = verdict?.reasons ?? [];
  return reasons.some(
    (reason) =>
      reason.startsWith('the load is not valid') || reason.startsWith(`${phase}:`) || reason.startsWith(`${phase},`),
  );
}

function timeSoFar(now: Measured | undefined, all: readonly Measured[]): TimeSoFar {
  const values = all.flatMap((figure) => (figure.kind === 'measured' ? [figure.value] : []));
  return {
    now: now ?? absent('the phase has not begun'),
    medianMs: nearestRank(values, 50) ?? null,
    count: values.length,
  };
}

function steadyHolds(run: RunModel, when: 'before' | 'after'): boolean {
  return run.steady.some((checked) => checked.when === when && checked.holds);
}

function steadyState(run: RunModel, when: 'before' | 'after', over: boolean): StepState {
  const checked = run.steady.findLast((one) => one.when === when);
  if (checked !== undefined) return checked.holds ? 'done' : 'problem';
  return when === 'before' && !over ? 'acting' : 'to-come';
}
