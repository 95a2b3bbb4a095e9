import { expect, test } from 'vitest';
import type { GradedFigure } from './grades.ts';
import { gradeOf } from './grades.ts';
import { absent, measured } from './measured.ts';

test.each<[GradedFigure, number, string]>([
  ['ttdMs', 999, 'good'],
  ['ttdMs', 1000, 'acceptable'],
  ['ttdMs', 2000, 'poor'],
  ['ttdMs', 5001, 'critical'],
  ['ttrMs', 200, 'good'],
  ['ttrMs', 2001, 'critical'],
  ['successPercent', 99.5, 'good'],
  ['successPercent', 99, 'acceptable'],
  ['successPercent', 95, 'poor'],
  ['successPercent', 89, 'critical'],
  ['p95Ms', 289, 'acceptable'],
  ['ratePerSecond', 200, 'good'],
  ['ratePerSecond', 45, 'acceptable'],
  ['ratePerSecond', 9, 'critical'],
  ['availabilityPercent', 99.9, 'acceptable'],
  ['availabilityPercent', 94, 'critical'],
  ['faultKindsCoveredPercent', 100, 'good'],
  ['faultKindsCoveredPercent', 75, 'poor'],
  ['recoveredPercent', 95, 'poor'],
])('%s of %d is %s', (figure, value, grade) => {
  expect(gradeOf(figure, measured(value))).toEqual({ kind: 'graded', grade, value });
});

test('what was not measured has no grade, and says why', () => {
  expect(gradeOf('ttdMs', absent('no fault'))).toEqual({ kind: 'ungraded', reason: 'no fault' });
});
