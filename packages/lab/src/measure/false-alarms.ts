/** Who was put OFF although nothing was wrong with it. */
import type { JournalEvent } from '../journal/event.ts';
import type { InstanceDetection } from './detection.ts';
import type { Measured } from './measured.ts';
import { absent, measured } from './measured.ts';
import type { PhaseRun } from './phase-runs.ts';
import type { Span } from './span.ts';

export interface Alarm {
  readonly instance: string;
  readonly atUs: number;
  readonly detector: string;
  readonly reason: string;
}

export interface FalseAlarmFigures {
  /** OFF in fault-free time: no fault acts, and whoever one acted on is back. */
  readonly alarms: readonly Alarm[];
  /** OFF while a fault acted, of an instance that it was not aimed at. */
  readonly collateral: readonly Alarm[];
  readonly faultFreeMinutes: number;
  readonly perMinute: Measured;
  /** Alarms by the detector that raised them. */
  readonly byDetector: Readonly<Record<string, number>>;
  /** Suspicions in fault-free time by detector: what each would have done alone, whether or not it may decide. */
  readonly suspicionsByDetector: Readonly<Record<string, number>>;
}

export interface PhaseDetections {
  readonly phase: PhaseRun;
  readonly detections: readonly InstanceDetection[];
}

/** @param span from the first moment that counts to the last. */
export function measureFalseAlarms(
  events: readonly JournalEvent[],
  phases: readonly PhaseDetections[],
  span: Span,
): FalseAlarmFigures {
  const disturbed = phases.flatMap(disturbanceOf);
  const alarms: Alarm[] = [];
  const collateral: Alarm[] = [];
  const suspicionsByDetector: Record<string, number> = {};
  for (const event of events) {
    if (event.type !== 'instance-off' && event.type !== 'instance-suspected') continue;
    if (event.atUs < span.startUs || event.atUs > span.endUs) continue;
    const alarm = { instance: event.instance, atUs: event.atUs, detector: event.detector, reason: event.reason };
    const during = disturbed.filter(({ startUs, endUs }) => event.atUs >= startUs && event.atUs <= endUs);
    if (event.type === 'instance-suspected') {
      if (during.length === 0) addOne(suspicionsByDetector, event.detector);
      continue;
    }
    if (during.length === 0) alarms.push(alarm);
    else if (!during.some(({ watch }) => watch.includes(event.instance))) collateral.push(alarm);
  }
  const faultFreeMinutes = Math.max(0, span.endUs - span.startUs - totalLength(disturbed, span)) / 60e6;
  const byDetector: Record<string, number> = {};
  for (const { detector } of alarms) addOne(byDetector, detector);
  return {
    alarms,
    collateral,
    faultFreeMinutes,
    perMinute:
      faultFreeMinutes === 0 ? absent('there was no fault-free time') : measured(alarms.length / faultFreeMinutes),
    byDetector,
    suspicionsByDetector,
  };
}

function addOne(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** From the first fault of a phase to the return of the last instance; to the phase's end where one did not return. */
function disturbanceOf({ phase, detections }: PhaseDetections): (Span & { watch: readonly string[] })[] {
  if (phase.faults.length === 0) return [];
  const startUs = Math.min(...phase.faults.map(({ appliedAtUs }) => appliedAtUs));
  const liftedUs = phase.faults.map(({ liftedAtUs }) => liftedAtUs ?? phase.endUs);
  const returnedUs = detections.map(({ offAtUs, onAtUs, onWhenLifted }) =>
    offAtUs === undefined || onWhenLifted ? 0 : (onAtUs ?? phase.endUs),
  );
  return [{ startUs, endUs: Math.max(...liftedUs, ...returnedUs), watch: phase.watch }];
}

/** Phases follow each other, so that their disturbances do not overlap. */
function totalLength(spans: readonly Span[], within: Span): number {
  return spans.reduce(
    (total, span) => total + Math.max(0, Math.min(span.endUs, within.endUs) - Math.max(span.startUs, within.startUs)),
    0,
  );
}
