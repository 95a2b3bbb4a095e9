/** How soon each detector spoke: by episode, and over the faults of a kind. Pure. */
import { nearestRank } from '@temblor/lab/measure/spread';
import type { DetectorWord, Episode } from './episodes.ts';

/** The detectors of the monitor, the usually quickest first; `first-miss` is a single failed check and decides nothing. */
const knownDetectors = ['connection-loss', 'dissent', 'first-miss', 'window', 'phi-accrual', 'consecutive'];

/** The median of the first words of a detector, and of how many. */
export interface DetectorFigure {
  readonly medianMs: number;
  readonly count: number;
}

/** The faults of one kind. */
export interface KindFigures {
  readonly kind: string;
  readonly faults: number;
  readonly byDetector: ReadonlyMap<string, DetectorFigure>;
  /** To OFF, whoever decided; null where none of these faults was detected. */
  readonly off: DetectorFigure | null;
}

/** Every detector of the monitor, and whoever else has spoken. */
export function detectorsOf(episodes: readonly Episode[]): readonly string[] {
  const spoken = new Set(episodes.flatMap(({ words }) => words.map(({ detector }) => detector)));
  return [...knownDetectors, ...[...spoken.difference(new Set(knownDetectors))].toSorted()];
}

/** From the fault's effect to a word; null where the effect was not seen, or came later. */
export function delayMs({ fault }: Episode, word: DetectorWord | null): number | null {
  if (word === null || fault === null || fault.effectAtUs === null || word.atUs < fault.effectAtUs) return null;
  return (word.atUs - fault.effectAtUs) / 1000;
}

/** The figures of every kind of fault, in the order of their first one. */
export function figuresByKind(episodes: readonly Episode[]): readonly KindFigures[] {
  const kinds = Map.groupBy(
    episodes.filter(({ fault }) => fault !== null),
    ({ fault }) => fault?.kind ?? '',
  );
  return [...kinds].map(([kind, own]) => {
    const byDetector = new Map<string, DetectorFigure>();
    for (const detector of detectorsOf(own)) {
      const figure = figureOf(
        own.map((episode) => delayMs(episode, episode.words.find((word) => word.detector === detector) ?? null)),
      );
      if (figure !== null) byDetector.set(detector, figure);
    }
    const off = figureOf(own.map((episode) => delayMs(episode, episode.decided)));
    const faults = new Set(own.map(({ fault }) => fault?.fault)).size;
    return { kind, faults, byDetector, off };
  });
}

function figureOf(delays: readonly (number | null)[]): DetectorFigure | null {
  const measured = delays.filter((delay) => delay !== null);
  const medianMs = nearestRank(measured, 50);
  return medianMs === undefined ? null : { medianMs, count: measured.length };
}
