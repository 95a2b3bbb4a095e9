import type { Graded, GradedFigure } from '../measure/grades.ts';
import type { ReportGrade } from './report-schema.ts';

/** The names of the graded figures, in the order of the brief's table. */
const rows: readonly { figure: GradedFigure; label: string; unit: string }[] = [
  { figure: 'ttdMs', label: 'TTD, p95', unit: 'ms' },
  { figure: 'ttrMs', label: 'TTR, p95, of phases that limit it', unit: 'ms' },
  { figure: 'successPercent', label: 'success rate, lowest phase', unit: '%' },
  { figure: 'p95Ms', label: 'p95 latency, highest phase', unit: 'ms' },
  { figure: 'ratePerSecond', label: 'throughput', unit: 'rps' },
  { figure: 'availabilityPercent', label: 'availability', unit: '%' },
  { figure: 'quorumSuccessPercent', label: 'quorum success', unit: '%' },
  { figure: 'outliersFoundPercent', label: 'outliers found', unit: '%' },
  { figure: 'faultKindsCoveredPercent', label: 'fault kinds covered', unit: '%' },
  { figure: 'recoveredPercent', label: 'recovered', unit: '%' },
];

/**
 * Every graded figure as a row of the report, also one that could not be measured; those that the experiment does not ask
 * for have none. Votes have no row where there were none: most systems do not vote.
 */
export function buildGrades(grades: Readonly<Record<GradedFigure, Graded>>): ReportGrade[] {
  const isAbsent = ({ figure }: (typeof rows)[number]) => grades[figure].kind === 'ungraded';
  const told = rows.filter((row) => row.figure !== 'quorumSuccessPercent' || !isAbsent(row));
  return told.flatMap((row) => {
    const graded = grades[row.figure];
    if (graded.kind === 'not-asked') return [];
    if (graded.kind === 'ungraded') return { ...row, value: null, grade: null, reason: graded.reason };
    return { ...row, value: Math.round(graded.value * 1000) / 1000, grade: graded.grade, reason: '' };
  });
}
