import { describe, expect, test } from 'vitest';
import type { PhaseLimitsRecord } from '../measure/phase-runs.ts';
import { noLimits } from '../measure/phase-runs.ts';
import { buildGrades } from './grade-table.ts';
import { sampleOutcome } from './testing/sample-run.ts';

const { figures } = sampleOutcome();
const graded = { kind: 'graded', grade: 'good', value: 1 } as const;
const grades = { ...figures.grades, p95Ms: graded };

/** The names of the grades of a run in which each phase has other limits: `limitsOf` is given the phase. */
function namesWith(limitsOf: (phase: string) => Partial<PhaseLimitsRecord>): string[] {
  const phases = figures.phases.map((phase) => ({ ...phase, limits: { ...noLimits, ...limitsOf(phase.phase) } }));
  return buildGrades({ ...figures, grades, phases }).map(({ label }) => label);
}

describe('a grade says over which phases it is', () => {
  const limits = { ttrMs: 500, successPercent: 95, p95Ms: 200 };

  test('by the plain name where none is left out', () => {
    expect(namesWith(() => limits)).toEqual(
      expect.arrayContaining(['TTR, p95', 'success rate, lowest phase', 'p95 latency, highest phase']),
    );
  });

  test('by another where a phase that does not limit it is left out', () => {
    expect(namesWith((phase) => (phase === 'crash' ? {} : limits))).toEqual(
      expect.arrayContaining([
        'TTR, p95, of phases that limit it',
        'success rate, lowest phase that limits it',
        'p95 latency, highest phase that limits it',
      ]),
    );
  });

  test('and leaves no phase out of recovery where none limits it, or only one without a fault does not', () => {
    expect(namesWith(() => ({}))).toContain('TTR, p95');
    expect(namesWith((phase) => (phase === 'baseline' ? {} : limits))).toContain('TTR, p95');
  });
});
