/** Over which phases a figure is graded that an experiment may limit in some of them only. */
import type { PhaseFigures } from './phase-figures.ts';
import type { PhaseLimitsRecord } from './phase-runs.ts';

/** What is graded by the phases that limit it: where another phase breaks it, that may be what the phase is about. */
type FigureOfPhases = Extract<keyof PhaseLimitsRecord, 'ttrMs' | 'successPercent' | 'p95Ms'>;

interface GradedPhases {
  readonly phases: readonly PhaseFigures[];
  /** False where a phase that has the figure too is left out: the grade is then of another figure than that of the run. */
  readonly areAll: boolean;
}

/**
 * The phases that limit a figure. Where none does: of recovery all with a fault, since it may be awaited all the same; of
 * load none.
 */
export function gradedPhases(figure: FigureOfPhases, phases: readonly PhaseFigures[]): GradedPhases {
  const having = figure === 'ttrMs' ? phases.filter(({ repeats }) => repeats.some(hasFault)) : phases;
  const limiting = having.filter(({ limits }) => limits[figure] !== null);
  if (limiting.length === 0) return { phases: figure === 'ttrMs' ? having : [], areAll: figure === 'ttrMs' };
  return { phases: limiting, areAll: limiting.length === having.length };
}

function hasFault({ run }: PhaseFigures['repeats'][number]): boolean {
  return run.faults.length > 0;
}
