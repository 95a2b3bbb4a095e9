import type { PhaseResult } from './report-schema.ts';

/** What limited figures are called in reports. */
export const limitNames = {
  ttd: 'time to detect',
  ttr: 'time to recover',
  success: 'success rate',
  p95: 'p95 latency',
} as const;

/** The verdict of a phase in words: one without any limit was measured, and did not pass anything. */
export function tellPhaseVerdict(verdict: PhaseResult['verdict']): string {
  return verdict === 'not-limited' ? 'no limit' : verdict;
}
