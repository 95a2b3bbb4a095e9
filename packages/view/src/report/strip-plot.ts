/** TTD or TTR of every repeat as points on a line, a row a phase: where they stand, and how the axis is divided. */
import type { PhaseResult, ReportSpread } from '@temblor/lab/report/report-schema';

/** One repeat that gave a value. */
export interface StripPoint {
  /** From 1. */
  readonly repeat: number;
  readonly valueMs: number;
  /** It lies past the phase's limit. */
  readonly beyond: boolean;
}

export interface StripRow {
  readonly phase: string;
  readonly points: readonly StripPoint[];
  readonly spread: ReportSpread;
  /** Null where the phase does not limit it. */
  readonly limitMs: number | null;
}

export interface StripPlot {
  readonly rows: readonly StripRow[];
  /** The axis runs from 0 to here. */
  readonly endMs: number;
  readonly ticksMs: readonly number[];
}

/** @returns null where no repeat gave a value. */
export function buildStripPlot(results: readonly PhaseResult[], figure: 'ttd' | 'ttr'): StripPlot | null {
  const rows = results.filter((result) => result[figure].count > 0).map((result) => toRow(result, figure));
  if (rows.length === 0) return null;
  const highest = Math.max(
    1,
    ...rows.map(({ spread }) => spread.worst ?? 0),
    ...rows.map(({ limitMs }) => limitMs ?? 0),
  );
  const endMs = highest * 1.05;
  return { rows, endMs, ticksMs: roundTicks(endMs, 5) };
}

function toRow(result: PhaseResult, figure: 'ttd' | 'ttr'): StripRow {
  const spread = result[figure];
  const limitMs = result.limits.find((limit) => limit.figure === figure)?.limit ?? null;
  const points = spread.values.flatMap((valueMs, index) =>
    valueMs === null ? [] : [{ repeat: index + 1, valueMs, beyond: limitMs !== null && valueMs > limitMs }],
  );
  return { phase: result.phase, points, spread, limitMs };
}

/** Ticks from 0 that are 1, 2 or 5 times a power of ten apart, at most `most` steps of them. */
export function roundTicks(end: number, most: number): number[] {
  const rough = end / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, index) =>
    Number((index * step).toPrecision(12)),
  );
}
