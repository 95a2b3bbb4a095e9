import type { CheckResult } from '../history/operation.ts';

/** So many violations are told; more would not tell more. */
const toldViolations = 10;

/** What a checker concludes from the violations that it found, most telling first. */
export function conclude(check: string, summary: string, violations: readonly string[]): CheckResult {
  if (violations.length === 0) return { check, verdict: 'passed', summary, violations: [] };
  const rest = violations.length - toldViolations;
  const told = violations.slice(0, toldViolations);
  return { check, verdict: 'failed', summary, violations: rest > 0 ? [...told, `and ${rest} more`] : told };
}

/** The history does not suffice to tell. @param reason why, in a sentence. */
export function cannotTell(check: string, reason: string): CheckResult {
  return { check, verdict: 'inconclusive', summary: reason, violations: [] };
}

/** `1 operation`, `2 operations`. */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
