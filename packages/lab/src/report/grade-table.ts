import { gradedPhases } from '../measure/graded-phases.ts';
import type { GradedFigure } from '../measure/grades.ts';
import type { PhaseFigures } from '../measure/phase-figures.ts';
import type { RunFigures } from '../measure/run-figures.ts';
import { roundOf } from './number-format.ts';
import type { ReportGrade } from './report-schema.ts';

/** The names of the graded figures, in the order of the brief's table. */
const rows: readonly { figure: GradedFigure; label: string; unit: string }[] = [
  { figure: 'ttdMs', label: 'TTD, p95', unit: 'ms' },
  { figure: 'ttrMs', label: 'TTR, p95', unit: 'ms' },
  { figure: 'successPercent', label: 'success rate, lowest phase', unit: '%' },
  { figure: 'p95Ms', label: 'p95 latency, highest phase', unit: 'ms' },
  { figure: 'ratePerSecond', label: 'throughput', unit: 'rps' },
  { figure: 'availabilityPercent', label: 'availability', unit: '%' },
  { figure: 'quorumSuccessPercent', label: 'quorum success', unit: '%' },
  { figure: 'outliersFoundPercent', label: 'outliers found', unit: '%' },
  { figure: 'faultKindsCoveredPercent', label: 'fault kinds covered', unit: '%' },
  { figure: 'recoveredPercent', label: 'recovered', unit: '%' },
];

/** What they are called where phases are left out, so that no name stands for two figures of a report. */
const namesOfPart = {
  ttrMs: 'TTR, p95, of phases that limit it',
  successPercent: 'success rate, lowest phase that limits it',
  p95Ms: 'p95 latency, highest phase that limits it',
} as const;

function nameOf({ figure, label }: (typeof rows)[number], phases: readonly PhaseFigures[]): string {
  if (figure !== 'ttrMs' && figure !== 'successPercent' && figure !== 'p95Ms') return label;
  return gradedPhases(figure, phases).areAll ? label : namesOfPart[figure];
}

/**
 * Every graded figure as a row of the report, also one that could not be measured; those that the experiment does not ask
 * for have none. Votes have no row where there were none: most systems do not vote. Where the load was not valid no figure
 * has a grade: it says more of the machine than of the system.
 */
export function buildGrades(figures: Pick<RunFigures, 'grades' | 'phases' | 'loadValidity'>): ReportGrade[] {
  const { grades, phases, loadValidity } = figures;
  const isAbsent = ({ figure }: (typeof rows)[number]) => grades[figure].kind === 'ungraded';
  const told = rows.filter((row) => row.figure !== 'quorumSuccessPercent' || !isAbsent(row));
  return told.flatMap((row) => {
    const graded = grades[row.figure];
    if (graded.kind === 'not-asked') return [];
    const named = { ...row, label: nameOf(row, phases) };
    if (graded.kind === 'ungraded') return { ...named, value: null, grade: null, reason: graded.reason };
    const value = roundOf(graded.value, row.unit);
    if (loadValidity.kind === 'invalid') return { ...named, value, grade: null, reason: 'the load is not valid' };
    return { ...named, value, grade: graded.grade, reason: '' };
  });
}
