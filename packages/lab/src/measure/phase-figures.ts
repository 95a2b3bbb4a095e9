/** The figures of one phase over all of its repeats. */
import type { JournalEvent } from '../journal/event.ts';
import type { InstanceDetection } from './detection.ts';
import { measureDetections, slowest } from './detection.ts';
import type { LoadFigures } from './load-figures.ts';
import { measureAvailability, measureLoad } from './load-figures.ts';
import type { LoadWindow } from './load-windows.ts';
import { windowsWithin } from './load-windows.ts';
import type { Measured } from './measured.ts';
import { absent, measured } from './measured.ts';
import type { PhaseLimitsRecord, PhaseRun } from './phase-runs.ts';
import { noLimits } from './phase-runs.ts';
import type { Span } from './span.ts';
import type { Spread } from './spread.ts';
import { spreadOf } from './spread.ts';
import type { VoteFigures } from './vote-figures.ts';
import { measureVotes } from './vote-figures.ts';

/** One phase in one repeat. */
export interface RepeatFigures {
  readonly run: PhaseRun;
  /** Of several watched instances the slowest; absent where one of them was not detected. */
  readonly ttdMs: Measured;
  readonly suspicionMs: Measured;
  readonly ttrMs: Measured;
  /** From lifting to the first moment after which clients saw no failure any more, as fine as the load's windows. */
  readonly clientTtrMs: Measured;
  readonly detections: readonly InstanceDetection[];
  readonly load: LoadFigures;
  /** The part of the load between the application of the first fault and the lifting of the last. */
  readonly underFault: LoadFigures | undefined;
  readonly votes: VoteFigures;
}

export interface PhaseFigures {
  readonly phase: string;
  readonly limits: PhaseLimitsRecord;
  readonly repeats: readonly RepeatFigures[];
  readonly ttdMs: Spread;
  readonly suspicionMs: Spread;
  readonly ttrMs: Spread;
  readonly clientTtrMs: Spread;
  /** From effect to each detector's first word, over the repeats. */
  readonly byDetector: Readonly<Record<string, Spread>>;
  /** Over all repeats together. */
  readonly load: LoadFigures;
  readonly underFault: LoadFigures | undefined;
  readonly availabilityPercent: Measured;
  /** How often an instance was taken back while its fault still acted. */
  readonly returnedWhileFaulty: number;
}

/** @param events of the whole run, in order of time. */
export function measureRepeat(
  run: PhaseRun,
  events: readonly JournalEvent[],
  windows: readonly LoadWindow[],
): RepeatFigures {
  const detections = measureDetections(run, events);
  const faulty = faultSpan(run);
  const own = windowsWithin(windows, run);
  return {
    run,
    ttdMs: slowest(
      detections.map(({ ttdMs }) => ttdMs),
      run,
    ),
    suspicionMs: slowest(
      detections.map(({ suspicionMs }) => suspicionMs),
      run,
    ),
    ttrMs: slowest(
      detections.map(({ ttrMs }) => ttrMs),
      run,
    ),
    clientTtrMs: clientRecovery(run, faulty, own),
    detections,
    load: measureLoad(own),
    underFault: faulty === undefined ? undefined : measureLoad(windowsWithin(own, faulty)),
    votes: measureVotes(events, run),
  };
}

/** @param repeats of one phase, in order; not empty. */
export function measurePhase(
  phase: string,
  repeats: readonly RepeatFigures[],
  windows: readonly LoadWindow[],
): PhaseFigures {
  const own = repeats.map(({ run }) => windowsWithin(windows, run));
  const faulty = repeats.flatMap(({ run }, index) => {
    const span = faultSpan(run);
    return span === undefined ? [] : windowsWithin(own[index] ?? [], span);
  });
  return {
    phase,
    limits: repeats[0]?.run.limits ?? noLimits,
    repeats,
    ttdMs: spreadOf(repeats.map(({ ttdMs }) => ttdMs)),
    suspicionMs: spreadOf(repeats.map(({ suspicionMs }) => suspicionMs)),
    ttrMs: spreadOf(repeats.map(({ ttrMs }) => ttrMs)),
    clientTtrMs: spreadOf(repeats.map(({ clientTtrMs }) => clientTtrMs)),
    byDetector: spreadByDetector(repeats.flatMap(({ detections }) => detections)),
    load: measureLoad(own.flat()),
    underFault: repeats.some(({ underFault }) => underFault !== undefined) ? measureLoad(faulty) : undefined,
    availabilityPercent: measureAvailability(own.flat()),
    returnedWhileFaulty: repeats
      .flatMap(({ detections }) => detections)
      .reduce((total, { returnedWhileFaulty }) => total + returnedWhileFaulty, 0),
  };
}

function faultSpan(run: PhaseRun): Span | undefined {
  if (run.faults.length === 0) return undefined;
  return {
    startUs: Math.min(...run.faults.map(({ appliedAtUs }) => appliedAtUs)),
    endUs: Math.max(...run.faults.map(({ liftedAtUs }) => liftedAtUs ?? run.endUs)),
  };
}

function clientRecovery(run: PhaseRun, faulty: Span | undefined, windows: readonly LoadWindow[]): Measured {
  if (faulty === undefined) return absent('no fault was applied');
  if (run.faults.some(({ liftedAtUs }) => liftedAtUs === undefined)) return absent('the fault was not seen to end');
  const after = windows.filter(({ endUs }) => endUs > faulty.endUs);
  if (after.length === 0) return absent('no load ran after the fault was lifted');
  const bad = after.filter(({ failed, unknown }) => failed + unknown > 0);
  const last = bad.at(-1);
  if (last === undefined) return measured(0);
  if (last === after.at(-1)) return absent('clients still saw failures when the phase ended');
  return measured((last.endUs - faulty.endUs) / 1000);
}

function spreadByDetector(detections: readonly InstanceDetection[]): Record<string, Spread> {
  const names = new Set(detections.flatMap(({ byDetector }) => Object.keys(byDetector)));
  return Object.fromEntries(
    [...names].sort().map((name) => {
      const times = detections.flatMap(({ byDetector }) => byDetector[name] ?? []);
      return [name, spreadOf(times.map(measured))];
    }),
  );
}
