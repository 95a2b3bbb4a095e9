/** How soon each detector spoke over the faults of a kind, from the same measurements as the report. Pure. */
import { nearestRank } from '@temblor/lab/measure/spread';
import type { Incident } from '@temblor/view/model/incidents';
import type { Episodes } from './episodes.ts';

/** The detectors of the monitor, the usually quickest first; `first-miss` is a single failed check and decides nothing. */
const knownDetectors = ['connection-loss', 'dissent', 'first-miss', 'window', 'phi-accrual', 'consecutive'];

/** The median, and of how many. */
export interface DetectorFigure {
  readonly medianMs: number;
  readonly count: number;
}

/** The faults of one kind. */
export interface KindFigures {
  readonly kind: string;
  readonly faults: number;
  /** From the effect to the first word of a detector. */
  readonly byDetector: ReadonlyMap<string, DetectorFigure>;
  /** TTD, as the report has it for a phase with faults of this kind alone; null where none was measured. */
  readonly off: DetectorFigure | null;
}

/** Every detector of the monitor, and whoever else has spoken. */
export function detectorsOf({ incidents, newest }: Episodes): readonly string[] {
  const spoken = new Set([
    ...incidents.flatMap(({ byDetector }) => [...byDetector.keys()]),
    ...[...newest.values()].flatMap(({ words }) => [...words.keys()]),
  ]);
  return [...knownDetectors, ...[...spoken.difference(new Set(knownDetectors))].toSorted()];
}

/** The figures of every kind of fault, in the order of their first one. */
export function figuresByKind(incidents: readonly Incident[]): readonly KindFigures[] {
  const kinds = Map.groupBy(incidents, ({ kind }) => kind);
  return [...kinds].map(([kind, own]) => {
    const byDetector = new Map<string, DetectorFigure>();
    for (const detector of new Set(own.flatMap((incident) => [...incident.byDetector.keys()]))) {
      const figure = figureOf(own.flatMap((incident) => incident.byDetector.get(detector) ?? []));
      if (figure !== null) byDetector.set(detector, figure);
    }
    const faults = new Set(own.map(({ fault, appliedAtUs }) => `${fault} ${appliedAtUs}`)).size;
    const repeats = Map.groupBy(own, repeatOf);
    return {
      kind,
      faults,
      byDetector,
      off: figureOf([...repeats.values()].flatMap((repeat) => slowest(repeat) ?? [])),
    };
  });
}

/** What is measured together: a phase in a repeat, or a fault injected by hand. */
function repeatOf({ phase, fault, appliedAtUs }: Incident): string {
  return phase === null ? `fault ${fault} ${appliedAtUs}` : `phase ${phase.startUs} ${phase.name}`;
}

/** Of several watched instances the slowest; undefined where one of them was not detected. */
function slowest(incidents: readonly Incident[]): number | undefined {
  const times = incidents.map(({ ttdMs }) => ttdMs).filter((ttdMs) => ttdMs !== null);
  return times.length === incidents.length ? Math.max(...times) : undefined;
}

function figureOf(times: readonly number[]): DetectorFigure | null {
  const medianMs = nearestRank(times, 50);
  return medianMs === undefined ? null : { medianMs, count: times.length };
}
